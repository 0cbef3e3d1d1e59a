import type { Backend } from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import type { Somewhere } from "./size-at.ts";
import { TRASH_NAME } from "./view.ts";
import { childOf, nameOf, ROOT, resolvePath } from "./virtual-path.ts";

const PRIVATE_MODE = 0o700;

/**
 * Moves a file to the trash of its tree, under its name with the time before it: `20261122T223436.123Z-5f3a-report.pdf`.
 * A link is no file of its own and is removed.
 *
 * @returns the size of the file; undefined when it was none
 */
export async function moveToTrash(
	{ backend, path }: Somewhere,
	nowMs: number,
): Promise<number | undefined> {
	if (path === ROOT) throw new FileFailure("notAFile", "the root is a folder");
	const links = backend.links?.unfollowed ?? backend;
	const facts = await links.facts(path).catch((error) => {
		if (error instanceof FileFailure && error.reason === "denied") return;
		throw error;
	});
	if (facts?.kind !== "file") return await backend.remove(path);
	const trash = resolvePath(ROOT, TRASH_NAME);
	const target = childOf(trash, trashedName(nameOf(path), nowMs));
	try {
		await backend.rename(path, target);
	} catch (error) {
		if (!(error instanceof FileFailure && error.reason === "notFound")) {
			throw error;
		}
		await backend.makeFolder(trash);
		await backend.setMode(trash, PRIVATE_MODE);
		await backend.rename(path, target);
	}
	return facts.sizeBytes;
}

const LONGEST_NAME = 150;

/** Three bytes at most for each UTF-16 unit: a long name loses its beginning, since its end tells what it is. */
function trashedName(name: string, nowMs: number): string {
	const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, "");
	const random = crypto.getRandomValues(new Uint8Array(4)).toHex();
	const end =
		new TextEncoder().encode(name).length <= LONGEST_NAME
			? name
			: [...name].slice(-LONGEST_NAME / 4).join("");
	return `${time}-${random}-${end}`;
}

/** How the name of something in the trash begins: when it was moved there, and what tells it from others of that moment. */
const TRASHED =
	/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2}\.\d{3})Z-[0-9a-f]{8}-/;

/**
 * When a file was moved to the trash; undefined for a name that {@link moveToTrash} does not give.
 *
 * @example trashedMs("20260102T030405.678Z-0a1b2c3d-a.txt") === Date.UTC(2026, 0, 2, 3, 4, 5, 678)
 */
export function trashedMs(name: string): number | undefined {
	const [, year, month, day, hours, minutes, seconds] =
		TRASHED.exec(name) ?? [];
	if (year === undefined) return undefined;
	const ms = Date.parse(
		`${year}-${month}-${day}T${hours}:${minutes}:${seconds}Z`,
	);
	return Number.isNaN(ms) ? undefined : ms;
}

/** How far the trash of a tree is emptied. */
export interface TrashSweep {
	/** What was moved there before this time goes. */
	readonly beforeMs: number;
	/** Files that go at most. */
	readonly most: number;
	readonly signal: AbortSignal;
}

/** What went. */
export interface SweptTrash {
	readonly files: number;
	readonly bytes: number;
}

/**
 * Deletes what has been in the trash of a tree for long enough. Follows no link, and takes nothing but files that
 * {@link moveToTrash} put there: by the time in their names, since a file's own time is that of its content. A tree without a
 * trash is no failure.
 *
 * @throws {FileFailure} when the trash cannot be read, or a file in it not removed
 */
export async function sweepTrash(
	backend: Backend,
	{ beforeMs, most, signal }: TrashSweep,
): Promise<SweptTrash> {
	const tree = backend.links?.unfollowed ?? backend;
	const trash = resolvePath(ROOT, TRASH_NAME);
	let files = 0;
	let bytes = 0;
	try {
		for await (const batch of tree.entries(trash)) {
			for (const { facts, name } of batch) {
				if (signal.aborted || files >= most) return { files, bytes };
				const movedMs = trashedMs(name);
				if (movedMs === undefined || movedMs >= beforeMs) continue;
				if (facts.kind !== "file") continue;
				const sizeBytes = await tree.remove(childOf(trash, name));
				if (sizeBytes === undefined) continue;
				files += 1;
				bytes += sizeBytes;
			}
		}
	} catch (failure) {
		if (!isAbsent(failure)) throw failure;
	}
	return { files, bytes };
}

/** There is no trash, a link stands in its place, or somebody takes things out of it at this moment. */
function isAbsent(failure: unknown): boolean {
	if (!(failure instanceof FileFailure)) return false;
	return ["notFound", "notAFolder"].includes(failure.reason);
}
