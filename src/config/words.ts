import * as v from "valibot";
import { parseNetwork, parseNetworks, parseSize } from "../base/index.ts";

/** What a setting bears besides its type and help text. */
export interface SettingMetadata {
	/** The serve flag that sets it, without the dashes. */
	readonly flag?: string;
	/** What to write behind the flag. */
	readonly valueHint?: string;
	/** A value for the example file, where there is no default. */
	readonly example?: unknown;
	/** How a value is written, when that is more than its type tells. */
	readonly kind?: "size";
	/** For the JSON Schema: what a text looks like. */
	readonly pattern?: string;
}

/** A setting as its table describes it. */
export interface SettingWords<T> extends SettingMetadata {
	readonly is: v.GenericSchema<T>;
	/** One or more sentences. */
	readonly about: string;
}

/** A key of a table. One without a `preset` may be absent, and then means what its help text says. */
export function setting<T>(
	words: SettingWords<T> & { readonly preset: NoInfer<T> },
): v.GenericSchema<unknown, T>;
export function setting<T>(
	words: SettingWords<T>,
): v.GenericSchema<unknown, T | undefined>;
export function setting<T>(
	words: SettingWords<T> & { readonly preset?: T },
): v.GenericSchema<unknown, T | undefined> {
	const { preset } = words;
	const schema: v.GenericSchema<T> = described(words);
	return v.optional<v.GenericSchema<T>, () => never>(
		schema,
		// The library takes a value as well as a function, and the value can be shown as the default.
		preset as never,
	);
}

/** A key that must be there: only tables of an array have such. */
export function required<T>(
	words: SettingWords<T>,
): v.GenericSchema<unknown, T> {
	return described(words);
}

function described<T>(words: SettingWords<T>): v.GenericSchema<T> {
	const { about, is, example, flag, kind, pattern, valueHint } = words;
	return v.pipe(
		is,
		v.description(about),
		v.metadata({
			...(example === undefined ? {} : { example }),
			...(flag === undefined ? {} : { flag }),
			...(kind === undefined ? {} : { kind }),
			...(pattern === undefined ? {} : { pattern }),
			...(valueHint === undefined ? {} : { valueHint }),
		}),
	);
}

/** true or false. */
export const yesNo: v.GenericSchema<boolean> = v.boolean();

/** A text that is not empty. */
export const text: v.GenericSchema<string> = v.pipe(
	v.string(),
	v.nonEmpty("must not be empty"),
);

/** One of some words. */
export function oneOf<const T extends string>(
	...words: readonly T[]
): v.GenericSchema<T> {
	return v.picklist(words);
}

/** A whole number between two bounds, both included. */
export function whole(
	lowest: number,
	highest = 1_000_000,
): v.GenericSchema<number> {
	return v.pipe(
		v.number(),
		v.integer("must be a whole number"),
		v.minValue(lowest, `must be ${lowest} or more`),
		v.maxValue(highest, `must be ${highest} at most`),
	);
}

/** A number that may be negative or broken. */
export const signed: v.GenericSchema<number> = v.pipe(
	v.number(),
	v.finite("must be a number"),
);

/** 0 to 65535. */
export const port: v.GenericSchema<number> = v.pipe(
	v.number(),
	v.integer("must be a whole number"),
	v.minValue(0, "must be 0 to 65535"),
	v.maxValue(65535, "must be 0 to 65535"),
);

/** A text that a check accepts; the sentence begins with "must". */
export function textThat(
	accepts: (text: string) => boolean,
	sentence: string,
): v.GenericSchema<string> {
	return v.pipe(v.string(), v.check(accepts, sentence));
}

const SIZE_SENTENCE = 'must be a size, as in 1048576 or "64MiB"';

/** Bytes: a whole number, or a text with a unit. */
export const size: v.GenericSchema<number | string> = v.union(
	[
		v.pipe(v.number(), v.integer(SIZE_SENTENCE), v.minValue(0, SIZE_SENTENCE)),
		v.pipe(
			v.string(),
			v.check((text) => parseSize(text) !== undefined, SIZE_SENTENCE),
		),
	],
	SIZE_SENTENCE,
);

/** What the JSON Schema says about the texts among the sizes. */
export const SIZE_PATTERN = "^[0-9]+(\\.[0-9]+)? ?(([KkMmGgTt][Ii]?)?[Bb])?$";

/** Texts, each of which a schema accepts. */
export function listOf(
	item: v.GenericSchema<string>,
): v.GenericSchema<readonly string[]> {
	return v.array(item);
}

/** A network in CIDR form, or a lone address. */
export const network: v.GenericSchema<string> = textThat(
	(value) => parseNetwork(value) !== undefined,
	"must be a network, as in 192.168.0.0/16",
);

/** A network, a lone address, or a range of addresses. */
export const networks: v.GenericSchema<string> = textThat(
	(value) => parseNetworks(value) !== undefined,
	"must be a network, an address or a range, as in 192.168.0.0/16 or 10.0.0.5-10.0.0.9",
);

/** A name with * and ?, as in *.exe: one name, no path. */
export const namePattern: v.GenericSchema<string> = textThat(
	(pattern) => /^[^/\p{Cc}]{1,255}$/u.test(pattern),
	"must be a name with * and ?, as in *.exe, without a slash",
);
