import { sep } from "node:path";
import process from "node:process";
import { decodeUtf8 } from "../../base/index.ts";
import { FileFailure } from "../../files/index.ts";
import { systemCode } from "../errno.ts";

/** Where a link may lead: nowhere, to what lies in the same root, or anywhere on this machine. */
export type SymlinkPolicy = "never" | "inside" | "any";

/** A folder that is served to nobody but for one folder in it. Both are real and absolute. */
export interface BarredFolder {
	readonly folder: string;
	readonly openPart: string;
}

/**
 * Whether a real path is the root or lies in it. `/srv/files2` does not lie in `/srv/files`.
 *
 * @example isWithin("/srv/files", "/srv/files/a") === true
 */
export function isWithin(root: string, real: string): boolean {
	return (
		real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)
	);
}

/** The system's path of a virtual one. @example pathBelow("C:\\srv", "/a/b", "\\") === "C:\\srv\\a\\b" */
export function pathBelow(
	root: string,
	path: string,
	separator: string = sep,
): string {
	if (path === "/") return root;
	const below = path.replaceAll("/", separator);
	return root.endsWith(separator)
		? root + below.slice(separator.length)
		: root + below;
}

/** Whether a real path is the one that was asked for; Windows writes it in the letters that the folders were made with. */
export function isSamePath(
	real: string,
	asked: string | undefined,
	platform: string = process.platform,
): boolean {
	if (real === asked) return true;
	if (platform !== "win32") return false;
	return real.toLowerCase() === asked?.toLowerCase();
}

/**
 * A path as the system gave it, as text. A name that is not UTF-8 has no faithful text (Deno puts U+FFFD in its
 * place), and a path that is not the true one must never be compared or opened.
 *
 * @throws {FileFailure} denied
 */
export function faithfulPath(path: Uint8Array | string): string {
	const text = typeof path === "string" ? path : decodeUtf8(path);
	if (text !== undefined && !text.includes("\ufffd")) return text;
	throw unfaithful();
}

/** Deno gives up on some such paths by itself, with an error that bears no code; other errors stay as they are. */
export function asUnfaithful(error: unknown): unknown {
	return systemCode(error) === undefined ? unfaithful(error) : error;
}

function unfaithful(cause?: unknown): FileFailure {
	return new FileFailure("denied", "a real path is not valid UTF-8", cause);
}
