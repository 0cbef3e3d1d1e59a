import type { CommandArg } from "../command.ts";

/** What a word on the command line can be; a list is a closed choice. */
export type WordKind =
	| "user"
	| "group"
	| "certificate"
	| "certificateOrFile"
	| "session"
	| "topic"
	| "file"
	| "folder"
	| "free"
	| readonly string[];

/** What the things are that a noun's commands name. */
const OF_NOUN: Readonly<Record<string, WordKind>> = {
	user: "user",
	group: "group",
	cert: "certificate",
	sessions: "session",
};

/** Their names are new ones. */
const MAKING_VERBS: readonly string[] = ["add", "create"];

const OF_HINT: Readonly<Record<string, WordKind>> = {
	FILE: "file",
	DIR: "folder",
};

/** Flags that name a thing of the server's. */
const OF_FLAG: Readonly<Record<string, WordKind>> = {
	cert: "certificate",
	group: "group",
};

/**
 * What may stand for a flag's value or a word: what the argument says itself, or else what its command is about.
 *
 * @example wordKind("name", { type: "positional" }, ["user", "show"]) // "user"
 */
export function wordKind(
	name: string,
	arg: CommandArg,
	path: readonly string[],
): WordKind {
	if (arg.completes !== undefined) return arg.completes;
	if (arg.type === "enum") return arg.options ?? "free";
	const byHint = OF_HINT[arg.valueHint ?? ""];
	if (byHint !== undefined) return byHint;
	if (arg.type !== "positional") return OF_FLAG[name] ?? "free";
	if (name === "file") return "file";
	const [noun = "", verb = ""] = path;
	const isNew = MAKING_VERBS.includes(verb) || name === "to";
	return isNew ? "free" : (OF_NOUN[noun] ?? "free");
}
