/**
 * How fast the server moves files, and what it costs: `bun run bench`.
 *
 *     bun run bench                    256 MiB up and down, over TLS and plain; 200 small files
 *     bun run bench --binary           the compiled executable instead of the source
 *     bun run bench --memory           resident memory with a slow reader and with a fast writer
 *
 * curl is the client of the large files, bench/small-files.ts of the small ones, both on the same machine: figures are comparable with one another on one machine and one day
 * only, and CPU seconds per GiB of the server alone are steadier than MB/s. Linux, as it reads /proc.
 */
import {
	existsSync,
	mkdtempSync,
	rmSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { content } from "../test/support/content.ts";
import { hasClient, type Runtime, run } from "../test/support/programs.ts";
import { PLAIN_FLAGS } from "../test/support/shared-server.ts";
import {
	ALICE,
	type Server,
	startServer,
} from "../test/support/start-server.ts";
import { cpuSeconds, residentBytes } from "./bench/process-usage.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const LARGE_BYTES = 256 * MIB;
const LARGE_ROUNDS = 4;
const SMALL_FILES = 200;
const SMALL_BYTES = 4096;
const MEMORY_SECONDS = 20;
/** Until here a transfer takes what it needs for buffers; what grows later grows with the file. */
const EARLY_MS = 5_000;
/**
 * Flat means: no more growth than this after the first seconds of a transfer. Within those, the pools fill and the collector
 * finds its pace: chunks of an upload are garbage as soon as they are written.
 */
const MEMORY_LIMIT_BYTES = 64 * MIB;

type Way = "TLS" | "plain";

interface Row {
	readonly what: string;
	readonly rate: string;
	readonly cpu: string;
}

function curlCommand(way: Way, ...args: readonly string[]): string[] {
	const tls = way === "TLS" ? ["--ssl-reqd", "--insecure"] : [];
	const user = ["--user", `${ALICE.name}:${ALICE.password}`];
	return ["curl", "--silent", "--show-error", ...tls, ...user, ...args];
}

/** Runs curl and gives the seconds that it took. */
async function curl(way: Way, ...args: readonly string[]): Promise<number> {
	const started = performance.now();
	const { exit, stderr } = await run(curlCommand(way, ...args), {
		limitMs: 300_000,
	});
	if (exit !== 0) throw new Error(`curl ended with ${exit}: ${stderr}`);
	return (performance.now() - started) / 1000;
}

function urlOf(server: Server, name: string): string {
	return `ftp://127.0.0.1:${server.explicit().port}/${name}`;
}

async function large(server: Server, way: Way, folder: string): Promise<Row[]> {
	const file = join(folder, "large");
	writeFileSync(file, content(LARGE_BYTES));
	const url = urlOf(server, "large");
	const upload = await measure(server, LARGE_ROUNDS, () =>
		curl(way, "--upload-file", file, url),
	);
	const download = await measure(server, LARGE_ROUNDS, () =>
		curl(way, "--output", "/dev/null", url),
	);
	rmSync(file);
	const row = (what: string, { seconds, cpu }: Cost): Row => ({
		what: `${way} ${what}, 256 MiB`,
		rate: `${((LARGE_BYTES * LARGE_ROUNDS) / 1e6 / seconds).toFixed(0)} MB/s`,
		cpu: `${(cpu / ((LARGE_BYTES * LARGE_ROUNDS) / GIB)).toFixed(2)} CPU s/GiB`,
	});
	return [row("download", download), row("upload", upload)];
}

/** Many small files, all over one control connection. */
async function small(server: Server, way: Way): Promise<Row[]> {
	const client = (direction: "up" | "down") => async (): Promise<number> => {
		const { exit, stdout, stderr } = await run([
			...[process.execPath, join(import.meta.dirname, "bench/small-files.ts")],
			...[way, direction, String(server.explicit().port)],
			...[String(SMALL_FILES), String(SMALL_BYTES)],
		]);
		if (exit !== 0) throw new Error(stderr);
		return Number(stdout);
	};
	const upload = await measure(server, 1, client("up"));
	const download = await measure(server, 1, client("down"));
	const row = (what: string, { seconds, cpu }: Cost): Row => ({
		what: `${way} ${what}, ${SMALL_FILES} files of 4 KiB`,
		rate: `${(SMALL_FILES / seconds).toFixed(0)} files/s`,
		cpu: `${((cpu * 1000) / SMALL_FILES).toFixed(2)} CPU ms/file`,
	});
	return [row("download", download), row("upload", upload)];
}

interface Cost {
	readonly seconds: number;
	readonly cpu: number;
}

/** Runs once unmeasured, to warm up, and then so many times. */
async function measure(
	server: Server,
	rounds: number,
	action: () => Promise<number>,
): Promise<Cost> {
	await action();
	const before = cpuSeconds(server.pid);
	let seconds = 0;
	for (let round = 0; round < rounds; round++) seconds += await action();
	return { seconds, cpu: cpuSeconds(server.pid) - before };
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

async function memory(server: Server, folder: string): Promise<boolean> {
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

function table(rows: readonly Row[]): string {
	const width = (key: keyof Row): number =>
		Math.max(...rows.map((row) => row[key].length));
	return rows
		.map(({ what, rate, cpu }) =>
			[
				what.padEnd(width("what")),
				rate.padStart(width("rate")),
				cpu.padStart(width("cpu")),
			].join("   "),
		)
		.join("\n");
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

/** Files in memory, where the machine offers that: the disk is not what is measured. */
function scratch(onDisk: boolean): string {
	const inMemory = !onDisk && existsSync("/dev/shm");
	return mkdtempSync(join(inMemory ? "/dev/shm" : tmpdir(), "oceanftp-bench-"));
}

async function main(args: readonly string[]): Promise<number> {
	const unknown = args.filter((one) => !["--binary", "--memory"].includes(one));
	if (unknown.length > 0 || !hasClient("curl")) {
		process.stderr.write(
			"usage: bun run bench [--binary] [--memory]      (needs curl)\n",
		);
		return 2;
	}
	const runtime: Runtime = args.includes("--binary") ? "binary" : "bun";
	const isMemory = args.includes("--memory");
	const folder = scratch(isMemory);
	try {
		const data = mkdtempSync(join(folder, "data-"));
		await using server = await startServer({
			data,
			runtime,
			flags: PLAIN_FLAGS,
		});
		say(`${runtime}, server process ${server.pid}, files in ${folder}`);
		if (isMemory) return (await memory(server, folder)) ? 0 : 1;
		const rows: Row[] = [];
		for (const way of ["TLS", "plain"] as const) {
			rows.push(...(await large(server, way, folder)));
			rows.push(...(await small(server, way)));
		}
		say(table(rows));
		return 0;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

process.exitCode = await main(process.argv.slice(2));
