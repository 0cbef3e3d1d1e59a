import { fitsUtf8, matchesPattern } from "../../base/index.ts";
import type { AccountFiles, Entry, VirtualPath } from "../../files/index.ts";
import { parentOf } from "../../files/index.ts";
import type { FactName } from "./facts.ts";
import { factsLine } from "./facts.ts";
import { listLine } from "./list-line.ts";

/** How the entries of a folder become lines. */
export type LineFormat = (entry: Entry, folder: VirtualPath) => string;

/** Lines as `ls -l` prints them. */
export function longFormat(nowMs: number): LineFormat {
	return ({ name, facts }) => listLine(name, facts, nowMs);
}

/** Names alone, as `ls -1` prints them. */
export const nameFormat: LineFormat = ({ name }) => name;

/**
 * Paths by which a client can fetch what NLST shows, seen from its working folder: RFC 1123 §4.1.2.7 wants that of every line, and `mget a/*`
 * works in no other way.
 *
 * @param top the folder that is listed
 * @param written that folder as the client wrote it; empty for the working folder
 */
export function pathFormat(top: VirtualPath, written: string): LineFormat {
	const start = /^(\.\/?)?$/.test(written)
		? ""
		: written.endsWith("/")
			? written
			: `${written}/`;
	return ({ name }, folder) => {
		const below = belowTop(top, folder);
		return below === "" ? start + name : `${start}${below}/${name}`;
	};
}

/** MLSD lines of a folder's entries: facts, one space, name (RFC 3659 §7.2). */
export function factsFormat(
	files: AccountFiles,
	folder: VirtualPath,
	chosen: ReadonlySet<FactName>,
): LineFormat {
	const line = factsLine(chosen);
	const permissionsOf = files.entryPermissions(folder);
	return (entry) => {
		const { name, facts } = entry;
		return `${line({ facts, permissions: permissionsOf(entry) })} ${name}`;
	};
}

/** What of a folder is listed. */
export interface Listing {
	readonly folder: VirtualPath;
	/** Only names that fit, when given. */
	readonly pattern?: string;
	readonly format: LineFormat;
}

/**
 * The lines of a folder's entries, CRLF behind each, a batch at a time, so that no folder is held whole as text; a batch may be
 * empty. Names that begin with a dot are shown like all others: a mirror that does not see a file loses it.
 */
export async function* folderLines(
	files: AccountFiles,
	{ folder, pattern, format }: Listing,
): AsyncGenerator<string> {
	for await (const batch of files.entries(folder)) {
		const lines: string[] = [];
		for (const entry of batch) {
			if (pattern !== undefined && !matchesPattern(pattern, entry.name))
				continue;
			if (!isListable(folder, entry.name)) continue;
			lines.push(format(entry, folder));
		}
		yield endedLines(lines);
	}
}

/**
 * Lines as they are sent, CRLF behind each. Joined, because a text that was added to line by line has to be gathered from all its
 * pieces before it can be sent: 10,000 lines of MLSD, to their bytes, take 8 ms so, and 5 by this (Bun, least of 60).
 *
 * @example endedLines(["a", "b"]) === "a\r\nb\r\n"
 */
export function endedLines(lines: readonly string[]): string {
	return [...lines, ""].join("\r\n");
}

/** The MLSD lines of a folder itself and of the one above it. */
export async function folderRoleLines(
	files: AccountFiles,
	folder: VirtualPath,
	chosen: ReadonlySet<FactName>,
): Promise<string> {
	const rows = [{ role: "cdir", path: folder, name: "." } as const];
	const above = { role: "pdir", path: parentOf(folder), name: ".." } as const;
	const line = factsLine(chosen);
	let text = "";
	for (const { role, path, name } of folder === "/" ? rows : [...rows, above]) {
		const facts = await files.facts(path);
		const permissions = files.permissions(path, facts);
		text += `${line({ facts, permissions, role })} ${name}\r\n`;
	}
	return text;
}

/** The way from one folder to another below it. @example belowTop("/a", "/a/b/c") === "b/c" */
export function belowTop(top: VirtualPath, folder: VirtualPath): string {
	return folder.slice(top === "/" ? 1 : top.length + 1);
}

const MAX_PATH_BYTES = 4096;

/**
 * A name with a line end in it would forge a line; such a file, and one too deep to have a path, can be named by no command,
 * so it is left out.
 */
export function isListable(folder: VirtualPath, name: string): boolean {
	return !/[\r\n]/.test(name) && fitsUtf8(`${folder}/${name}`, MAX_PATH_BYTES);
}
