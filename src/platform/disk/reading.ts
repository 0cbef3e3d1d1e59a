import type { BigIntStats } from "node:fs";
import { FileFailure, type ReadableFile } from "../../files/index.ts";
import { failing, systemCode } from "../errno.ts";
import {
	NO_FOLLOW,
	NO_WAIT,
	READ,
	readAt,
	releaseDescriptor,
	statJustOpened,
} from "./calls.ts";
import { fromMemory } from "./from-memory.ts";
import type { GuardedTree } from "./guarded-tree.ts";
import type { HeldFolder } from "./held-folder.ts";
import { InFlight } from "./in-flight.ts";

/** A regular file's descriptor. */
export interface OpenedFile {
	readonly descriptor: number;
	readonly facts: BigIntStats;
}

/**
 * Opens a regular file and nothing else: no link is followed, and a pipe is never waited for.
 *
 * @throws {FileFailure} notAFile; or the system's error, ELOOP for a link
 */
export async function openRegular(
	folder: HeldFolder,
	name: string,
	access: number,
): Promise<OpenedFile> {
	const flags = access | NO_FOLLOW | NO_WAIT;
	const descriptor = await folder.open(name, flags);
	try {
		const facts = statJustOpened(descriptor);
		if (!facts.isFile()) throw new FileFailure("notAFile", "no regular file");
		await folder.confirm(name, descriptor);
		return { descriptor, facts };
	} catch (error) {
		releaseDescriptor(descriptor);
		throw error;
	}
}

/** Opens a file for reading, through a link where the policy lets one be followed. */
export async function openReadable(
	tree: GuardedTree,
	path: string,
): Promise<ReadableFile> {
	if (path === "/") throw new FileFailure("notAFile", "the root is a folder");
	const { descriptor, facts } = await tree.inParent(
		path,
		async (folder, name) => {
			try {
				return await openRegular(folder, name, READ);
			} catch (error) {
				if (systemCode(error) !== "ELOOP") throw error;
				return await openBehind(tree, folder, name);
			}
		},
	);
	const reads = new InFlight();
	const doing = `read ${path}`;
	const memory = fromMemory();
	const sizeBytes = Number(facts.size);
	const kept = { descriptor, place: memory.placeOf(descriptor) };
	return {
		sizeBytes,
		read: (into, position) => {
			const atOnce = reads.hasEnded
				? undefined
				: memory.read(kept, into, position);
			if (atOnce === undefined) {
				return failing(doing, () =>
					reads.run(() => readAt(descriptor, into, position)),
				);
			}
			return atOnce < into.length ? Promise.resolve(atOnce) : nextTurn(atOnce);
		},
		sendTo: (socket, position, mostBytes) => {
			const lastByte = Math.min(position + mostBytes, sizeBytes) - 1;
			if (reads.hasEnded || lastByte < position) return Promise.resolve(0);
			const sent = memory.send(kept, socket, position, lastByte);
			const isSmall = sent === 0 || position + sent >= sizeBytes;
			return isSmall ? Promise.resolve(sent) : nextTurn(sent);
		},
		close: () =>
			failing(doing, () =>
				reads.end(async () => releaseDescriptor(descriptor)),
			),
	};
}

/** Whoever reads on and on lets everybody else have their turn in between. */
function nextTurn(count: number): Promise<number> {
	return new Promise((resolve) => {
		setImmediate(resolve, count);
	});
}

async function openBehind(
	tree: GuardedTree,
	folder: HeldFolder,
	link: string,
): Promise<OpenedFile> {
	const spot = await tree.spotBehind(folder, link);
	try {
		if (spot.facts?.isDirectory()) {
			throw new FileFailure("notAFile", "a link to a folder");
		}
		return await openRegular(spot.folder, spot.name, READ);
	} finally {
		spot.folder.release();
	}
}
