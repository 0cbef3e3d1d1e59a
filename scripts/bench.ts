/**
 * How fast the server is, and what that costs, beside other FTP servers on the same machine: `bun run bench`.
 *
 *     bun run build && bun run bench                  all of it, three rounds
 *     bun run bench --only tls/up,list --rounds 6     some of it
 *     bun run bench --peers DIR                       with peers whose packages were unpacked below DIR
 *
 * Rounds are interleaved: each server does a measure in turn, then the next measure comes. Cells still spread by a fifth on a shared
 * machine, so a figure means something only beside others of the same run; CPU seconds per GiB, of the server with all its processes,
 * are steadier than MB/s. Files lie in memory where the machine offers that. Every file that moves is checked by its SHA-256, outside the
 * time that is measured. The client is client.py, a process for each connection that works. Linux, as it reads /proc; Python 3.
 */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { hasClient } from "../test/support/programs.ts";
import { PLAIN_FLAGS } from "../test/support/shared-server.ts";
import { startServer } from "../test/support/start-server.ts";
import {
	type Contestant,
	type Prepared,
	type Running,
	started,
} from "./bench/contestant.ts";
import { MEASURES, type Measure, makeScratch } from "./bench/measures.ts";
import { staysFlat } from "./bench/memory.ts";
import { ocean } from "./bench/ocean.ts";
import { type BenchOptions, benchOptions, USAGE } from "./bench/options.ts";
import { makeCertificate, peersAt } from "./bench/peers.ts";
import { linesOf, markdown, type Result } from "./bench/report.ts";

const OURS = "oceanftp";

/** A server with the port and files that it keeps from round to round. */
interface Entrant {
	readonly contestant: Contestant;
	readonly prepared: Prepared;
	readonly port: number;
}

async function entrants(
	{ runtime, other, users, peers, servers }: BenchOptions,
	folder: string,
	measures: readonly Measure[],
): Promise<readonly Entrant[]> {
	const isWanted = ({ name }: Contestant): boolean =>
		servers.length === 0 || servers.includes(name);
	const others = peersAt({ folder: peers }).filter(isWanted);
	const certificate =
		others.length === 0 ? undefined : await makeCertificate(folder);
	const needsUsers = measures.some(({ id }) => id.endsWith("many-logins"));
	const otherUsers = needsUsers ? users : 0;
	const ours = [ocean({ name: OURS, runtime, otherUsers })].filter(isWanted);
	if (other !== undefined) {
		const executable = resolve(other);
		ours.push(
			ocean({ name: "other", runtime: "binary", executable, otherUsers }),
		);
	}
	const found: Entrant[] = [];
	for (const contestant of [...ours, ...others]) {
		const own = join(folder, contestant.name);
		mkdirSync(own);
		chmodSync(own, 0o755);
		const port = await freePort();
		found.push({
			contestant,
			port,
			prepared: await contestant.prepare({ folder: own, port, certificate }),
		});
	}
	return found;
}

/** Each measure with a server of its own that was started just now: what one leaves in memory is no other's burden. */
async function measured(
	{ only, rounds, ...options }: BenchOptions,
	folder: string,
): Promise<{ measures: readonly Measure[]; results: readonly Result[] }> {
	const measures = MEASURES.filter(
		({ id }) => only.length === 0 || only.some((word) => id.includes(word)),
	);
	const all = await entrants({ only, rounds, ...options }, folder, measures);
	const scratch = makeScratch(folder);
	const results: Result[] = [];
	for (let round = 1; round <= rounds; round++) {
		for (const measure of measures) {
			for (const { contestant, prepared, port } of all) {
				await using server = await started(contestant, prepared, port);
				if (!measure.fits(server)) continue;
				const figures = await measure.run(server, scratch);
				results.push({ server: server.name, round, figures });
				note(server, measure, { round, figures });
			}
		}
	}
	return { measures, results };
}

function note(
	{ name }: Running,
	{ id, rows }: Measure,
	{ round, figures }: Pick<Result, "round" | "figures">,
): void {
	const texts = Object.entries(figures).map(
		([what, figure]) =>
			`${figure.toFixed(rows[what]?.digits ?? 2)} ${rows[what]?.unit ?? ""}`,
	);
	process.stderr.write(`${round} ${id} ${name}: ${texts.join(", ")}\n`);
}

/** Below the ports that the system gives out by itself: a data connection's could still be in use at the next start. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

async function freePort(): Promise<number> {
	for (;;) {
		const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
		if (await canListen(port)) return port;
	}
}

function canListen(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(false));
		server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
	});
}

/** Files in memory, where the machine offers that: the disk is not what is measured. */
function scratchFolder(onDisk: boolean): string {
	const inMemory = !onDisk && existsSync("/dev/shm");
	const folder = mkdtempSync(
		join(inMemory ? "/dev/shm" : tmpdir(), "oceanftp-bench-"),
	);
	// Peers that give up their rights must reach their files.
	chmodSync(folder, 0o755);
	return folder;
}

async function watchMemory(
	{ runtime }: BenchOptions,
	folder: string,
): Promise<number> {
	const data = mkdtempSync(join(folder, "data-"));
	await using server = await startServer({ data, runtime, flags: PLAIN_FLAGS });
	const say = (line: string): void => {
		process.stdout.write(`${line}\n`);
	};
	return (await staysFlat(server, folder, say)) ? 0 : 1;
}

async function main(args: readonly string[]): Promise<number> {
	let options: BenchOptions;
	if (args.includes("--help")) {
		process.stdout.write(USAGE);
		return 0;
	}
	try {
		options = benchOptions(args);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		process.stderr.write(`${why}\n${USAGE}`);
		return 2;
	}
	const { memory, json, rounds } = options;
	const needed = memory ? "curl" : "python3";
	if (!hasClient(needed)) {
		process.stderr.write(`${needed} is needed\n`);
		return 2;
	}
	const folder = scratchFolder(memory);
	try {
		if (memory) return await watchMemory(options, folder);
		const { measures, results } = await measured(options, folder);
		const lines = linesOf(measures, results, OURS);
		const servers = [...new Set(results.map(({ server }) => server))];
		if (json !== undefined) {
			const document = { schema: "oceanftp.bench/1", rounds, lines, results };
			await Bun.write(json, `${JSON.stringify(document, undefined, "\t")}\n`);
		}
		process.stdout.write(markdown(lines, servers, rounds));
		return 0;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

process.exitCode = await main(process.argv.slice(2));
