// Child process of disk-forbidden.test.ts. Root is forbidden nothing, so it becomes nobody, for good, before it begins.
import { argv, geteuid, setgid, setgroups, setuid, stdout } from "node:process";
import { OperatorError } from "../../src/base/index.ts";
import type { UploadMode } from "../../src/files/index.ts";
import { diskBackend } from "../../src/platform/disk-backend.ts";
import { diskFolder } from "../../src/platform/disk-folder.ts";
import {
	at,
	contentOf,
	namesIn,
	reasonOf,
	upload,
} from "../files/backend-conformance.ts";

const NOBODY = 65534;
const [root = ""] = argv.slice(2);
if (geteuid?.() === 0) {
	setgroups?.([]);
	setgid?.(NOBODY);
	setuid?.(NOBODY);
}

const replace: UploadMode = { kind: "replace" };
const append: UploadMode = { kind: "append" };
const backend = await diskBackend({ root });
const attempts: Record<string, () => Promise<unknown>> = {
	"list a closed folder": () => namesIn(backend, "/closed"),
	"facts in a closed folder": () => backend.facts(at("/closed/f")),
	"read in a closed folder": () => backend.openRead(at("/closed/f")),
	"read a private file": () => backend.openRead(at("/readable/private")),
	"check an upload": () => backend.checkUpload(at("/readable/new"), replace),
	"make an upload": async () => {
		const upload = await backend.beginUpload(at("/readable/new"), replace);
		await upload.commit();
	},
	"make a small upload": async () => {
		const upload = await backend.beginUpload(at("/readable/new"), replace);
		await upload.write([new Uint8Array(1)]);
		await upload.commit();
	},
	"check an append": () => backend.checkUpload(at("/readable/public"), append),
	"begin an append": () => backend.beginUpload(at("/readable/public"), append),
	"check a replacement": () =>
		backend.checkUpload(at("/shared/fixed"), replace),
	"begin a replacement": () =>
		backend.beginUpload(at("/shared/fixed"), replace),
	remove: () => backend.remove(at("/readable/public")),
	"make a folder": () => backend.makeFolder(at("/readable/new")),
	"remove a folder": () => backend.removeFolder(at("/readable/empty")),
	rename: () => backend.rename(at("/readable/public"), at("/shared/x")),
};
const reasons: Record<string, string> = {};
for (const [what, work] of Object.entries(attempts)) {
	reasons[what] = await reasonOf(work());
}

await upload(backend, "/shared/mine", "mine");

const folder = diskFolder(`${root}/readable`);
const operatorErrors: unknown[] = [];
for (const work of [
	() => folder.read("private"),
	() => folder.write("new.toml", "text"),
	() => folder.write("new/new.toml", "text"),
	() => folder.rename("public", "renamed"),
	() => folder.remove("public"),
	() => diskFolder(`${root}/closed`).list(""),
]) {
	const error: unknown = await work().then(
		() => undefined,
		(reason: unknown) => reason,
	);
	operatorErrors.push(
		error instanceof OperatorError
			? { ...error, sentence: error.message, exit: error.exit }
			: `${error}`,
	);
}

stdout.write(
	JSON.stringify({
		reasons,
		mine: await contentOf(backend, "/shared/mine"),
		listed: await namesIn(backend, "/"),
		operatorErrors,
	}),
);
