/**
 * Sends a server of its own what no client would send, and sees that it stays well: `bun scripts/fuzz.ts`.
 *
 *     bun scripts/fuzz.ts                        100,000 command lines, 2,000 transfers, seed 1
 *     bun scripts/fuzz.ts --seed 7 --lines 1000 --transfers 100 --runtime deno
 *
 * The same seed sends the same. It ends at the first reply that is missing, doubled or malformed, and shows what was sent.
 */
import { fuzz } from "../test/support/fuzz/index.ts";
import { PLAIN_FLAGS } from "../test/support/shared-server.ts";
import { startServer } from "../test/support/start-server.ts";
import { type LongRun, type LongRunOptions, runLong } from "./long-run.ts";

type Flag = "lines" | "transfers" | "seed";

const FUZZ: LongRun<Flag> = {
	command: "bun scripts/fuzz.ts",
	about: `Sends a server of its own what no client would send, and sees that it stays well. It ends at the first
reply that is missing, doubled or malformed, and shows what was sent. The same seed sends the same.`,
	flags: {
		lines: { preset: 100_000, least: 0, about: "command lines" },
		transfers: { preset: 2000, least: 0, about: "transfers" },
		seed: { preset: 1, least: 0, about: "what chance begins with" },
	},
	example: "--seed 7 --lines 1000 --transfers 100 --runtime deno",
};

async function work(options: LongRunOptions<Flag>): Promise<void> {
	const { runtime, ...plan } = options;
	await using server = await startServer({ runtime, flags: PLAIN_FLAGS });
	const started = performance.now();
	try {
		const replies = await fuzz(server, plan);
		const seconds = ((performance.now() - started) / 1000).toFixed(1);
		process.stdout.write(
			`seed ${plan.seed}: ${plan.lines} lines and ${plan.transfers} transfers under ${runtime}, ${replies} replies, all well formed, in ${seconds} s\n`,
		);
	} catch (error) {
		process.stderr.write(
			`the end of the server's log:\n${server.stderr().slice(-4_000)}\n`,
		);
		throw error;
	}
}

process.exitCode = await runLong(FUZZ, process.argv.slice(2), work);
