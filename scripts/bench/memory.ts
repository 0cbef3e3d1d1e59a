import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../test/support/programs.ts";
import { ALICE, type Server } from "../../test/support/start-server.ts";
import { residentBytes } from "./process-usage.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const MEMORY_SECONDS = 20;
/** Until here a transfer takes what it needs for buffers; what grows later grows with the file. */
const EARLY_MS = 5_000;
/**
 * Flat means: no more growth than this after the first seconds of a transfer. Within those, the pools fill and the collector
 * finds its pace: chunks of an upload are garbage as soon as they are written.
 */
const MEMORY_LIMIT_BYTES = 64 * MIB;

type Way = "TLS" | "plain";

function curlCommand(way: Way, ...args: readonly string[]): string[] {
	const tls = way === "TLS" ? ["--ssl-reqd", "--insecure"] : [];
	const user = ["--user", `${ALICE.name}:${ALICE.password}`];
	return ["curl", "--silent", "--show-error", ...tls, ...user, ...args];
}

function urlOf(server: Server, name: string): string {
	return `ftp://127.0.0.1:${server.explicit().port}/${name}`;
}

/** Watches the server's memory while one curl runs for a while. */
async function watchMemory(
	server: Server,
	command: readonly string[],
): Promise<{ before: number; early: number; most: number }> {
	const before = residentBytes(server.pid);
	const started = performance.now();
	let early = before;
	let most = before;
	const timer = setInterval(() => {
		most = Math.max(most, residentBytes(server.pid));
		if (performance.now() - started < EARLY_MS) early = most;
	}, 100);
	try {
		await run(command, { limitMs: (MEMORY_SECONDS + 30) * 1000 });
	} finally {
		clearInterval(timer);
	}
	return { before, early, most };
}

/**
 * Whether memory stays flat while a client reads slowly, and while one writes as fast as it can: TLS and plain, 4 GiB each.
 *
 * @param say gets a line for each
 */
export async function staysFlat(
	server: Server,
	folder: string,
	say: (line: string) => void,
): Promise<boolean> {
	const sparse = join(server.home(ALICE.name), "sparse");
	const local = join(folder, "sparse");
	for (const file of [sparse, local]) {
		writeFileSync(file, "");
		truncateSync(file, 4 * GIB);
	}
	const limit = ["--max-time", String(MEMORY_SECONDS)];
	let flat = true;
	for (const way of ["TLS", "plain"] as const) {
		// Compiled code and buffer pools come with the first transfers; growth is what comes after them.
		const warm = ["--limit-rate", "100M", "--max-time", "5"];
		for (const args of [
			["--upload-file", local, urlOf(server, "warm")],
			["--output", "/dev/null", urlOf(server, "sparse")],
		])
			await run(curlCommand(way, ...warm, ...args));
		const cases = {
			"slow reader of 4 GiB": curlCommand(
				way,
				...[...limit, "--limit-rate", "2M", "--output", "/dev/null"],
				urlOf(server, "sparse"),
			),
			"fast writer of 4 GiB": curlCommand(
				way,
				...[...limit, "--upload-file", local],
				urlOf(server, "uploaded"),
			),
		};
		for (const [what, command] of Object.entries(cases)) {
			const { before, early, most } = await watchMemory(server, command);
			const isFlat = most - early <= MEMORY_LIMIT_BYTES;
			flat &&= isFlat;
			const mib = (bytes: number): string => `${(bytes / MIB).toFixed(0)} MiB`;
			say(
				`${`${way}, ${what}`.padEnd(32)} ${mib(before)} before, ${mib(early)} in the first 5 s, ${mib(most)} at most: ${isFlat ? "flat" : "NOT FLAT"}`,
			);
		}
	}
	return flat;
}
