import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { oceanftp, type Runtime, run } from "../../test/support/programs.ts";
import type { Contestant } from "./contestant.ts";

const USER = "bench";
const PASSWORD = "bench-password";

/** Limits are for the Internet; a benchmark is one client that does everything at once. */
const CONFIG = `
[tls]
control = "allowed"
data = "client"
min_version = "1.3"
[limits]
connections = 3000
per_address = 3000
not_logged_in_per_address = 3000
`;

/** Which of our own. */
export interface OceanOptions {
	readonly name: string;
	readonly runtime: Runtime;
	/** In place of `dist/oceanftp`. */
	readonly executable?: string | undefined;
	/** How many users to make beside the one who does everything. */
	readonly otherUsers: number;
}

/** Our own server. */
export function ocean({
	name,
	runtime,
	executable,
	otherUsers,
}: OceanOptions): Contestant {
	const program = oceanftp(runtime, executable);
	return {
		name,
		speaksMlsd: true,
		prepare: async ({ folder, port }) => {
			const data = join(folder, "data");
			mkdirSync(data, { mode: 0o700 });
			writeFileSync(join(data, "oceanftp.toml"), CONFIG);
			const others = Array.from(
				{ length: otherUsers },
				(_, index) => `user-${index}`,
			);
			for (const user of [USER, ...others]) {
				const { exit, stderr } = await run(
					[
						...program,
						...["user", "add", user, "--password-stdin", "--data", data],
					],
					{ stdin: `${PASSWORD}\n` },
				);
				if (exit !== 0) throw new Error(stderr);
			}
			const home = join(data, "files", USER);
			mkdirSync(home, { recursive: true });
			return {
				command: [
					...program,
					...["serve", "--data", data, "--host", "127.0.0.1"],
					...["--port", String(port), "--implicit-port", "0"],
				],
				env: { HOME: folder },
				home,
				startFolder: "/",
				user: USER,
				password: PASSWORD,
				others,
			};
		},
	};
}
