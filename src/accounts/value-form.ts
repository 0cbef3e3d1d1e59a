import type { TomlTable, TomlValue } from "smol-toml";

/** A value as it stands in accounts.toml. */
export type Plain = TomlValue;

/** A table of such values. */
export type PlainTable = TomlTable;

/** How a kind of value is written in accounts.toml and on the command line. */
export interface ValueForm<T> {
	/** The word for it in the help of a flag. */
	readonly hint: string;
	/** What an error says was expected. */
	readonly expected: string;
	/** The words that may be typed, where there is a closed list of them. */
	readonly choices?: readonly string[];
	/** The flag takes no value: that it is there says it. */
	readonly isSwitch?: true;
	/** The form of one entry, for a flag that may be repeated. */
	readonly item?: ValueForm<unknown>;
	/** What the value in the file means, or undefined when it is not of this form. */
	read(value: unknown): T | undefined;
	/** What to write into the file for a text that was typed; {@link read} judges it. */
	typed(text: string): Plain;
}

export const YES: ValueForm<boolean> = {
	hint: "yes|no",
	expected: "true or false",
	choices: ["yes", "no"],
	read: (value) => (typeof value === "boolean" ? value : undefined),
	typed: (text) => text === "yes",
};

export const SWITCH: ValueForm<boolean> = { ...YES, isSwitch: true };

/** One of a closed list of words. */
export function oneOf<T extends string>(...words: readonly T[]): ValueForm<T> {
	return {
		hint: words.join("|"),
		expected: `one of: ${words.join(", ")}`,
		choices: words,
		read: (value) => words.find((word) => word === value),
		typed: (text) => text,
	};
}

/** An array of values of one form; its flag may be repeated. */
export function listOf<T>(item: ValueForm<T>): ValueForm<readonly T[]> {
	return {
		hint: item.hint,
		expected: `an array; an entry is ${item.expected}`,
		item,
		read: (value) => {
			if (!Array.isArray(value)) return undefined;
			const read = value.map((each) => item.read(each));
			return read.every((each) => each !== undefined) ? read : undefined;
		},
		typed: item.typed,
	};
}
