import type { BigIntStats } from "node:fs";
import { chmod, utimes } from "node:fs/promises";
import { FileFailure } from "../../files/index.ts";
import { allFreed } from "./freed-later.ts";
import type { GuardedTree } from "./guarded-tree.ts";

/** When a file or folder was last changed; when it was last read stays as it was. */
export async function setModified(
	tree: GuardedTree,
	path: string,
	modifiedMs: number,
): Promise<void> {
	await withThing(tree, path, async (thing, { atimeMs }) => {
		await utimes(thing, Number(atimeMs) / 1000, modifiedMs / 1000);
	});
}

/** Permission bits; those above (set user id and their like) stay as they were. */
export async function setMode(
	tree: GuardedTree,
	path: string,
	mode: number,
): Promise<void> {
	await withThing(tree, path, async (thing, facts) => {
		await chmod(thing, (Number(facts.mode) & 0o7000) | (mode & 0o777));
	});
}

/** Room for users who are not root, in the file system that the folder is on; where it is less than enough, what is being freed counts too. */
export async function freeBytes(
	tree: GuardedTree,
	path: string,
	enoughBytes: number = Number.POSITIVE_INFINITY,
): Promise<number> {
	const folder = await tree.hold(path);
	try {
		const bytes = await folder.freeBytes();
		const freed = bytes < enoughBytes ? allFreed() : undefined;
		if (freed === undefined) return bytes;
		await freed;
		return await folder.freeBytes();
	} finally {
		folder.release();
	}
}

/** Works on what a path leads to in the end, by a path that cannot be led elsewhere meanwhile. */
async function withThing(
	tree: GuardedTree,
	path: string,
	work: (thing: string, facts: BigIntStats) => Promise<void>,
): Promise<void> {
	const spot = await tree.spot(path);
	try {
		if (spot.facts === undefined) {
			throw new FileFailure("notFound", `no ${path}`);
		}
		if (!spot.facts.isDirectory()) {
			if (!spot.facts.isFile()) {
				throw new FileFailure("notAFile", `${path} is no regular file`);
			}
			await spot.folder.pinned(spot.name, work);
			return;
		}
	} finally {
		spot.folder.release();
	}
	const folder = await tree.hold(path);
	try {
		await work(folder.itself, await folder.facts());
	} finally {
		folder.release();
	}
}
