/**
 * Sends a server of its own what no client would send, and sees that it stays well: `bun scripts/fuzz.ts`.
 *
 *     bun scripts/fuzz.ts                        100,000 command lines, 2,000 transfers, seed 1
 *     bun scripts/fuzz.ts --seed 7 --lines 1000 --transfers 100 --runtime deno
 *
 * The same seed sends the same. It ends at the first reply that is missing, doubled or malformed, and shows what was sent.
 */
import { parseArgs } from "node:util";
import { fuzz } from "../test/support/fuzz/index.ts";
import { RUNTIMES } from "../test/support/programs.ts";
import { PLAIN_FLAGS } from "../test/support/shared-server.ts";
import { startServer } from "../test/support/start-server.ts";

const { values } = parseArgs({
	options: {
		seed: { type: "string", default: "1" },
		lines: { type: "string", default: "100000" },
		transfers: { type: "string", default: "2000" },
		runtime: { type: "string", default: "bun" },
	},
});
const runtime = RUNTIMES.find((name) => name === values.runtime);
if (runtime === undefined) throw new Error(`no runtime ${values.runtime} here`);

const plan = {
	seed: Number(values.seed),
	lines: Number(values.lines),
	transfers: Number(values.transfers),
};
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
