import { afterAll, beforeAll, expect, test } from "bun:test";
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	statSync,
} from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Folder, memoryFolder } from "../../src/base/index.ts";
import { diskFolder } from "../../src/platform/disk-folder.ts";
import { underUmask } from "./disk-circumstances.ts";

let top = "";
let count = 0;
beforeAll(() => {
	top = mkdtempSync(join(tmpdir(), "oceanftp-test-"));
});
afterAll(() => {
	rmSync(top, { recursive: true });
});
const freshPath = (): string => join(top, `data-${count++}`);
const text = (bytes: Uint8Array | undefined): string | undefined =>
	bytes && new TextDecoder().decode(bytes);
const modeOf = (path: string): number => statSync(path).mode & 0o7777;

const kinds: [string, () => Folder][] = [
	["disk folder", () => diskFolder(freshPath())],
	["memory folder", memoryFolder],
];
for (const [kind, make] of kinds) {
	test(`${kind} gives back what was written`, async () => {
		const folder = make();
		await folder.write("a.toml", "text");
		await folder.write("certs/archive/b.key", new Uint8Array([0, 255, 1]));
		expect(text(await folder.read("a.toml"))).toBe("text");
		expect(await folder.read("certs/archive/b.key")).toEqual(
			new Uint8Array([0, 255, 1]),
		);
		await folder.write("a.toml", "");
		expect(await folder.read("a.toml")).toEqual(new Uint8Array());
	});

	test(`${kind} lists names in order, and nothing for a folder that is missing`, async () => {
		const folder = make();
		expect(await folder.list("")).toEqual([]);
		await folder.write("z", "");
		await folder.write("certs/b", "");
		await folder.write("certs/a", "");
		expect(await folder.list("")).toEqual(["certs", "z"]);
		expect(await folder.list("certs")).toEqual(["a", "b"]);
		expect(await folder.list("none/deeper")).toEqual([]);
	});

	test(`${kind} reads nothing where nothing is, and removes it without complaint`, async () => {
		const folder = make();
		expect(await folder.read("none")).toBeUndefined();
		expect(await folder.read("none/deeper")).toBeUndefined();
		await folder.remove("none");
		await folder.remove("none/deeper");
		await folder.write("there", "");
		await folder.remove("there");
		expect(await folder.read("there")).toBeUndefined();
	});

	test(`${kind} renames into a folder that it makes, over what is there`, async () => {
		const folder = make();
		await folder.write("a", "a");
		await folder.rename("a", "archive/1/a");
		await folder.write("a", "newer");
		await folder.rename("a", "archive/1/a");
		expect(text(await folder.read("archive/1/a"))).toBe("newer");
		expect(await folder.read("a")).toBeUndefined();
		await expect(folder.rename("a", "b")).rejects.toThrow();
	});
}

for (const umask of [0o000, 0o022, 0o077]) {
	test(`disk folder keeps its modes under a umask of ${umask.toString(8)}`, async () => {
		const path = freshPath();
		const folder = diskFolder(path);
		await underUmask(umask, async () => {
			await folder.write("certs/a.key", "secret", { secret: true });
			await folder.write("certs/a.crt", "public");
			await folder.write("certs/was-public", "public");
			await folder.write("certs/was-public", "secret", { secret: true });
			await folder.write("b", "b");
			await folder.rename("b", "moved/b");
		});
		expect(modeOf(path)).toBe(0o700);
		expect(modeOf(join(path, "certs"))).toBe(0o700);
		expect(modeOf(join(path, "moved"))).toBe(0o700);
		expect(modeOf(join(path, "certs", "a.key"))).toBe(0o600);
		expect(modeOf(join(path, "certs", "a.crt"))).toBe(0o644);
		expect(modeOf(join(path, "certs", "was-public"))).toBe(0o600);
	});
}

test("disk folder leaves nothing behind, and the old file whole, when a write fails", async () => {
	const path = freshPath();
	const folder = diskFolder(path);
	await folder.write("taken/file", "kept");
	// A folder in the target's place makes the last step fail.
	await expect(folder.write("taken", "text")).rejects.toMatchObject({
		code: "EISDIR",
	});
	await expect(folder.write("taken/file/below", "text")).rejects.toMatchObject({
		code: expect.stringMatching(/ENOTDIR|EEXIST/),
	});
	expect(readdirSync(path)).toEqual(["taken"]);
	expect(text(await folder.read("taken/file"))).toBe("kept");
});

test("disk folder replaces a link instead of writing through it", async () => {
	const path = freshPath();
	await mkdir(path);
	const target = join(top, "link-target");
	await writeFile(target, "untouched");
	await symlink(target, join(path, "a.key"));
	const folder = diskFolder(path);
	await folder.write("a.key", "new", { secret: true });
	expect(statSync(target).size).toBe("untouched".length);
	expect(text(await folder.read("a.key"))).toBe("new");
});

test("disk folder does not list what a power cut left half written", async () => {
	const path = freshPath();
	await mkdir(path);
	await writeFile(join(path, ".oceanftp-0123"), "half");
	await writeFile(join(path, "whole"), "");
	expect(await diskFolder(path).list("")).toEqual(["whole"]);
});

test("disk folder refuses paths that leave it", async () => {
	const path = freshPath();
	const folder = diskFolder(path);
	for (const bad of ["../x", "/etc/x", "a//b", "a/", "./a", "a/../../x"]) {
		await expect(folder.write(bad, "x")).rejects.toThrow("not a path below");
		await expect(folder.read(bad)).rejects.toThrow("not a path below");
	}
	expect(existsSync(path)).toBe(false);
});

test("disk folder says where it is", () => {
	expect(diskFolder("/srv/data").location).toBe("/srv/data");
});

test("disk folder tells a file that others may read or change from one that they may not", async () => {
	const path = freshPath();
	const folder = diskFolder(path);
	await folder.write("secret", "x", { secret: true });
	await folder.write("public", "x");
	await symlink(join(path, "public"), join(path, "link"));
	const open = ["secret", "public", "link", "none", "none/deeper"].map((name) =>
		folder.isOpenToOthers(name),
	);
	expect(await Promise.all(open)).toEqual([false, true, true, false, false]);
	expect(readdirSync(path).sort()).toEqual(["link", "public", "secret"]);
});
