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

/** The executable that the unit runs: the first word of `ExecStart=`. */
export function executableIn(unit: string): string | undefined {
	return commandWords(unit)[0];
}

/**
 * Where the server of the unit keeps its data: what `--data` names, or the folder that systemd gives it. A drop-in may say
 * something else.
 */
export function dataFolderIn(unit: string): string | undefined {
	const words = commandWords(unit);
	const inOne = words.find((word) => word.startsWith("--data="));
	if (inOne !== undefined) return inOne.slice("--data=".length);
	const at = words.indexOf("--data");
	if (at !== -1) return words[at + 1];
	const state = /^StateDirectory=([^\s:]+)/m.exec(unit)?.[1];
	return state === undefined ? undefined : `/var/lib/${state}`;
}

/** The words of `ExecStart=`, unquoted. @see systemd.service(5), Command lines */
function commandWords(unit: string): readonly string[] {
	const line = /^ExecStart=(.*)$/m.exec(unit)?.[1] ?? "";
	return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
		([, inQuotes, plain = ""]) =>
			(inQuotes?.replaceAll(/\\(.)/g, "$1") ?? plain)
				.replaceAll("%%", "%")
				.replaceAll("$$", "$"),
	);
}
