import {
	type AccountKey,
	type EntryKind,
	keysOf,
	type Plain,
	type ValueForm,
	type Values,
} from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import type { CommandArg, Invocation } from "../command.ts";

/** The word that takes a value away in `set`; an empty value does so too. */
const NONE = "none";

/** The flags of a kind for making one. */
export function addArgs(kind: EntryKind): Readonly<Record<string, CommandArg>> {
	return entryArgs(kind, ({ form }) => argOf(form));
}

/** The flags of a kind for changing one: values may be empty, and switches have their opposite. */
export function setArgs(kind: EntryKind): Readonly<Record<string, CommandArg>> {
	const plain = entryArgs(kind, ({ form }) =>
		form.isSwitch === true ? argOf(form) : { ...argOf(form), mayBeEmpty: true },
	);
	const opposites = keysOf(kind).flatMap(
		([, { flag, form }]): [string, CommandArg][] =>
			flag === undefined || form.isSwitch !== true
				? []
				: [
						[
							`no-${flag}`,
							{ type: "boolean", description: `Take --${flag} away.` },
						],
					],
	);
	return { ...plain, ...Object.fromEntries(opposites) };
}

/**
 * What the flags say, by the names of accounts.toml; a key whose flag is absent is not in it, one that is to be taken away
 * is undefined.
 *
 * @throws {OperatorError} usage.invalid for a value that is not of its form
 */
export function flagValues(
	{ input }: Pick<Invocation, "input">,
	kind: EntryKind,
): Values {
	const values: Record<string, Plain | undefined> = {};
	for (const [name, { flag, form, key }] of keysOf(kind)) {
		if (flag === undefined) continue;
		if (form.isSwitch === true) {
			if (input.has(flag) && input.has(`no-${flag}`)) {
				throw new OperatorError(
					"usage.invalid",
					`--${flag} and --no-${flag} say two things.`,
				);
			}
			if (input.has(flag)) values[key] = true;
			if (input.has(`no-${flag}`)) values[key] = undefined;
			continue;
		}
		const texts = input.values(flag);
		if (texts.length === 0) continue;
		values[key] = texts.every(isNothing)
			? nothing(name, flag)
			: form.item === undefined
				? typedValue(flag, form, texts.at(-1) ?? "")
				: typedList(flag, form.item, texts);
	}
	return values;
}

function entryArgs(
	kind: EntryKind,
	arg: (key: AccountKey) => CommandArg,
): Readonly<Record<string, CommandArg>> {
	return Object.fromEntries(
		keysOf(kind).flatMap(([, key]): [string, CommandArg][] =>
			key.flag === undefined
				? []
				: [[key.flag, { ...arg(key), description: key.about }]],
		),
	);
}

/** Choices are not told to the parser, which would refuse the word that takes a value away. */
function argOf({ hint, isSwitch, item }: ValueForm<unknown>): CommandArg {
	if (isSwitch === true) return { type: "boolean" };
	return {
		type: "string",
		valueHint: hint,
		...(item === undefined ? {} : { repeat: true }),
	};
}

function isNothing(text: string): boolean {
	return text === "" || text === NONE;
}

/** No rights said are all rights, which is the opposite of what the word would be taken for. */
function nothing(name: string, flag: string): undefined {
	if (name !== "rights") return undefined;
	throw new OperatorError("usage.invalid", `--${flag} cannot be nothing.`, {
		why: "where nothing is said, all rights are given",
		fix: "--rights all, or some of them; to lock somebody out: oceanftp user disable NAME",
	});
}

function typedList(
	flag: string,
	item: ValueForm<unknown>,
	texts: readonly string[],
): Plain {
	return texts.map((text) => typedValue(flag, item, text));
}

function typedValue(
	flag: string,
	form: ValueForm<unknown>,
	text: string,
): Plain {
	const isChoice = form.choices === undefined || form.choices.includes(text);
	const value = form.typed(text);
	if (isChoice && form.read(value) !== undefined) return value;
	throw new OperatorError("usage.invalid", `--${flag} cannot be "${text}".`, {
		why: `expected ${form.choices === undefined ? form.expected : form.choices.join(" or ")}`,
		fix: `--${flag} ${form.hint}`,
	});
}
