import { expect, test } from "bun:test";
import { isPortableName } from "../../src/base/index.ts";
import { FileFailure, RESERVED_PREFIX } from "../../src/files/index.ts";
import { without } from "../../src/platform/disk/positioned-writer.ts";
import {
	faithfulPath,
	isSamePath,
	isWithin,
	pathBelow,
} from "../../src/platform/disk/real-path.ts";
import { temporaryName } from "../../src/platform/disk/temporary-name.ts";
import {
	asFileFailure,
	failing,
	reasonFor,
	systemCode,
} from "../../src/platform/errno.ts";

test.each([
	["/srv/files", "/srv/files", true],
	["/srv/files", "/srv/files/a/b", true],
	["/srv/files", "/srv/files2", false],
	["/srv/files", "/srv/files2/a", false],
	["/srv/files", "/srv", false],
	["/srv/files", "/", false],
	["/srv/files", "/srv/file", false],
	["/srv/files", "pipe:[123]", false],
	["/srv/files", "(unreachable)/srv/files/a", false],
	["/", "/etc", true],
	["/", "pipe:[123]", false],
])("containment in %p of %p is %p", (root, real, within) => {
	expect(isWithin(root, real)).toBe(within);
});

test.each([
	["/srv/files", "/a/b", "/", "/srv/files/a/b"],
	["/", "/a/b", "/", "/a/b"],
	["/", "/", "/", "/"],
	["D:\\files", "/a/b", "\\", "D:\\files\\a\\b"],
	["D:\\", "/a/b", "\\", "D:\\a\\b"],
	["D:\\", "/", "\\", "D:\\"],
])("below %p the path %p with %p is %p", (root, path, separator, below) => {
	expect(pathBelow(root, path, separator)).toBe(below);
});

test.each([
	["C:\\Files\\Photos", "c:\\files\\photos", "win32", true],
	["C:\\Files\\Photos", "C:\\Files\\Photo", "win32", false],
	["C:\\Files", undefined, "win32", false],
	["/srv/Photos", "/srv/photos", "linux", false],
	["/srv/photos", "/srv/photos", "linux", true],
])("%p is the path %p on %s: %p", (real, asked, platform, isSame) => {
	expect(isSamePath(real, asked, platform)).toBe(isSame);
});

test("a path that is not UTF-8 is never taken for text", () => {
	const bytes = (text: string) =>
		Uint8Array.from(text, (char) => char.charCodeAt(0));
	expect(faithfulPath(bytes("/srv/a"))).toBe("/srv/a");
	expect(faithfulPath("/srv/Ünïcødé")).toBe("/srv/Ünïcødé");
	for (const odd of [bytes("/srv/\xff"), bytes("/srv/\xc3"), "/srv/\ufffd"]) {
		expect(() => faithfulPath(odd)).toThrow(FileFailure);
	}
});

test("Windows names: only those that mean themselves are plain", () => {
	for (const name of [
		"a.txt",
		"console",
		"com10",
		"lpt",
		"nul1",
		".x",
		"ä b",
	]) {
		expect(`${name} ${isPortableName(name)}`).toBe(`${name} true`);
	}
	for (const name of [
		"a\\b",
		"c:",
		"f:stream",
		"f::$DATA",
		"CON",
		"nul.txt",
		"Aux.tar.gz",
		"com1",
		"LPT9.log",
		"trailing.",
		"trailing ",
		"what?",
		"a*",
		'"q"',
		"<",
		"a|b",
		"tab\tbed",
		"bell\u0007",
	]) {
		expect(`${name} ${isPortableName(name)}`).toBe(`${name} false`);
	}
});

test("temporary names begin with the prefix that no client may use, and never repeat", () => {
	const names = Array.from({ length: 100 }, temporaryName);
	expect(new Set(names).size).toBe(100);
	expect(names.every((name) => name.startsWith(RESERVED_PREFIX))).toBe(true);
});

test("a short write leaves exactly the bytes that were not taken", () => {
	const chunks = [[1, 2, 3], [4], [5, 6]].map((part) => Uint8Array.from(part));
	for (let done = 0; done <= 6; done++) {
		const rest = without(chunks, done).flatMap((chunk) => [...chunk]);
		expect(rest).toEqual([1, 2, 3, 4, 5, 6].slice(done));
	}
	expect(without(chunks, 3)).toHaveLength(2);
	expect(without(chunks, 6)).toEqual([]);
});

test.each([
	["ENOENT", "notFound"],
	["ENOTDIR", "notAFolder"],
	["EISDIR", "notAFile"],
	["EACCES", "denied"],
	["EPERM", "denied"],
	["ELOOP", "denied"],
	["EROFS", "readOnly"],
	["ENOSPC", "noSpace"],
	["EFBIG", "noSpace"],
	["EDQUOT", "quotaExceeded"],
	["ENOTEMPTY", "notEmpty"],
	["EEXIST", "exists"],
	["ENAMETOOLONG", "tooLong"],
	["EXDEV", "crossDevice"],
	["EBUSY", "busy"],
	["ETXTBSY", "busy"],
	["EINVAL", "badName"],
	["EIO", "io"],
	["toString", "io"],
	[undefined, "io"],
] as const)("the system's %p means %p", (code, reason) => {
	expect(reasonFor(code)).toBe(reason);
});

test("a system error becomes a failure that says what was done, and a failure stays itself", async () => {
	const error = Object.assign(new Error("no"), { code: "ENOSPC" });
	expect(systemCode(error)).toBe("ENOSPC");
	const failure = asFileFailure(error, "upload /a");
	expect(failure.reason).toBe("noSpace");
	expect(failure.message).toBe("upload /a: ENOSPC");
	expect(failure.cause).toBe(error);
	expect(asFileFailure(failure, "else")).toBe(failure);
	expect(asFileFailure("text", "x").reason).toBe("io");
	await expect(
		failing("read /a", () => Promise.reject(error)),
	).rejects.toMatchObject({ name: "FileFailure", reason: "noSpace" });
	expect(await failing("read /a", async () => 1)).toBe(1);
});
