import { type Folder, OperatorError } from "../../base/index.ts";
import {
	connectForLines,
	type LineAddress,
	type LineConnection,
} from "../../platform/index.ts";
import type { SessionView } from "../sessions/session-view.ts";
import type { ControlApi, ControlMethod } from "./control-api.ts";
import { CONTROL_FILE, readControlFile } from "./control-file.ts";
import {
	failureOf,
	PROTOCOL_VERSION,
	parseAnswer,
	parseObject,
} from "./protocol.ts";

const CONNECT_DEADLINE_MS = 5_000;

/** Reloading may wait for a slow disk; all else answers at once. */
const ANSWER_DEADLINE_MS = 30_000;

/** A running server, as a command sees it. */
export interface ControlClient {
	/** The version of the server's program. */
	readonly version: string;
	/** @throws {OperatorError} what the method throws in the server; control.none when it goes away */
	call<Method extends ControlMethod>(
		method: Method,
		...params: Parameters<ControlApi[Method]>
	): Promise<Awaited<ReturnType<ControlApi[Method]>>>;
	/** The sessions again and again, until the iteration is left or the server goes. */
	watchSessions(): AsyncGenerator<readonly SessionView[], void, undefined>;
	/** Resolves when the server has gone. */
	readonly gone: Promise<void>;
	close(): void;
}

/** Where a server's control socket may be. */
export interface ControlPlace {
	/** The data folder. */
	readonly folder: Folder;
	/** The path of run/control.sock on this machine. */
	readonly socketPath: string;
	after(ms: number, callback: () => void): () => void;
}

/**
 * Connects to the server that runs on a data folder.
 *
 * @throws {OperatorError} control.none when none does
 */
export async function connectControl(
	place: ControlPlace,
): Promise<ControlClient> {
	const { address, token } = await addressOf(place);
	let connection: LineConnection;
	try {
		connection = await connectForLines(address, CONNECT_DEADLINE_MS);
	} catch (failure) {
		throw notConnected(failure, address);
	}
	const client = new Client(connection, place);
	if (token !== undefined) connection.send(JSON.stringify({ token }));
	await client.greeted();
	return client;
}

async function addressOf({ folder, socketPath }: ControlPlace): Promise<{
	readonly address: LineAddress;
	readonly token: string | undefined;
}> {
	const content = await folder.read(CONTROL_FILE);
	const guarded = content === undefined ? undefined : readControlFile(content);
	if (guarded !== undefined) return guarded;
	return { address: { kind: "socket", path: socketPath }, token: undefined };
}

/** A socket of another user's is there, and says nothing about whether somebody listens. */
function notConnected(failure: unknown, address: LineAddress): OperatorError {
	const why = failure instanceof Error ? failure.message : String(failure);
	const code: unknown =
		failure instanceof Error ? Reflect.get(failure, "code") : undefined;
	if (code !== "EACCES" && code !== "EPERM") return noServer(why);
	return new OperatorError(
		"file.no-right",
		"The control socket belongs to another user.",
		{
			why,
			fix:
				address.kind === "pipe"
					? "run the command as the server's user, or as an administrator"
					: "run the command as the server's user: sudo -u oceanftp oceanftp status --data DIR",
			cause: failure,
		},
	);
}

function noServer(why: string): OperatorError {
	return new OperatorError(
		"control.none",
		"No server answers on this data folder.",
		{
			why,
			fix: "start it with oceanftp serve, or name its folder with --data",
		},
	);
}

/** What `sessions.watch` tells again and again. */
interface SessionsEvent {
	readonly sessions: readonly SessionView[];
}

type Listener = (answer: ReturnType<typeof parseAnswer>) => void;

class Client implements ControlClient {
	version = "";
	readonly gone: Promise<void>;
	readonly #connection: LineConnection;
	readonly #place: ControlPlace;
	readonly #waiting = new Map<number, Listener>();
	readonly #greeting = Promise.withResolvers<void>();
	#nextId = 1;

