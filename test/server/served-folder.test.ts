import { expect, test } from "bun:test";
import { mkdirSync, renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { hostFiles } from "../../src/platform/index.ts";
import { servedFolderCheck } from "../../src/server/served-folder.ts";
import { tempFolder } from "../support/temp-folder.ts";

test("files that move while the server runs are found where they are, and what lies beside them stays refused", async () => {
	using folder = tempFolder();
	const { path } = folder;
	const data = join(path, "data");
	const elsewhere = join(path, "elsewhere");
	mkdirSync(data);
	mkdirSync(join(elsewhere, "alice"), { recursive: true });
	symlinkSync(elsewhere, join(data, "files"));
	const check = servedFolderCheck(data, hostFiles());
	const home = join(data, "files/alice");
	const real = hostFiles().realPath;
	expect(await check(home)).toBe(await real(join(elsewhere, "alice")));

	renameSync(join(data, "files"), join(data, "old"));
	renameSync(elsewhere, join(data, "files"));
	expect(await check(home)).toBe(await real(home));
	await expect(check(join(data, "certs"))).rejects.toMatchObject({
		code: "root.overlap",
	});
});
