import { expect, test } from "bun:test";
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { diskTree } from "./disk-tree.ts";

async function prepare(root: string): Promise<void> {
	const at = (path: string) => join(root, path);
	for (const folder of ["closed", "readable", "readable/empty", "shared"]) {
		await mkdir(at(folder));
	}
	for (const file of ["closed/f", "readable/private", "readable/public"]) {
		await writeFile(at(file), "kept");
	}
	await writeFile(at("shared/fixed"), "kept");
	chmodSync(at("closed"), 0o000);
	chmodSync(at("readable/private"), 0o000);
	chmodSync(at("readable/public"), 0o444);
	chmodSync(at("readable"), 0o555);
	chmodSync(at("shared"), 0o777);
	chmodSync(at("shared/fixed"), 0o444);
	for (const folder of [root, dirname(root)]) chmodSync(folder, 0o755);
}

test.if(process.platform !== "win32")(
	"disk backend and disk folder say so where the system forbids",
	async () => {
		const { root, close } = await diskTree();
		await prepare(root);
		const script = fileURLToPath(
			new URL("disk-forbidden-child.ts", import.meta.url),
		);
		const child = Bun.spawn([process.execPath, script, root], {
			stdout: "pipe",
		});
		const told = await new Response(child.stdout).json();
		expect(await child.exited).toBe(0);

		expect(Object.keys(told.reasons)).toHaveLength(15);
		for (const [what, reason] of Object.entries(told.reasons)) {
			expect(`${what}: ${reason}`).toBe(`${what}: denied`);
		}
		expect(told.mine).toBe("mine");
		expect(told.listed).toEqual(["closed", "readable", "shared"]);

		expect(told.operatorErrors).toHaveLength(6);
		for (const error of told.operatorErrors) {
			expect(error).toMatchObject({ code: "file.no-right", exit: 6 });
			expect(error.sentence).toContain(root);
			expect(error.why).toContain("EACCES");
			expect(error.fix).toContain(root);
		}
		expect(told.operatorErrors[0].sentence).toBe(
			`the server may not read ${join(root, "readable", "private")}`,
		);

		for (const folder of ["closed", "readable"]) {
			chmodSync(join(root, folder), 0o755);
		}
		expect(readFileSync(join(root, "shared", "fixed"), "utf8")).toBe("kept");
		expect(readdirSync(join(root, "readable")).sort()).toEqual([
			"empty",
			"private",
			"public",
		]);
		expect(readdirSync(join(root, "shared")).sort()).toEqual(["fixed", "mine"]);
		await close();
	},
);
