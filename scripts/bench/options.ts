import { parseArgs } from "node:util";
import type { Runtime } from "../../test/support/programs.ts";

/** What was asked for on the command line. */
export interface BenchOptions {
	/** Parts of the names of measures; empty: all. */
	readonly only: readonly string[];
	/** Names of the servers; empty: ours and every peer that is here. */
	readonly servers: readonly string[];
	readonly rounds: number;
	readonly peers: string | undefined;
	readonly runtime: Runtime;
	/** Another build of our own, to compare with. */
	readonly other: string | undefined;
	/** Where the figures go as JSON. */
	readonly json: string | undefined;
	readonly users: number;
	readonly memory: boolean;
}

export const USAGE = `usage: bun run bench [flags]
  --only WORDS      measures whose names hold one of them, with commas between: tls/up,list
  --rounds N        3 unless said; medians are taken over them
  --peers DIR       where packages of peers were unpacked: apt-get download vsftpd; dpkg -x vsftpd*.deb DIR
  --servers NAMES   those only: oceanftp,vsftpd,proftpd,pure-ftpd,pyftpdlib
  --runtime NAME    binary (dist/oceanftp, the default), bun or deno (the source)
  --other FILE      another oceanftp executable, such as the one before a change
  --users N         100 unless said; for the logins of many users
  --json FILE       all figures, and the medians
  --memory          instead: the server's memory with a slow reader and with a fast writer (needs curl)
`;

/** @throws {TypeError} with a sentence about what was wrong */
export function benchOptions(args: readonly string[]): BenchOptions {
	const { values } = parseArgs({
		args: [...args],
		options: {
			only: { type: "string", default: "" },
			rounds: { type: "string", default: "3" },
			peers: { type: "string" },
			servers: { type: "string", default: "" },
			runtime: { type: "string", default: "binary" },
			users: { type: "string", default: "100" },
			other: { type: "string" },
			json: { type: "string" },
			memory: { type: "boolean", default: false },
		},
	});
	return {
		only: words(values.only),
		servers: words(values.servers),
		rounds: whole("--rounds", values.rounds, 1),
		peers: values.peers,
		runtime: runtimeNamed(values.runtime),
		other: values.other,
		json: values.json,
		users: whole("--users", values.users, 0),
		memory: values.memory,
	};
}

function words(text: string): readonly string[] {
	return text.split(",").filter((word) => word !== "");
}

function whole(flag: string, text: string, least: number): number {
	const number = Number(text);
	if (Number.isSafeInteger(number) && number >= least) return number;
	throw new TypeError(`${flag} takes a whole number from ${least} on`);
}

function runtimeNamed(name: string): Runtime {
	if (name === "binary" || name === "bun" || name === "deno") return name;
	throw new TypeError("--runtime is binary, bun or deno");
}
