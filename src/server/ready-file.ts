import type { HostFiles } from "../platform/index.ts";
import type { BoundSocket } from "./listener-set.ts";

/** What scripts wait for: a file that appears, complete, when every listener is bound. */
export interface ReadyFacts {
	readonly pid: number;
	readonly listening: readonly BoundSocket[];
	readonly certificate: { readonly name: string; readonly sha256: string };
}

/** Where in the data folder a running server says what it has bound, for the commands that speak of it. */
export const READY_FILE = "run/ready.json";

/** The text of the file, schema `oceanftp.ready/1`. */
export function readyText(facts: ReadyFacts): string {
	const of = (mode: BoundSocket["mode"]): { host: string; port: number }[] =>
		facts.listening
			.filter((each) => each.mode === mode)
			.map(({ host, port }) => ({ host, port }));
	return `${JSON.stringify({
		schema: "oceanftp.ready/1",
		pid: facts.pid,
		explicit: of("explicit"),
		implicit: of("implicit"),
		admin: null,
		certificate: facts.certificate,
	})}\n`;
}

/** A ready file; without a path every method does nothing. */
export interface ReadyFile {
	remove(): Promise<void>;
	write(facts: ReadyFacts): Promise<void>;
}

export function readyFile(
	path: string | undefined,
	files: HostFiles,
): ReadyFile {
	return {
		remove: async () => {
			if (path !== undefined) await files.remove(path);
		},
		write: async (facts) => {
			if (path !== undefined) await files.writeText(path, readyText(facts));
		},
	};
}
