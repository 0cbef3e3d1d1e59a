import { expect, test } from "bun:test";
import {
	copyFileSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
} from "node:fs";
import { join } from "node:path";
import { BINARY, run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("init --portable makes a stick that works from wherever it is mounted, and writes nothing outside", async () => {
	using folder = tempFolder();
	const stick = join(folder.path, "first place");
	const home = join(folder.path, "home");
	mkdirSync(join(stick, "photos"), { recursive: true });
	mkdirSync(home);
	copyFileSync(BINARY, join(stick, "oceanftp"));
	const at = (place: string, ...args: string[]) =>
		run([join(place, "oceanftp"), ...args], {
			cwd: folder.path,
			env: { HOME: home },
		});

	const flags = ["--portable", "--port", "2121", "--implicit-port", "off"];
	const wish = [...flags, "--root", "../photos", "--user", "eve", "--generate"];
	const absolute = await at(stick, "init", ...flags, "--root", stick);
	expect(absolute.exit).toBe(2);
	expect(readdirSync(stick).sort()).toEqual(["oceanftp", "photos"]);

	const made = await at(stick, "init", ...wish);
	expect(made.exit).toBe(0);
	const data = join(stick, "oceanftp-data");
	expect(statSync(data).mode & 0o777).toBe(0o700);
	for (const name of readdirSync(data, { recursive: true, encoding: "utf8" })) {
		const path = join(data, name);
		if (!statSync(path).isFile()) continue;
		expect(readFileSync(path, "latin1")).not.toContain(folder.path);
	}
	expect(readdirSync(home)).toEqual([]);

	const moved = join(folder.path, "zweiter Ort ü");
	renameSync(stick, moved);
	const checked = await at(moved, "serve", "--check", "--json");
	expect(JSON.parse(checked.stdout)).toMatchObject({
		data: join(moved, "oceanftp-data"),
		files: join(moved, "photos"),
		users: 1,
		wouldMake: [],
	});
	const again = await at(moved, "init", ...wish);
	expect(again.exit).toBe(0);
	expect(again.stdout).not.toMatch(/^made /m);
});