	constructor(connection: LineConnection, place: ControlPlace) {
		this.#connection = connection;
		this.#place = place;
		this.#greeting.promise.catch(() => undefined);
		this.gone = new Promise((resolve) => {
			connection.listen({
				line: (line) => this.#line(line),
				closed: (why) => {
					this.#greeting.reject(noServer(why ?? "it closed the connection"));
					for (const listener of this.#waiting.values()) listener(undefined);
					this.#waiting.clear();
					resolve();
				},
			});
		});
	}

	async greeted(): Promise<void> {
		const cancel = this.#place.after(CONNECT_DEADLINE_MS, () => {
			this.#greeting.reject(noServer("it does not greet"));
			this.#connection.destroy();
		});
		try {
			await this.#greeting.promise;
		} finally {
			cancel();
		}
	}

	#line(line: string): void {
		if (this.version === "") {
			this.#greet(line);
			return;
		}
		const answer = parseAnswer(line);
		if (answer !== undefined) this.#waiting.get(answer.id)?.(answer);
	}

	#greet(line: string): void {
		const { oceanftp, refused, version } = parseObject(line) ?? {};
		if (oceanftp === PROTOCOL_VERSION && typeof version === "string") {
			this.version = version;
			this.#greeting.resolve();
			return;
		}
		if (typeof refused === "string") {
			this.#greeting.reject(
				new OperatorError(
					"control.failed",
					"The running server takes no more commands now.",
					{ why: refused, fix: "end what watches it: oceanftp sessions watch" },
				),
			);
			return;
		}
		this.#greeting.reject(
			new OperatorError(
				"control.failed",
				"The running server speaks another version of the control protocol.",
				{ fix: "use the program of the same version as the server" },
			),
		);
		this.#connection.destroy();
	}

	async call<Method extends ControlMethod>(
		method: Method,
		...[params = {}]: Parameters<ControlApi[Method]>
	): Promise<Awaited<ReturnType<ControlApi[Method]>>> {
		const id = this.#nextId++;
		const answer = await new Promise<ReturnType<typeof parseAnswer>>(
			(resolve) => {
				const cancel = this.#place.after(ANSWER_DEADLINE_MS, () =>
					resolve(undefined),
				);
				this.#waiting.set(id, (given) => {
					cancel();
					resolve(given);
				});
				this.#connection.send(JSON.stringify({ id, method, params }));
			},
		);
		this.#waiting.delete(id);
		if (answer === undefined) throw noServer(`it gave no answer to ${method}`);
		if ("error" in answer) throw failureOf(answer.error);
		if (!("result" in answer)) throw noServer("it gave no result");
		// Both ends are this program: what the method gives there is what comes out here.
		return answer.result as Awaited<ReturnType<ControlApi[Method]>>;
	}

	async *watchSessions(): AsyncGenerator<
		readonly SessionView[],
		void,
		undefined
	> {
		const id = this.#nextId++;
		const events: SessionsEvent[] = [];
		let wake = (): void => undefined;
		let isOver = false;
		this.#waiting.set(id, (answer) => {
			if (answer === undefined) isOver = true;
			// Only the newest view is of use to somebody who reads slowly.
			else if ("event" in answer) {
				// Both ends are this program, as with results.
				events.splice(0, events.length, answer.event as SessionsEvent);
			}
			wake();
		});
		this.#connection.send(
			JSON.stringify({ id, method: "sessions.watch", params: {} }),
		);
		try {
			while (!isOver) {
				const event = events.shift();
				if (event !== undefined) {
					yield event.sessions;
					continue;
				}
				await new Promise<void>((resolve) => {
					wake = resolve;
					if (isOver || events.length > 0) resolve();
				});
			}
		} finally {
			this.#waiting.delete(id);
		}
	}

	/** Every call has its answer by now, so nothing is on its way that could be lost. */
	close(): void {
		this.#connection.destroy();
	}
}
