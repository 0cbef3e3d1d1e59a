import { type Folder, OperatorError } from "../../base/index.ts";
import {
	canBePipe,
	canBeSocket,
	type LineAddress,
	type LineConnection,
	type LineListener,
	listenForLines,
} from "../../platform/index.ts";
import {
	CONTROL_METHODS,
	type ControlApi,
	type ControlMethod,
} from "./control-api.ts";
import { CONTROL_FILE, controlFile } from "./control-file.ts";
import {
	type ControlAnswer,
	type ControlRequest,
	errorOf,
	PROTOCOL_VERSION,
	parseObject,
	parseRequest,
} from "./protocol.ts";
import { readRequest } from "./requests.ts";

/** The socket's name under the data folder. */
export const CONTROL_SOCKET = "run/control.sock";

/** Who comes by the port or the pipe must show the token within this time. */
const TOKEN_DEADLINE_MS = 5_000;

/** Commands that talk to the server at once; a forgotten `watch` holds one. */
const MAX_CONNECTIONS = 64;

const FULL = `${MAX_CONNECTIONS} programs are connected to it already`;

/** What the control socket stands on. */
export interface ControlParts {
	/** The data folder. */
	readonly folder: Folder;
	/** The path of run/control.sock on this machine. */
	readonly socketPath: string;
	readonly transport: "auto" | "socket" | "tcp";
	readonly version: string;
	readonly api: ControlApi;
	/** Calls back with a new view of the sessions at most once a second, until the returned function is called. */
	watchSessions(tell: (view: unknown) => void): () => void;
	after(ms: number, callback: () => void): () => void;
}

/** An open control socket. */
export interface ControlServer {
	/** For people: where it listens. */
	readonly at: string;
	close(): Promise<void>;
}

/**
 * Lets programs of the same user talk to this server: by a Unix socket that only that user may open, or, where there can
 * be none, by a named pipe (Windows) or a port of 127.0.0.1, and a random token that only that user can read.
 *
 * @throws {OperatorError} control.unavailable when none can be had
 */
export async function serveControl(
	parts: ControlParts,
): Promise<ControlServer> {
	const { folder, socketPath, transport } = parts;
	await folder.remove(CONTROL_FILE);
	const connections = new Set<LineConnection>();
	const accept =
		(token: string | undefined) =>
		(connection: LineConnection): void => {
			if (connections.size >= MAX_CONNECTIONS) {
				refuse(connection, parts);
				return;
			}
			connections.add(connection);
			serve(connection, { ...parts, token }, () =>
				connections.delete(connection),
			);
		};
	let failure: unknown;
	if (transport !== "tcp" && canBeSocket(socketPath)) {
		try {
			const at = { path: socketPath };
			return closing(await listenForLines(at, accept(undefined)), folder);
		} catch (caught) {
			failure = caught;
		}
	}
	const token = crypto.randomUUID() + crypto.randomUUID();
	if (transport !== "tcp" && canBePipe()) {
		try {
			// Nobody can be there before us under a name that nobody can guess.
			const at = { pipe: `oceanftp-${crypto.randomUUID()}` };
			const listener = await listenForLines(at, accept(token));
			return await announced(listener, { folder, token });
		} catch (caught) {
			failure = caught;
		}
	}
	if (transport === "socket") throw unavailable(socketPath, failure);
	const listener = await listenForLines("loopback", accept(token));
	return await announced(listener, { folder, token });
}

/** Writes down where it is and what to show there, for who may read the data folder. */
async function announced(
	listener: LineListener,
	{ folder, token }: { readonly folder: Folder; readonly token: string },
): Promise<ControlServer> {
	const { address } = listener;
	if (address.kind === "socket") return closing(listener, folder);
	const content = controlFile({ address, token });
	try {
		await folder.write(CONTROL_FILE, content, { secret: true });
	} catch (failure) {
		await listener.close();
		throw failure;
	}
	return closing(listener, folder);
}

function closing(listener: LineListener, folder: Folder): ControlServer {
	return {
		at: spoken(listener.address),
		close: async () => {
			await listener.close();
			await folder.remove(CONTROL_FILE);
		},
	};
}

function spoken(address: LineAddress): string {
	switch (address.kind) {
		case "socket":
			return address.path;
		case "pipe":
			return `the pipe ${address.name}`;
		case "loopback":
			return `127.0.0.1 port ${address.port}`;
	}
}

function unavailable(path: string, failure: unknown): OperatorError {
	return new OperatorError(
		"control.unavailable",
		`The control socket ${path} cannot be opened.`,
		{
			why:
				failure instanceof Error
					? failure.message
					: "there are no Unix sockets here, or the path is too long for one",
			fix: '[control] transport = "auto"',
			cause: failure,
		},
	);
}

/** Tells why, and waits no longer than for a token for the other side to go. */
function refuse(
	connection: LineConnection,
	{ after }: Pick<ControlParts, "after">,
): void {
	const cancel = after(TOKEN_DEADLINE_MS, () => connection.destroy());
	connection.listen({ line: () => undefined, closed: cancel });
	connection.send(JSON.stringify({ refused: FULL }));
	connection.close();
}

/** One connection: greeting, token where there is one, requests. */
function serve(
	connection: LineConnection,
	parts: ControlParts & { readonly token: string | undefined },
	onEnd: () => void,
): void {
	const { token, version } = parts;
	const endings: (() => void)[] = [onEnd];
	let isTrusted = token === undefined;
	if (!isTrusted) {
		endings.push(
			parts.after(TOKEN_DEADLINE_MS, () => {
				if (!isTrusted) connection.destroy();
			}),
		);
	}
	const send = (answer: ControlAnswer): void =>
		connection.send(JSON.stringify(answer));
	connection.send(JSON.stringify({ oceanftp: PROTOCOL_VERSION, version }));
	connection.listen({
		line: (line) => {
			if (!isTrusted) {
				const shown = parseObject(line)?.["token"];
				isTrusted = typeof shown === "string" && isSame(shown, token ?? "");
				if (!isTrusted) connection.destroy();
				return;
			}
			const request = parseRequest(line);
			if (request === undefined) {
				connection.destroy();
				return;
			}
			if (request.method === "sessions.watch") {
				const { id } = request;
				endings.push(parts.watchSessions((event) => send({ id, event })));
				return;
			}
			void answerTo(request, parts.api).then(send);
		},
		closed: () => {
			for (const end of endings.splice(0)) end();
		},
	});
}

async function answerTo(
	{ id, method, params }: ControlRequest,
	api: ControlApi,
): Promise<ControlAnswer> {
	try {
		if (!isMethod(method)) {
			throw new OperatorError(
				"control.failed",
				`The running server does not know ${method}.`,
				{ fix: "use the program of the same version as the server" },
			);
		}
		return { id, result: await readRequest(api, method, params) };
	} catch (failure) {
		return { id, error: errorOf(failure) };
	}
}

function isMethod(name: string): name is ControlMethod {
	return Object.hasOwn(CONTROL_METHODS, name);
}

/** Compares in a time that does not depend on where the first difference is. */
function isSame(shown: string, token: string): boolean {
	const longest = Math.max(shown.length, token.length);
	let difference = shown.length ^ token.length;
	for (let index = 0; index < longest; index++) {
		difference |=
			(shown.charCodeAt(index) || 0) ^ (token.charCodeAt(index) || 0);
	}
	return difference === 0;
}
