import type { VirtualPath } from "../../files/index.ts";
import { FileFailure, resolvePath } from "../../files/index.ts";
import type { ArgumentParser } from "../argument.ts";
import type { HashRequest } from "./hash-file.ts";

/** A path, with the part that is meant. */
export type DigestTarget = Pick<HashRequest, "path" | "range">;

/**
 * The argument of XCRC and its kin: `path`, `path start`, `path start end` or the same with the path in quotes; `end` is the byte
 * behind the last, as in the servers that brought these commands. Names may end in numbers and begin with quotes,
 * so the readings are tried in order: the whole as a name, then name and range.
 *
 * @throws {FileFailure} badName, tooLong
 * @example "a.txt 0 10" // [{ path: "/a.txt 0 10" }, { path: "/a.txt", range: { fromByte: 0, toByte: 10 } }]
 */
export const digestArgument: ArgumentParser<readonly DigestTarget[]> = (
	given,
	{ cwd },
) => {
	if (given === undefined || given === "") {
		return { refused: "A path is expected." };
	}
	const readings: DigestTarget[] = [];
	const whole = named(cwd, given);
	if (whole !== undefined) readings.push({ path: whole });
	const quoted = /^"((?:[^"]|"")+)"(?: (\d{1,15})(?: (\d{1,15}))?)?$/.exec(
		given,
	);
	const plain = /^(.+?) (\d{1,15})(?: (\d{1,15}))?$/.exec(given);
	const [, text, from, to] = quoted ?? plain ?? [];
	if (text !== undefined) {
		const name = quoted === null ? text : text.replaceAll('""', '"');
		const path = resolvePath(cwd, name);
		readings.push(from === undefined ? { path } : { path, ...part(from, to) });
	}
	return readings.length > 0
		? { value: readings }
		: { value: [{ path: resolvePath(cwd, given) }] };
};

/** The whole text may be no name at all when a range is behind it: too long, for one. */
function named(cwd: VirtualPath, text: string): VirtualPath | undefined {
	try {
		return resolvePath(cwd, text);
	} catch (failure) {
		if (failure instanceof FileFailure) return undefined;
		throw failure;
	}
}

function part(
	from: string,
	to: string | undefined,
): Required<Pick<HashRequest, "range">> {
	const fromByte = Number(from);
	return {
		range: to === undefined ? { fromByte } : { fromByte, toByte: Number(to) },
	};
}
