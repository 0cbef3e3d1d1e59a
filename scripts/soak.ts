/**
 * Keeps a server busy for a while and watches what it uses: `bun scripts/soak.ts`. Linux, as it reads /proc.
 *
 *     bun scripts/soak.ts                              two minutes, eight clients, under Bun
 *     bun scripts/soak.ts --minutes 30 --clients 20 --runtime deno
 *
 * Each client logs in over TLS, moves and lists files, breaks some transfers off, and leaves, again and again. A line every
 * ten seconds: memory, descriptors, sessions and transfers so far, and how long a NOOP takes meanwhile. It fails when
 * descriptors or half-finished uploads are left, or memory still grows in the second half.
 */

import { PLAIN_FLAGS } from "../test/support/shared-server.ts";
import { soak } from "../test/support/soak.ts";
import { startServer } from "../test/support/start-server.ts";
import { type LongRun, type LongRunOptions, runLong } from "./long-run.ts";

/** What pools and the collector's pace may add after half of the time. */
const MAX_LATE_GROWTH_MIB = 64;

type Flag = "minutes" | "clients";

const SOAK: LongRun<Flag> = {
	command: "bun scripts/soak.ts",
	about: `Keeps a server of its own busy and watches what it uses, with a line every ten seconds. It fails when
descriptors or half-finished uploads are left, or memory still grows in the second half. Linux, as it reads /proc.`,
	flags: {
		minutes: {
			preset: 2,
			least: 0.1,
			mayBeFraction: true,
			about: "how long",
		},
		clients: { preset: 8, least: 1, about: "how many at the same time" },
	},
	example: "--minutes 30 --clients 20 --runtime deno",
};

async function work(options: LongRunOptions<Flag>): Promise<void> {
	const { clients, minutes, runtime } = options;
	await using server = await startServer({
		runtime,
		flags: PLAIN_FLAGS,
		// All of them come from one address; a session that was broken off counts until its end is noticed, beside the next one.
		config: `[limits]\nper_address = ${clients * 4}\nnot_logged_in_per_address = ${clients * 4}\n`,
	});
	const result = await soak(server, {
		seconds: minutes * 60,
		clients,
		everyMs: 10_000,
		say: (line) => process.stdout.write(`${line}\n`),
	});
	process.stdout.write(
		`${result.sessions} sessions, ${result.transfers} transfers, ${result.broken} of them broken off: descriptors are back, memory grew ${result.lateGrowthMib.toFixed(1)} MiB in the second half\n`,
	);
	if (result.lateGrowthMib > MAX_LATE_GROWTH_MIB)
		throw new Error(`more than ${MAX_LATE_GROWTH_MIB} MiB: something is kept`);
}

process.exitCode = await runLong(SOAK, process.argv.slice(2), work);
