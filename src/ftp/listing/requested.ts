import { FileFailure, nameOf } from "../../files/index.ts";
import type { Session } from "../session.ts";
import type { LineFormat } from "./lines.ts";
import { folderLines, longFormat, nameFormat, pathFormat } from "./lines.ts";
import type { ListArgument } from "./list-argument.ts";
import { treeLines } from "./tree-lines.ts";

/** `long`: for people, as `ls -l` (LIST, STAT). `paths`: for programs (NLST), whatever the options say. */
export type ListingStyle = "long" | "paths";

/**
 * The lines that a LIST, NLST or STAT asks for: a folder's entries, or the one file that was named. Whether there is
 * anything to list is known when this resolves; entries are read as the lines are taken.
 *
 * @throws {FileFailure} notFound, denied
 */
export async function requestedLines(
	session: Session,
	wanted: ListArgument,
	style: ListingStyle,
): Promise<AsyncIterable<string>> {
	const { clock, files } = session;
	const { path, pattern } = wanted;
	const facts = await files.facts(path);
	if (facts.kind === "folder") {
		await files.enter(path);
		const listing = {
			folder: path,
			format: formatFor(session, wanted, style),
			...(pattern === undefined ? {} : { pattern }),
		};
		if (!wanted.recursive) return folderLines(files, listing);
		return treeLines(files, { ...listing, clock, headed: style === "long" });
	}
	if (pattern !== undefined) {
		throw new FileFailure("notAFolder", "a pattern below a file");
	}
	const line =
		style === "paths"
			? wanted.written
			: formatFor(session, wanted, style)({ name: nameOf(path), facts }, path);
	return (async function* oneLine() {
		yield `${line}\r\n`;
	})();
}

function formatFor(
	session: Session,
	{ namesOnly, path, written }: ListArgument,
	style: ListingStyle,
): LineFormat {
	if (style === "paths") return pathFormat(path, written);
	return namesOnly ? nameFormat : longFormat(session.clock.nowMs());
}
