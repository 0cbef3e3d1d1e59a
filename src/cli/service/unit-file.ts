import { utf8 } from "../../base/index.ts";
import { sha256Hex } from "../../certificates/index.ts";

/** What is known of a unit file that is there. */
export interface FoundUnit {
	readonly path: string;
	readonly text: string;
	/** Its text is what `service install` wrote, of this or another version. */
	readonly isUntouched: boolean;
}

const MARK = "# Written by oceanftp service install; content ";

/** Puts the lines in front that tell people where changes belong, and the program whether there were any. */
export async function markedUnit(body: string): Promise<string> {
	return [
		"# Changes belong into a drop-in (systemctl edit oceanftp), which an update leaves alone.",
		`${MARK}${await digestOf(body)}`,
		"",
		body,
	].join("\n");
}

/** Whether the text is as it was written, whatever version wrote it. */
export async function isUntouched(text: string): Promise<boolean> {
	const lines = text.split("\n");
	const at = lines.findIndex((line) => line.startsWith(MARK));
	if (at === -1) return false;
	const body = lines.slice(at + 2).join("\n");
	return lines[at] === `${MARK}${await digestOf(body)}`;
}

async function digestOf(body: string): Promise<string> {
	return (await sha256Hex(utf8(body))).slice(0, 16);
}

/** The words of `ExecStart=`, the first of which is the executable. */
export function executableIn(unit: string): string | undefined {
	const line = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? "";
	const [, inQuotes, plain] = /^(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(line) ?? [];
	const word = inQuotes?.replaceAll(/\\(.)/g, "$1") ?? plain;
	return word?.replaceAll("%%", "%").replaceAll("$$", "$");
}
