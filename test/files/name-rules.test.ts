import { expect, test } from "bun:test";
import { type AccountFiles, fillPlaceholders } from "../../src/files/index.ts";
import { account, list, outcome, path, put, read } from "./kit.ts";

const named = (): AccountFiles =>
	account(
		{
			"/a.txt": "a",
			"/old.exe": "made by the administrator",
			"/.htaccess": "secret",
			"/.git/config": "secret",
			"/sub/.htaccess": "secret",
			"/sub/b.txt": "b",
		},
		{ names: { denied: ["*.exe", "desktop.ini"], hidden: [".ht*", ".git"] } },
	);

const CREATE: readonly [
	string,
	(files: AccountFiles, to: string) => unknown,
][] = [
	["STOR", (files, to) => put(files, to, "x")],
	["APPE", (files, to) => put(files, to, "x", { kind: "append" })],
	["STOU", (files, to) => put(files, to, "x", { kind: "new" })],
	[
		"REST",
		(files, to) => put(files, to, "x", { kind: "resume", offsetBytes: 1 }),
	],
	["RNTO", (files, to) => files.rename(path("/a.txt"), path(to))],
	["MKD", (files, to) => files.makeFolder(path(to))],
];

for (const [verb, act] of CREATE) {
	test.each([
		"/new.exe",
		"/NEW.EXE",
		"/new.exe.",
		"/new.exe. .",
		"/sub/x.ExE",
		"/sub/../y.exe",
		"/old.exe",
		"/Desktop.ini",
		"/.htpasswd",
		"/.HTaccess",
		"/.git",
		"/.git/hooks",
	])(`${verb} to %s is a bad name`, async (to) => {
		const files = named();
		expect(await outcome(async () => await act(files, to))).toBe("badName");
		expect(await read(files, "/a.txt")).toBe("a");
	});
}

test.each(["/.htaccess", "/.git", "/.git/config", "/sub/.htaccess", "/.GIT"])(
	"what is hidden is not there, whatever is asked: %s",
	async (text) => {
		const files = named();
		const at = path(text);
		for (const work of [
			() => files.facts(at),
			() => files.enter(at),
			() => list(files, text),
			() => read(files, text),
			() => files.remove(at),
			() => files.removeFolder(at),
			() => files.checkRename(at),
			() => files.rename(at, path("/seen")),
			() => files.setMode(at, 0o600),
			() => files.setModified(at, 0),
			() => files.freeBytes(at),
		]) {
			expect(await outcome(work)).toBe("notFound");
		}
	},
);

test("listings leave out what is hidden, and show what is denied without the letters to write it", async () => {
	const files = named();
	expect(await list(files, "/")).toEqual(["a.txt", "old.exe", "sub"]);
	expect(await list(files, "/sub")).toEqual(["b.txt"]);
	const facts = await files.facts(path("/old.exe"));
	expect(files.permissions(path("/old.exe"), facts)).toBe("dfr");
});

test("a file with a denied name can be read, deleted and given another name", async () => {
	const files = named();
	expect(await read(files, "/old.exe")).toBe("made by the administrator");
	await files.rename(path("/old.exe"), path("/old.bin"));
	expect(await list(files, "/")).toEqual(["a.txt", "old.bin", "sub"]);
});

test.each(["CON", "nul.txt", "a.", "a ", "a:b", "a\\b", "what?", 'q"'])(
	"safe names everywhere: %p is refused, and what has such a name can still be read",
	async (name) => {
		const files = account(
			{ [`/${name}`]: "old" },
			{ policy: { safeNames: "everywhere" } },
		);
		expect(await outcome(() => put(files, `/${name}`, "x"))).toBe("badName");
		expect(await outcome(() => files.makeFolder(path(`/${name}`)))).toBe(
			"badName",
		);
		expect(await read(files, `/${name}`)).toBe("old");
	},
);

test.each([
	["homes/{user}", "alice", "homes/alice"],
	["/srv/{user}/in/{user}", "a.b@c", "/srv/a.b@c/in/a.b@c"],
	["plain", "..", "plain"],
	["{user}", "$&", "$&"],
])("the placeholder in %p for %p makes %p", (folder, user, filled) => {
	expect(fillPlaceholders(folder, user)).toBe(filled);
});

test.each(["", ".", "..", "a/b", "a\\b", "../x", "c:", "a\0b", "a\nb"])(
	"a placeholder is not filled with %p",
	async (user) => {
		const filled = async () => fillPlaceholders("homes/{user}", user);
		expect(await outcome(filled)).toBe("badName");
	},
);
