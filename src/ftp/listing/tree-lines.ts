import { type Clock, matchesPattern, SECOND_MS } from "../../base/index.ts";
import type { AccountFiles, Entry, VirtualPath } from "../../files/index.ts";
import { childOf, FileFailure } from "../../files/index.ts";
import { belowTop, endedLines, isListable, type Listing } from "./lines.ts";

/** How far a listing with `-R` goes. One that would go further fails: a silent end would look like a smaller tree. */
export interface TreeBounds {
	readonly maxEntries: number;
	/** Folders below the one that is listed. */
	readonly maxDepth: number;
	readonly maxMs: number;
}

/** More than people read, and than programs should ask for in one reply. */
export const TREE_BOUNDS: TreeBounds = {
	maxEntries: 100_000,
	maxDepth: 64,
	maxMs: 60 * SECOND_MS,
};

/** A folder with all that is below it. */
export interface TreeListing extends Listing {
	/** `./sub:` in front of each folder's entries, as `ls -R` does; without, every line is complete in itself (NLST). */
	readonly headed: boolean;
	readonly clock: Clock;
	readonly bounds?: TreeBounds;
}

interface Branch {
	readonly folder: VirtualPath;
	readonly depth: number;
}

/**
 * The lines of a folder and all folders below it, in the order of `ls -R`. A pattern chooses among the first folder's entries only,
 * as it would in a shell. A folder that two links lead to is listed once, so that a circle of links has an end; one that goes away, or may
 * not be read, is passed over.
 *
 * @throws {FileFailure} tooMuch beyond the bounds
 */
export async function* treeLines(
	files: AccountFiles,
	{ bounds = TREE_BOUNDS, clock, ...listing }: TreeListing,
): AsyncGenerator<string> {
	const deadlineMs = clock.monotonicMs() + bounds.maxMs;
	const seen = new Set([(await files.facts(listing.folder)).unique]);
	const waiting: Branch[] = [{ folder: listing.folder, depth: 0 }];
	let entries = 0;
	for (
		let branch = waiting.pop();
		branch !== undefined;
		branch = waiting.pop()
	) {
		const below: Branch[] = [];
		if (listing.headed) yield heading(listing.folder, branch);
		for await (const batch of branchEntries(files, branch)) {
			entries += batch.length;
			if (entries > bounds.maxEntries) throw tooMuch("entries");
			if (clock.monotonicMs() > deadlineMs) throw tooMuch("time");
			const lines: string[] = [];
			for (const entry of batch) {
				if (!isWanted(entry, branch, listing.pattern)) continue;
				lines.push(listing.format(entry, branch.folder));
				if (entry.facts.kind !== "folder") continue;
				if (seen.has(entry.facts.unique)) continue;
				seen.add(entry.facts.unique);
				const folder = childOf(branch.folder, entry.name);
				below.push({ folder, depth: branch.depth + 1 });
			}
			yield endedLines(lines);
		}
		if (below.length > 0 && branch.depth >= bounds.maxDepth) {
			throw tooMuch("depth");
		}
		waiting.push(...below.reverse());
	}
}

function heading(top: VirtualPath, { folder, depth }: Branch): string {
	return depth === 0 ? ".:\r\n" : `\r\n./${belowTop(top, folder)}:\r\n`;
}

function isWanted(
	{ name }: Entry,
	{ depth, folder }: Branch,
	pattern: string | undefined,
): boolean {
	if (!isListable(folder, name)) return false;
	return pattern === undefined || depth > 0 || matchesPattern(pattern, name);
}

/** The first folder's failure is the listing's; a folder below may have gone since it was seen. */
async function* branchEntries(
	files: AccountFiles,
	{ folder, depth }: Branch,
): AsyncIterable<readonly Entry[]> {
	try {
		yield* files.entries(folder);
	} catch (failure) {
		if (depth === 0 || !(failure instanceof FileFailure)) throw failure;
		if (!PASSED_OVER.has(failure.reason)) throw failure;
	}
}

const PASSED_OVER: ReadonlySet<string> = new Set([
	"notFound",
	"notAFolder",
	"denied",
]);

function tooMuch(what: keyof typeof WORDS): FileFailure {
	return new FileFailure("tooMuch", `a listing with -R: ${WORDS[what]}`);
}

const WORDS = {
	entries: "too many entries",
	depth: "too deep",
	time: "it took too long",
} as const;
