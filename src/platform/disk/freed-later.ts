import { type BigIntStats, closeSync, openSync } from "node:fs";
import process from "node:process";
import { MIB } from "../../base/index.ts";
import { closeDescriptor, HOLD_ONLY, NO_FOLLOW } from "./calls.ts";
import { fromMemory } from "./from-memory.ts";

/** Freeing less takes no time that anybody would notice. */
const LARGE_BYTES: number = 4 * MIB;

/** Deno closes on its event loop, where everybody would wait for what nobody waits for otherwise. */
const CAN_FREE_LATER: boolean =
	process.platform === "linux" && "bun" in process.versions;

/** Files that are being freed. */
const freeing = new Set<Promise<void>>();

/**
 * Takes a file's name away without waiting until the system has freed the file, if it is a large one: it is held meanwhile, and let go of on
 * the pool of threads. To replace 512 MiB took 50 to 60 ms in memory and 140 to 170 on ext4, and with the file held nothing.
 *
 * @param facts what has the name now
 * @param work takes it away: by a rename, or a removal
 */
export async function freedLater(
	path: string,
	facts: BigIntStats | undefined,
	work: () => Promise<void>,
): Promise<void> {
	const held = facts === undefined ? undefined : hold(path, facts);
	try {
		await work();
	} finally {
		if (held !== undefined) free(held);
	}
}

/** When all that has lost its name is freed: before that the room that it had cannot be told. */
export async function allFreed(): Promise<void> {
	await Promise.all(freeing);
}

function hold(path: string, facts: BigIntStats): number | undefined {
	if (!CAN_FREE_LATER || facts.size < LARGE_BYTES) return undefined;
	let held: number;
	try {
		held = openSync(path, HOLD_ONLY | NO_FOLLOW);
	} catch {
		// Then it is freed at once, or whatever is wrong is met by the work itself.
		return undefined;
	}
	// Over NFS what is held gets another name in its folder, where it would be seen.
	if (fromMemory().placeOf(held) !== "elsewhere") return held;
	closeSync(held);
	return undefined;
}

function free(held: number): void {
	const closing = closeDescriptor(held)
		// Nothing was written by it.
		.catch(() => undefined)
		.finally(() => freeing.delete(closing));
	freeing.add(closing);
}
