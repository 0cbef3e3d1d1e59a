import type { VirtualPath } from "../files/index.ts";
import { resolvePath } from "../files/index.ts";
import type { FinalCode } from "./reply.ts";

/** What a parser may know: where relative paths start. */
export interface ArgumentContext {
	readonly cwd: VirtualPath;
}

/** An argument understood, or the sentence of its 501. */
export type Parsed<T> =
	| { readonly value: T }
	| { readonly refused: string; readonly code?: FinalCode };

/** Turns all that follows a verb's first space into what the verb works with. */
export type ArgumentParser<T> = (
	text: string | undefined,
	context: ArgumentContext,
) => Parsed<T>;

/** Nothing may follow; an end space is let pass. */
export const none: ArgumentParser<undefined> = (text) =>
	text === undefined || text.trim() === ""
		? { value: undefined }
		: { refused: "No argument is expected." };

/** Any text, or none; undefined when there is none. */
export const optionalText: ArgumentParser<string | undefined> = (text) => ({
	value: text === undefined || text.trim() === "" ? undefined : text,
});

/** Some text. */
export const text: ArgumentParser<string> = (given) =>
	given === undefined || given.trim() === ""
		? { refused: "An argument is expected." }
		: { value: given };

/** One path, taken as it is, relative to the working folder. @throws {FileFailure} badName, tooLong */
export const path: ArgumentParser<VirtualPath> = (given, { cwd }) =>
	given === undefined || given === ""
		? { refused: "A path is expected." }
		: { value: resolvePath(cwd, given) };

/** A path, and the words that named it. */
export interface NamedPath {
	readonly path: VirtualPath;
	/** As the client wrote it: replies that repeat the path say it in the client's own words. */
	readonly given: string;
}

/** One path as {@link path} reads it, with the client's words for it. @throws {FileFailure} badName, tooLong */
export const namedPath: ArgumentParser<NamedPath> = (given, context) => {
	const parsed = path(given, context);
	if ("refused" in parsed) return parsed;
	return { value: { path: parsed.value, given: given ?? "" } };
};

/** One path, or the working folder when there is none. */
export const optionalPath: ArgumentParser<VirtualPath> = (given, { cwd }) =>
	given === undefined || given === ""
		? { value: cwd }
		: { value: resolvePath(cwd, given) };

/** A decimal number of bytes, exact up to 2^53. */
export const byteCount: ArgumentParser<number> = (given) => {
	const digits = given?.trim() ?? "";
	const value = Number(digits);
	if (!/^\d{1,16}$/.test(digits) || !Number.isSafeInteger(value)) {
		return { refused: "A number of bytes is expected." };
	}
	return { value };
};
