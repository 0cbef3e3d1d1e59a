import { join } from "node:path";
import { PATIENCE_MS, within } from "./deadline.ts";
import { cleanEnvironment, ROOT } from "./programs.ts";

/** What a service told its manager. */
export interface Notification {
	/** The process that it came from, as the kernel says. */
	readonly from: number;
	readonly lines: readonly string[];
}

/** Stands in for systemd at a notify socket. */
export interface NotifyManager extends AsyncDisposable {
	next(): Promise<Notification>;
	/** The next that does not begin with a certain line. */
	nextBut(line: string): Promise<Notification>;
}

/** Listens at an address: a path, or `@` and a name in the abstract space. Needs python3, for Unix datagrams. */
export async function notifyManager(address: string): Promise<NotifyManager> {
	const child = Bun.spawn(
		["python3", join(ROOT, "test/support/notify-listener.py"), address],
		{ env: cleanEnvironment(), stdio: ["ignore", "pipe", "inherit"] },
	);
	const lines = linesOf(child.stdout);
	const line = async (): Promise<string> => {
		const { value } = await within(PATIENCE_MS, "a notification", lines.next());
		return value ?? "";
	};
	if ((await line()) !== "bound") throw new Error(`cannot bind ${address}`);
	const next = async (): Promise<Notification> => JSON.parse(await line());
	return {
		next,
		nextBut: async (unwanted) => {
			let found = await next();
			while (found.lines[0] === unwanted) found = await next();
			return found;
		},
		[Symbol.asyncDispose]: async () => {
			child.kill();
			await child.exited;
		},
	};
}

async function* linesOf(
	stream: ReadableStream<Uint8Array>,
): AsyncGenerator<string, undefined> {
	let text = "";
	for await (const chunk of stream) {
		text += new TextDecoder().decode(chunk);
		const lines = text.split("\n");
		text = lines.pop() ?? "";
		yield* lines;
	}
	return undefined;
}
