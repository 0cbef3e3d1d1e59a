/** Begins uploads into the folder of its first argument, with the journal of its second, and waits to be killed. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { openUploadJournal } from "../../src/platform/disk/upload-journal.ts";
import { diskBackend } from "../../src/platform/disk-backend.ts";
import { at } from "../files/backend-conformance.ts";

const [, , root = "", file = ""] = process.argv;
mkdirSync(join(root, "sub"));
writeFileSync(join(root, "old.txt"), "old");
const journal = await openUploadJournal({
	file,
	onFailure: (error) => {
		throw error;
	},
});
const backend = await diskBackend({ root, journal });
const done = await backend.beginUpload(at("/done.txt"), { kind: "replace" });
await done.commit();
for (const path of ["/old.txt", "/new.txt", "/sub/new.txt"]) {
	const upload = await backend.beginUpload(at(path), { kind: "replace" });
	await upload.write([new Uint8Array(100_000)]);
}
console.log(`under way in ${process.pid}`);
setInterval(() => undefined, 60_000);
