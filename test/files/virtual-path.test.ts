import { expect, test } from "bun:test";
import {
	childOf,
	FileFailure,
	nameOf,
	parentOf,
	partsOf,
	RESERVED_PREFIX,
	ROOT,
	resolvePath,
	type VirtualPath,
} from "../../src/files/index.ts";

const at = (text: string): VirtualPath => resolvePath(ROOT, text);

function reasonOf(work: () => unknown): string {
	try {
		work();
		return "none";
	} catch (error) {
		return error instanceof FileFailure ? error.reason : `${error}`;
	}
}

const LONGEST = "x".repeat(255);
/** 4096 bytes: fifteen names of 256 with their slash, then one of 255. */
const LONGEST_PATH = `/${Array(15).fill(LONGEST).join("/")}/${"y".repeat(255)}`;

test.each([
	["/photos", "../a//b/./c/", "/a/b/c"],
	["/", "../../etc/passwd", "/etc/passwd"],
	["/a/b", "../../../../etc/passwd", "/etc/passwd"],
	["/a", "/../..", "/"],
	["/a", "..", "/"],
	["/", "..", "/"],
	["/a/b", ".", "/a/b"],
	["/a/b", "./", "/a/b"],
	["/a/b", "/", "/"],
	["/a/b", "////", "/"],
	["/", "a/./b//c/", "/a/b/c"],
	["/", "a/../b", "/b"],
	["/", "a/b/../../..//c", "/c"],
	["/a", "/b", "/b"],
	["/a", "...", "/a/..."],
	["/a", "..b", "/a/..b"],
	["/a", "b..", "/a/b.."],
	["/a", ". .", "/a/. ."],
	["/", "..\\..\\windows", "/..\\..\\windows"],
	["/", "C:\\x", "/C:\\x"],
	["/", "C:/x", "/C:/x"],
	["/", "%2e%2e/x", "/%2e%2e/x"],
	["/", "~/x", "/~/x"],
	["/", " ", "/ "],
	["/", "a b ", "/a b "],
	["/", "Ünïcødé/日本/👩‍🚀", "/Ünïcødé/日本/👩‍🚀"],
	["/", "e\u0301", "/e\u0301"],
	["/", "\uff0e\uff0e/x", "/\uff0e\uff0e/x"],
	["/", "a\u2215b", "/a\u2215b"],
	["/", "tab\there", "/tab\there"],
	["/", "oceanftp-", "/oceanftp-"],
	["/", "a.oceanftp-b", "/a.oceanftp-b"],
	["/", ".oceanftp", "/.oceanftp"],
	["/", LONGEST, `/${LONGEST}`],
	["/", "é".repeat(127), `/${"é".repeat(127)}`],
	["/", LONGEST_PATH, LONGEST_PATH],
	["/", `${"../".repeat(5000)}a`, "/a"],
])("from %p the text %p means %p", (cwd, text, expected) => {
	expect(resolvePath(at(cwd), text)).toBe(at(expected));
	expect(resolvePath(at(cwd), text) as string).toBe(expected);
});

test.each([
	["", "badName"],
	["\0", "badName"],
	["a\0b", "badName"],
	["a/\0/..", "badName"],
	["a\r", "badName"],
	["a\nb", "badName"],
	["a\r\n226 done", "badName"],
	[".oceanftp-0123", "badName"],
	["a/.oceanftp-", "badName"],
	["/.oceanftp-x/../a", "badName"],
	["x".repeat(256), "tooLong"],
	["é".repeat(128), "tooLong"],
	["👩".repeat(64), "tooLong"],
	[`${"x".repeat(256)}/..`, "tooLong"],
	[`${LONGEST_PATH}/z`, "tooLong"],
	["a/".repeat(2048).concat("bc"), "tooLong"],
])("the text %p is refused as %p", (text, reason) => {
	expect(reasonOf(() => resolvePath(ROOT, text))).toBe(reason);
});

test("a path that fits on its own is refused where the folder makes it too long", () => {
	const deep = at(LONGEST_PATH);
	expect(reasonOf(() => resolvePath(deep, "a"))).toBe("tooLong");
	expect(resolvePath(deep, "../a") as string).toEndWith("/a");
});

test("whatever the text, the path has no part that leads elsewhere", () => {
	const pieces = ["..", ".", "", "a", "\\", "..\\", "...", "b c"];
	let seed = 7;
	const next = (): number => {
		seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
		return seed;
	};
	for (let round = 0; round < 2000; round++) {
		const parts = Array.from(
			{ length: 1 + (next() % 8) },
			() => pieces[(next() >> 8) % pieces.length],
		);
		const path = resolvePath(at("/x/y"), `${parts.join("/")}/`);
		expect(path.startsWith("/")).toBe(true);
		expect(path === "/" || !path.endsWith("/")).toBe(true);
		for (const part of partsOf(path)) {
			expect(["", ".", ".."]).not.toContain(part);
		}
		expect(resolvePath(ROOT, path)).toBe(path);
	}
});

test("parts, parent and name of a path", () => {
	expect(partsOf(ROOT)).toEqual([]);
	expect(partsOf(at("/a/b"))).toEqual(["a", "b"]);
	expect(parentOf(at("/a/b"))).toBe(at("/a"));
	expect(parentOf(at("/a"))).toBe(ROOT);
	expect(parentOf(ROOT)).toBe(ROOT);
	expect(nameOf(at("/a/b"))).toBe("b");
	expect(nameOf(ROOT)).toBe("");
});

test("a child has one name and nothing that leads elsewhere", () => {
	expect(childOf(ROOT, "a")).toBe(at("/a"));
	expect(childOf(at("/a"), "back\\slash") as string).toBe("/a/back\\slash");
	for (const name of ["", ".", "..", "a/b", "/", "\0", `${RESERVED_PREFIX}x`]) {
		expect(reasonOf(() => childOf(at("/a"), name))).toBe("badName");
	}
});

test("a child is bounded as every path is: 255 bytes of name, 4096 of path, no line end", () => {
	expect(childOf(ROOT, "é".repeat(127)).length).toBe(128);
	expect(reasonOf(() => childOf(ROOT, "é".repeat(128)))).toBe("tooLong");
	const deep = resolvePath(ROOT, `${"a".repeat(200)}/`.repeat(20));
	expect(childOf(deep, "a".repeat(75)).length).toBe(4096);
	expect(reasonOf(() => childOf(deep, "a".repeat(76)))).toBe("tooLong");
	expect(reasonOf(() => childOf(ROOT, "a\rb"))).toBe("badName");
});
