import { FileFailure, nameOf } from "../../files/index.ts";
import type { Session } from "../session.ts";
import type { LineFormat } from "./lines.ts";
import { folderLines } from "./lines.ts";
import type { ListArgument } from "./list-argument.ts";

/**
 * The lines that a LIST, NLST or STAT asks for: a folder's entries, or the one file that was named. Whether there is
 * anything to list is known when this resolves; entries are read as the lines are taken.
 *
 * @throws {FileFailure} notFound, denied
 */
export async function requestedLines(
	session: Session,
	{ path, pattern }: ListArgument,
	format: LineFormat,
): Promise<AsyncIterable<string>> {
	const { files } = session;
	const facts = await files.facts(path);
	if (facts.kind === "folder") {
		await files.enter(path);
		return folderLines(files, {
			folder: path,
			format,
			...(pattern === undefined ? {} : { pattern }),
		});
	}
	if (pattern !== undefined) {
		throw new FileFailure("notAFolder", "a pattern below a file");
	}
	const line = format({ name: nameOf(path), facts }, path);
	return (async function* oneLine() {
		yield `${line}\r\n`;
	})();
}
