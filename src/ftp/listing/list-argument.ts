import type { VirtualPath } from "../../files/index.ts";
import { resolvePath } from "../../files/index.ts";
import type { ArgumentParser } from "../argument.ts";
import { isPattern } from "./pattern.ts";

/** What LIST, NLST and STAT are asked to show. */
export interface ListArgument {
	readonly path: VirtualPath;
	/** The last part, when it has `*` or `?` in it; the path is then the folder above. */
	readonly pattern?: string;
}

/**
 * The argument of LIST, NLST and STAT: options of `ls` in front are taken and have no effect (all files are shown, one
 * a line), then a path, whose last part may be a pattern.
 *
 * @throws {FileFailure} badName, tooLong
 * @example "-la photos/*.jpg" // { path: "/photos", pattern: "*.jpg" }
 */
export const listArgument: ArgumentParser<ListArgument> = (given, { cwd }) => {
	const text = withoutOptions(given ?? "");
	if (text === "") return { value: { path: cwd } };
	const slash = text.lastIndexOf("/");
	const last = text.slice(slash + 1);
	if (!isPattern(last)) return { value: { path: resolvePath(cwd, text) } };
	const folder = slash === -1 ? "." : text.slice(0, slash + 1);
	return { value: { path: resolvePath(cwd, folder), pattern: last } };
};

/** Words such as `-la` in front. A lone `--` ends them, so that a name may begin with a dash. */
function withoutOptions(text: string): string {
	let rest = text;
	for (;;) {
		const option = /^ *(-[A-Za-z1]+|--)(?: +|$)/.exec(rest);
		if (option === null) return rest;
		rest = rest.slice(option[0].length);
		if (option[1] === "--") return rest;
	}
}
