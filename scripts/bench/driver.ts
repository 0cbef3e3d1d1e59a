import { join } from "node:path";
import { within } from "../../test/support/deadline.ts";
import type { Running } from "./contestant.ts";
import { cpuSeconds } from "./process-usage.ts";

/** `TLS` is TLS 1.3 on both connections. */
export type Way = "tls" | "plain";

/** What a client is told to do; client.py says what each task is. */
export type Task = Readonly<Record<string, unknown>> & {
	readonly task: string;
};

/** What a client found, on the clock that all share. */
export interface Finding {
	readonly started: number;
	readonly ended: number;
	/** Data connections that resumed the control connection's session. */
	readonly resumed?: number;
	readonly seconds?: number;
	readonly p50?: number;
	readonly p99?: number;
	readonly sha256?: readonly string[];
}

/** Clients that did their work at the same time. */
export interface Work {
	readonly findings: readonly Finding[];
	/** From the first one's start to the last one's end. */
	readonly seconds: number;
	/** What the server used meanwhile, its logins before not counted. */
	readonly cpu: number;
}

const CLIENT = join(import.meta.dirname, "client.py");
const LIMIT_MS = 300_000;

/** A client process, from its login on. */
class Client implements AsyncDisposable {
	readonly #child: ReturnType<typeof spawnClient>;
	readonly #errors: Promise<string>;
	readonly #lines: AsyncIterator<string>;

	constructor(task: Task) {
		this.#child = spawnClient(task);
		this.#errors = new Response(this.#child.stderr).text();
		this.#lines = linesOf(this.#child.stdout);
	}

	async line(): Promise<string> {
		const next = await within(
			LIMIT_MS,
			"answer of a client",
			this.#lines.next(),
		);
		if (next.done !== true) return next.value;
		throw new Error(`a client failed: ${await this.#errors}`);
	}

	go(): void {
		this.#child.stdin.write("go\n");
		this.#child.stdin.flush();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#child.stdin.end();
		const late = setTimeout(() => this.#child.kill("SIGKILL"), 5_000);
		await this.#child.exited;
		clearTimeout(late);
	}
}

function spawnClient(task: Task) {
	return Bun.spawn(["python3", CLIENT, JSON.stringify(task)], {
		stdio: ["pipe", "pipe", "pipe"],
	});
}

async function* linesOf(
	stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let text = "";
	for await (const chunk of stream) {
		text += decoder.decode(chunk, { stream: true });
		const lines = text.split("\n");
		text = lines.pop() ?? "";
		yield* lines;
	}
}

/** The part of every task that says whose server it is. */
export function at(
	server: Running,
	way: Way,
): Readonly<Record<string, unknown>> {
	const { user, password } = server.prepared;
	const { port } = server;
	return { host: "127.0.0.1", port, tls: way === "tls", user, password };
}

/**
 * Lets clients work at the same time, and looks at the server before they begin and when they are done, their connections still open.
 *
 * @param look is asked at that last moment
 */
export async function drive(
	server: Running,
	tasks: readonly Task[],
	look: () => void = () => undefined,
): Promise<Work> {
	await using stack = new AsyncDisposableStack();
	const clients = tasks.map((task) => stack.use(new Client(task)));
	await Promise.all(clients.map((client) => client.line()));
	const before = cpuSeconds(server.pid);
	for (const client of clients) client.go();
	const findings = await Promise.all(
		clients.map(
			async (client): Promise<Finding> => JSON.parse(await client.line()),
		),
	);
	const cpu = cpuSeconds(server.pid) - before;
	look();
	const begun = Math.min(...findings.map(({ started }) => started));
	const ended = Math.max(...findings.map((finding) => finding.ended));
	return { findings, seconds: ended - begun, cpu };
}
