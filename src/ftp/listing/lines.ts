import type { AccountFiles, Entry, VirtualPath } from "../../files/index.ts";
import { childOf, parentOf } from "../../files/index.ts";
import type { FactName } from "./facts.ts";
import { factsLine } from "./facts.ts";
import { listLine } from "./list-line.ts";
import { matches } from "./pattern.ts";

/** How the entries of a folder become lines. */
export type LineFormat = (entry: Entry, folder: VirtualPath) => string;

/** Lines as `ls -l` prints them. */
export function longFormat(nowMs: number): LineFormat {
	return ({ name, facts }) => listLine(name, facts, nowMs);
}

/** Bare names (NLST, LIST -1). */
export const nameFormat: LineFormat = ({ name }) => name;

/** MLSD lines: facts, one space, name (RFC 3659 §7.2). */
export function factsFormat(
	files: AccountFiles,
	chosen: ReadonlySet<FactName>,
): LineFormat {
	return ({ name, facts }, folder) => {
		const permissions = files.permissions(childOf(folder, name), facts);
		return `${factsLine({ facts, permissions }, chosen)} ${name}`;
	};
}

/** What of a folder is listed. */
export interface Listing {
	readonly folder: VirtualPath;
	/** Only names that fit, when given. */
	readonly pattern?: string;
	readonly format: LineFormat;
}

/** The lines of a folder's entries, CRLF behind each, a batch at a time, so that no folder is held whole as text. Names that begin with
 * a dot are shown like all others: a mirror that does not see a file loses it. */
export async function* folderLines(
	files: AccountFiles,
	{ folder, pattern, format }: Listing,
): AsyncGenerator<string> {
	for await (const batch of files.entries(folder)) {
		let text = "";
		for (const entry of batch) {
			if (pattern !== undefined && !matches(entry.name, pattern)) continue;
			if (!isListable(entry.name)) continue;
			text += `${format(entry, folder)}\r\n`;
		}
		if (text !== "") yield text;
	}
}

/** The MLSD lines of a folder itself and of the one above it. */
export async function folderRoleLines(
	files: AccountFiles,
	folder: VirtualPath,
	chosen: ReadonlySet<FactName>,
): Promise<string> {
	const rows = [{ role: "cdir", path: folder, name: "." } as const];
	const above = { role: "pdir", path: parentOf(folder), name: ".." } as const;
	let text = "";
	for (const { role, path, name } of folder === "/" ? rows : [...rows, above]) {
		const facts = await files.facts(path);
		const permissions = files.permissions(path, facts);
		text += `${factsLine({ facts, permissions, role }, chosen)} ${name}\r\n`;
	}
	return text;
}

/** A name with a line end in it would forge a line; such a file can be named by no command, so it is left out. */
function isListable(name: string): boolean {
	return !/[\r\n]/.test(name);
}
