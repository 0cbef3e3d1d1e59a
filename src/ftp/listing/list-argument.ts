import type { VirtualPath } from "../../files/index.ts";
import { resolvePath } from "../../files/index.ts";
import type { ArgumentParser } from "../argument.ts";
import { isPattern } from "./pattern.ts";

/** What LIST, NLST and STAT are asked to show. */
export interface ListArgument {
	readonly path: VirtualPath;
	/** The last part, when it has `*` or `?` in it; the path is then the folder above. */
	readonly pattern?: string;
	/** The path as the client wrote it, without the pattern; empty for the working folder. */
	readonly written: string;
	/** `-R`: the folders below too. */
	readonly recursive: boolean;
	/** `-1` without `-l`: names alone. */
	readonly namesOnly: boolean;
}

/**
 * The argument of LIST, NLST and STAT: options of `ls` in front, then a path, whose last part may be a pattern. `-R` and `-1`
 * mean what they mean to `ls`; all others have no effect, since all files are shown in any case. Behind the path there are none:
 * `LIST -a -b` lists what is called `-b` only when it is written `LIST -- -b`, and `LIST a -b` lists `a -b`.
 *
 * @throws {FileFailure} badName, tooLong
 * @example "-la photos/*.jpg" // { path: "/photos", pattern: "*.jpg", written: "photos/", … }
 */
export const listArgument: ArgumentParser<ListArgument> = (given, { cwd }) => {
	const { options, rest } = withoutOptions(given ?? "");
	const asked = {
		recursive: options.includes("R"),
		namesOnly: options.includes("1") && !options.includes("l"),
	};
	if (rest === "") return { value: { path: cwd, written: "", ...asked } };
	const slash = rest.lastIndexOf("/");
	const last = rest.slice(slash + 1);
	if (!isPattern(last)) {
		return {
			value: { path: resolvePath(cwd, rest), written: rest, ...asked },
		};
	}
	const written = rest.slice(0, slash + 1);
	const path = resolvePath(cwd, written === "" ? "." : written);
	return { value: { path, pattern: last, written, ...asked } };
};

/** Words such as `-la` in front. A lone `--` ends them, so that a name may begin with a dash. */
function withoutOptions(text: string): { options: string; rest: string } {
	let rest = text;
	let options = "";
	for (;;) {
		const word = /^ *(-[A-Za-z1]+|--)(?: +|$)/.exec(rest);
		if (word === null) return { options, rest };
		rest = rest.slice(word[0].length);
		if (word[1] === "--") return { options, rest };
		options += word[1] ?? "";
	}
}
