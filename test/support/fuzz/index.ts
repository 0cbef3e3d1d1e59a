import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { content, temporaryUploads } from "../content.ts";
import { descriptorWatch, HAS_PROC } from "../process-facts.ts";
import { ALICE, type Server } from "../start-server.ts";
import { FuzzClient } from "./client.ts";
import { fuzzCommands } from "./commands.ts";
import { fuzzData } from "./data.ts";
import { seeded } from "./random.ts";

export interface FuzzPlan {
	readonly seed: number;
	/** Command lines, over all clients. */
	readonly lines: number;
	/** Transfers, over all clients. */
	readonly transfers: number;
}

/** So many clients at a time. */
const CLIENTS = 4;

/**
 * Sends a server that allows clear text what no client would send: the same for the same seed. Then the server must be
 * as it was: alive, with no descriptor more and no half-finished upload.
 *
 * @throws {Error} what went wrong, and what brought it about
 * @returns how many replies came, all of them well formed
 */
export async function fuzz(
	server: Server,
	{ seed, lines, transfers }: FuzzPlan,
): Promise<number> {
	writeFileSync(join(server.home(ALICE.name), "down.bin"), content(100_000));
	for (const secure of [true, false]) {
		await using first = await FuzzClient.connect(server, secure);
		await first.settle();
	}
	const watch = HAS_PROC ? descriptorWatch(server.pid) : undefined;
	const counts = await Promise.all(
		Array.from({ length: CLIENTS }, async (_, index) => {
			const random = seeded(seed * CLIENTS + index);
			const said = await fuzzCommands(server, random, lines / CLIENTS);
			const moved = await fuzzData(server, random, transfers / CLIENTS);
			return said + moved;
		}),
	);
	await watch?.back();
	const left = temporaryUploads(server.data);
	if (left.length > 0) throw new Error(`left behind: ${left.join(" ")}`);
	await using last = await FuzzClient.connect(server, true);
	await last.settle();
	return counts.reduce((sum, count) => sum + count, 0);
}
