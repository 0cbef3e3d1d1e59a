import type { CommandDef } from "citty";
import { argsOf, argumentsOf, type CommandArg, resolved } from "../command.ts";
import { childrenOf } from "../find-command.ts";
import { GLOBAL_ARGS } from "../global-flags.ts";
import { visibleChildren } from "../help/tree.ts";
import { type WordKind, wordKind } from "./word-kind.ts";

/** A word that could stand there, and what it is. */
export interface Candidate {
	readonly word: string;
	readonly about: string;
}

/** The names that there are at this moment; none when they cannot be read. */
export type LiveNames = (
	kind: WordKind,
	typed: ReadonlyMap<string, string>,
) => Promise<readonly Candidate[]>;

/** What could stand at the cursor; the shell itself knows files and folders. */
export interface Completion {
	readonly candidates: readonly Candidate[];
	readonly paths: "none" | "files" | "folders";
}

const NOTHING: Completion = { candidates: [], paths: "none" };

/** A flag with all that its definition says. */
interface Flag {
	readonly name: string;
	readonly arg: CommandArg;
	readonly takesValue: boolean;
}

/** Where the words before the cursor have led to. */
interface Place {
	definition: CommandDef;
	path: string[];
	/** How many words of the command itself were typed. */
	words: number;
	/** The values of flags, for finding the data folder. */
	typed: Map<string, string>;
	given: Set<string>;
	/** A flag that waits for its value. */
	open: Flag | undefined;
	areFlagsOver: boolean;
}

/**
 * What could be typed next. It follows the same tree as the program itself, so nothing is listed twice.
 *
 * @param words all behind the program's name; the last one is begun, or empty
 */
export async function complete(
	root: CommandDef,
	words: readonly string[],
	live: LiveNames,
): Promise<Completion> {
	const place: Place = {
		definition: root,
		path: [],
		words: 0,
		typed: new Map(),
		given: new Set(),
		open: undefined,
		areFlagsOver: false,
	};
	for (const word of words.slice(0, -1)) {
		if (!(await advance(place, word))) return NOTHING;
	}
	const begun = words.at(-1) ?? "";
	const found = await candidatesAt(place, begun, live);
	return {
		...found,
		candidates: found.candidates.filter(({ word }) => word.startsWith(begun)),
	};
}

/** @returns whether the word makes sense there */
async function advance(place: Place, word: string): Promise<boolean> {
	const { open } = place;
	if (open !== undefined) {
		place.typed.set(open.name, word);
		place.open = undefined;
		return true;
	}
	if (!place.areFlagsOver && word === "--") {
		place.areFlagsOver = true;
		return true;
	}
	if (!place.areFlagsOver && /^-./.test(word)) {
		await passFlag(place, word);
		return true;
	}
	const children = await childrenOf(place.definition);
	if (children.size === 0) {
		place.words++;
		return true;
	}
	const child = await children.get(word)?.();
	if (child === undefined) return false;
	place.definition = child;
	place.path.push(word);
	return true;
}

async function passFlag(place: Place, word: string): Promise<void> {
	const { name, value } = partsOf(word);
	const flag = (await flagsAt(place)).find(
		(each) => each.name === name || `-${letterOf(each.arg)}` === word,
	);
	if (flag === undefined) return;
	place.given.add(flag.name);
	if (!flag.takesValue) return;
	if (value === undefined) place.open = flag;
	else place.typed.set(flag.name, value);
}

/** @example partsOf("--cert=nas") // { name: "cert", value: "nas" } */
function partsOf(word: string): { name: string; value: string | undefined } {
	const [, name = "", value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
	return { name, value };
}

function letterOf(arg: CommandArg): string | undefined {
	return "alias" in arg && typeof arg.alias === "string"
		? arg.alias
		: undefined;
}

async function candidatesAt(
	place: Place,
	begun: string,
	live: LiveNames,
): Promise<Completion> {
	const { definition, open, path, typed } = place;
	if (open !== undefined) {
		return ofKind(wordKind(open.name, open.arg, path), typed, live);
	}
	if (!place.areFlagsOver && begun.startsWith("-")) {
		return begun.includes("=")
			? inlineValue(place, begun, live)
			: { candidates: await flagWords(place), paths: "none" };
	}
	const children = await visibleChildren(definition);
	if (children.length > 0) {
		const candidates = await Promise.all(
			children.map(async (child) => ({
				word: child.name,
				about: (await resolved(child.definition.meta))?.description ?? "",
			})),
		);
		return { candidates, paths: "none" };
	}
	const { positionals } = await argumentsOf(definition);
	const last = positionals.at(-1);
	const next =
		positionals[place.words] ?? (last?.isRest === true ? last : undefined);
	const arg = next && (await argsOf(definition))[next.name];
	if (next === undefined || arg === undefined) return NOTHING;
	return ofKind(wordKind(next.name, arg, path), typed, live);
}

async function inlineValue(
	place: Place,
	begun: string,
	live: LiveNames,
): Promise<Completion> {
	const { name } = partsOf(begun.replace(/=.*$/s, ""));
	const flag = (await flagsAt(place)).find((each) => each.name === name);
	if (flag?.takesValue !== true) return NOTHING;
	const kind = wordKind(flag.name, flag.arg, place.path);
	const found = await ofKind(kind, place.typed, live);
	return {
		...found,
		candidates: found.candidates.map(({ word, about }) => ({
			word: `--${name}=${word}`,
			about,
		})),
	};
}

async function flagWords(place: Place): Promise<readonly Candidate[]> {
	const flags = await flagsAt(place);
	return flags
		.filter(({ name, arg }) => arg.repeat === true || !place.given.has(name))
		.map(({ name, arg }) => ({
			word: `--${name}`,
			about: arg.description ?? "",
		}));
}

/** The flags of the command, or of the one that runs when none is named; then those of every command. */
async function flagsAt({ definition }: Place): Promise<readonly Flag[]> {
	const preset = await resolved(definition.default);
	const children = await childrenOf(definition);
	const target =
		preset === undefined ? definition : await children.get(preset)?.();
	const own = target === undefined ? {} : await argsOf(target);
	return Object.entries({ ...own, ...GLOBAL_ARGS })
		.filter(([, arg]) => arg.type !== "positional")
		.map(([name, arg]) => ({
			name,
			arg,
			takesValue: arg.type === "string" || arg.type === "enum",
		}));
}

async function ofKind(
	kind: WordKind,
	typed: ReadonlyMap<string, string>,
	live: LiveNames,
): Promise<Completion> {
	if (kind === "free") return NOTHING;
	if (kind === "file") return { candidates: [], paths: "files" };
	if (kind === "folder") return { candidates: [], paths: "folders" };
	if (typeof kind !== "string") {
		return {
			candidates: kind.map((word) => ({ word, about: "" })),
			paths: "none",
		};
	}
	return {
		candidates: await live(kind, typed),
		paths: kind === "certificateOrFile" ? "files" : "none",
	};
}
