import { fitsUtf8, foldName } from "../base/index.ts";
import { FileFailure } from "./file-failure.ts";

declare const brand: unique symbol;

/**
 * An absolute path as the client sees it: begins with `/`, no empty parts, no `.` or `..`, no NUL, CR or LF, no end slash but for the root.
 * Only {@link resolvePath}, {@link childOf} and {@link parentOf} make one.
 */
export type VirtualPath = string & { readonly [brand]: "VirtualPath" };

/** The top of what the client sees. */
export const ROOT: VirtualPath = "/" as VirtualPath;

/** Begins the names of uploads under way: never listed, and no client may name one. */
export const RESERVED_PREFIX = ".oceanftp-";

const MAX_PATH_BYTES = 4096;
const MAX_NAME_BYTES = 255;

/**
 * What a client's text means, seen from the folder it is in. `..` at the root stays at the root, as in a POSIX `/`.
 *
 * @throws {FileFailure} badName when the text is empty, holds NUL, CR or LF, or names an upload under way; tooLong
 * @example resolvePath("/photos" as VirtualPath, "../a//b/./c/") === "/a/b/c"
 */
export function resolvePath(cwd: VirtualPath, text: string): VirtualPath {
	if (text === "") throw new FileFailure("badName", "empty path");
	refuseLineEnds(text);
	const parts = text.startsWith("/") ? [] : partsOf(cwd);
	for (const part of text.split("/")) {
		if (part === "" || part === ".") continue;
		if (part === "..") parts.pop();
		else parts.push(checkedName(part));
	}
	return bounded(`/${parts.join("/")}`);
}

/** @example partsOf("/a/b" as VirtualPath) // ["a", "b"] */
export function partsOf(path: VirtualPath): string[] {
	return path === "/" ? [] : path.slice(1).split("/");
}

/** The path of a name in a folder. @throws {FileFailure} badName when it is not one name, and as {@link resolvePath} does */
export function childOf(folder: VirtualPath, name: string): VirtualPath {
	if (name === "" || name === "." || name === ".." || name.includes("/")) {
		throw new FileFailure("badName", "not a single name");
	}
	refuseLineEnds(name);
	const below = folder === ROOT ? "" : folder;
	return bounded(`${below}/${checkedName(name)}`);
}

/** Whether the path is the folder or lies below it. @example isWithin("/a", "/a/b") === true */
export function isWithin(folder: string, path: string): boolean {
	if (folder === ROOT || path === folder) return true;
	return path.length > folder.length && path.startsWith(`${folder}/`);
}

/** The folder that holds it; the root holds itself. */
export function parentOf(path: VirtualPath): VirtualPath {
	return `/${partsOf(path).slice(0, -1).join("/")}` as VirtualPath;
}

/** The last part; empty for the root. */
export function nameOf(path: VirtualPath): string {
	return path.slice(path.lastIndexOf("/") + 1);
}

function refuseLineEnds(text: string): void {
	if (!/[\0\r\n]/.test(text)) return;
	throw new FileFailure("badName", "NUL, CR or LF in a path");
}

function bounded(path: string): VirtualPath {
	if (fitsUtf8(path, MAX_PATH_BYTES)) return path as VirtualPath;
	throw new FileFailure("tooLong", "path over 4096 bytes");
}

function checkedName(name: string): string {
	if (isReserved(name)) {
		throw new FileFailure("badName", "the name of an upload under way");
	}
	if (fitsUtf8(name, MAX_NAME_BYTES)) return name;
	throw new FileFailure("tooLong", "name over 255 bytes");
}

/** Also as a file system that takes upper and lower case for one would read it. */
function isReserved(name: string): boolean {
	if (name.startsWith(RESERVED_PREFIX)) return true;
	const first = name.charCodeAt(0);
	if (first !== DOT && first < FIRST_BEYOND_ASCII) return false;
	return foldName(name).startsWith(RESERVED_PREFIX);
}

const DOT = 0x2e;
const FIRST_BEYOND_ASCII = 0x80;
