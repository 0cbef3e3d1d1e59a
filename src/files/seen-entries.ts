import type { Entry, FileFacts } from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import { innerPath, type Landscape, outerPath } from "./landscape.ts";
import type { NameRules } from "./name-rules.ts";
import type { Place } from "./settle.ts";
import { ROOT, type VirtualPath } from "./virtual-path.ts";

/** A folder as an account sees it. */
export interface SeenFolder {
	readonly path: VirtualPath;
	/** Asks the disk where it is. */
	readonly place: () => Promise<Place>;
	readonly land: Landscape;
	readonly names: NameRules;
}

/** What a folder's own tree has in it, less what is hidden, and the virtual folders that are seen in it. */
export async function* seenEntries(
	folder: SeenFolder,
): AsyncIterable<readonly Entry[]> {
	const { land, names, path } = folder;
	const shown = land.shownIn(path);
	for await (const batch of ownEntries(folder)) {
		const where = batch.inner === ROOT ? "top" : "below";
		const taken = land.shownIn(batch.seenAt);
		const seen = batch.entries.filter(
			({ name, leadsTo }) =>
				taken?.has(name) !== true &&
				!names.isHidden(name, where) &&
				(leadsTo === undefined || !names.isHiddenPath(leadsTo)),
		);
		if (seen.length > 0) yield seen;
	}
	if (shown === undefined) return;
	const virtual: Entry[] = [];
	for (const [name, at] of shown) {
		virtual.push({ name, facts: await fixedFacts(land, at) });
	}
	if (virtual.length > 0) yield virtual;
}

interface OwnBatch {
	/** The folder without links on the way. */
	readonly seenAt: VirtualPath;
	readonly inner: VirtualPath;
	readonly entries: readonly Entry[];
}

async function* ownEntries({
	land,
	path,
	place,
}: SeenFolder): AsyncIterable<OwnBatch> {
	try {
		const { tree, path: inner } = await place();
		const seenAt = outerPath(tree, inner);
		for await (const entries of tree.backend.entries(inner)) {
			yield { seenAt, inner, entries };
		}
	} catch (error) {
		if (!(land.isFixed(path) && isNoFolder(error))) throw error;
	}
}

/** The facts of a mount, or of a folder on the way to one, whether or not a disk has it. */
export async function fixedFacts(
	land: Landscape,
	path: VirtualPath,
): Promise<FileFacts> {
	const tree = land.treeAt(path);
	try {
		const facts = await tree.backend.facts(innerPath(tree, path));
		if (facts.kind === "folder") return facts;
	} catch (error) {
		if (!(error instanceof FileFailure)) throw error;
	}
	return {
		kind: "folder",
		sizeBytes: 0,
		modifiedMs: 0,
		mode: 0o755,
		links: 2,
		unique: `virtual${path.replaceAll(/[;\s]/g, "_")}`,
	};
}

function isNoFolder(error: unknown): boolean {
	return (
		error instanceof FileFailure &&
		(error.reason === "notFound" || error.reason === "notAFolder")
	);
}
