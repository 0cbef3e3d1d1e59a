import { nearest, OperatorError } from "../base/index.ts";

/** A flag as the parser sees it. Names are without dashes. */
export interface FlagSpec {
	readonly name: string;
	/** A flag without a value is on or absent. */
	readonly takesValue: boolean;
	readonly choices?: readonly string[];
	/** May be given more than once; all values are kept. */
	readonly repeat?: true;
	/** An empty value is one. */
	readonly mayBeEmpty?: true;
	/** One letter, used as `-h`. */
	readonly letter?: string;
}

/** What was typed, sorted; nothing in it is unknown. */
export interface ParsedArguments {
	readonly switches: ReadonlySet<string>;
	/** In the order typed; more than one only for flags that may be repeated. */
	readonly values: ReadonlyMap<string, readonly string[]>;
	/** All that is no flag. */
	readonly words: readonly string[];
}

/** One piece of the command line. */
export type Token =
	| { readonly kind: "word"; readonly text: string }
	| {
			readonly kind: "flag";
			readonly spec: FlagSpec;
			readonly value: string | undefined;
	  };

/**
 * Reads the piece that begins at an index.
 *
 * @returns the piece, and the index behind it
 * @throws {OperatorError} usage.invalid for an unknown flag, a missing value, one too many, or none of the choices
 */
export function readToken(
	args: readonly string[],
	index: number,
	flags: readonly FlagSpec[],
): { readonly token: Token; readonly next: number } {
	const text = args[index] ?? "";
	if (!text.startsWith("-") || text === "-") {
		const token = { kind: "word", text } as const;
		return { token, next: index + 1 };
	}
	const { spec, inline } = knownFlag(text, flags);
	const shown = text.replace(/=.*$/s, "");
	if (!spec.takesValue) {
		if (inline !== undefined) throw misuse(`${shown} takes no value.`);
		const token = { kind: "flag", spec, value: undefined } as const;
		return { token, next: index + 1 };
	}
	const following = args[index + 1];
	const value = inline ?? (isValue(following) ? following : undefined);
	if (value === undefined || (value === "" && spec.mayBeEmpty !== true)) {
		throw misuse(
			`${shown} needs a value.`,
			`${shown} ${spec.choices?.join("|") ?? "VALUE"}`,
		);
	}
	if (spec.choices !== undefined && !spec.choices.includes(value)) {
		throw misuse(
			`${shown} cannot be "${value}".`,
			`${shown} ${spec.choices.join("|")}`,
		);
	}
	const token = { kind: "flag", spec, value } as const;
	return { token, next: index + (inline === undefined ? 2 : 1) };
}

/**
 * Sorts the arguments of one command.
 *
 * @throws {OperatorError} usage.invalid as {@link readToken}, and for a flag that is given twice but may not be
 * @example parseArguments(["bob", "--home=x"], [{ name: "home", takesValue: true }]).words // ["bob"]
 */
export function parseArguments(
	args: readonly string[],
	flags: readonly FlagSpec[],
): ParsedArguments {
	const switches = new Set<string>();
	const values = new Map<string, string[]>();
	const words: string[] = [];
	let index = 0;
	while (index < args.length) {
		if (args[index] === "--") {
			words.push(...args.slice(index + 1));
			break;
		}
		const { token, next } = readToken(args, index, flags);
		index = next;
		if (token.kind === "word") {
			words.push(token.text);
			continue;
		}
		const { name, repeat } = token.spec;
		if (token.value === undefined) {
			switches.add(name);
			continue;
		}
		const before = values.get(name) ?? [];
		if (before.length > 0 && repeat !== true) {
			throw misuse(`--${name} is given more than once.`);
		}
		values.set(name, [...before, token.value]);
	}
	return { switches, values, words };
}

function knownFlag(
	text: string,
	flags: readonly FlagSpec[],
): { spec: FlagSpec; inline: string | undefined } {
	const match = /^--([^=]+)(?:=(.*))?$/s.exec(text);
	const spec =
		match === null
			? flags.find((flag) => `-${flag.letter}` === text)
			: flags.find((flag) => flag.name === match[1]);
	if (spec !== undefined) return { spec, inline: match?.[2] };
	const shown = text.replace(/=.*$/s, "");
	const meant = nearest(
		shown,
		flags.map((flag) => `--${flag.name}`),
	);
	throw new OperatorError("usage.invalid", `There is no flag ${shown}.`, {
		...(meant === undefined ? {} : { why: `did you mean ${meant}?` }),
		fix: "add --help to see the flags",
	});
}

/** What begins with a dash is the next flag, but for `-` alone (stdin) and negative numbers. */
function isValue(text: string | undefined): text is string {
	return (
		text !== undefined && (!/^-./s.test(text) || /^-\d+(\.\d+)?$/.test(text))
	);
}

function misuse(sentence: string, fix?: string): OperatorError {
	return new OperatorError("usage.invalid", sentence, {
		fix: fix ?? "add --help to see the flags",
	});
}
