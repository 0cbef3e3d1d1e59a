/**
 * Plans an import of `leaf.crt` with each key file of a folder and each passphrase, and prints a line per attempt:
 * `PASSPHRASE FILE SUBJECT`, or `PASSPHRASE FILE CODE`, each with a tab between. To be run by every runtime, with the
 * folder and the passphrases as arguments; an empty one is none.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { memoryFolder, OperatorError, Secret } from "../../src/base/index.ts";
import { openCertificateStore } from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";

const [folder = ".", ...passphrases] = process.argv.slice(2);
const store = await openCertificateStore({
	folder: memoryFolder(),
	keys: keyMaterial,
	nowMs: Date.now,
});
const fileNamed = (name: string): { name: string; bytes: Uint8Array } => ({
	name,
	bytes: new Uint8Array(readFileSync(join(folder, name))),
});

async function outcome(name: string, passphrase: string): Promise<string> {
	const files = [fileNamed("leaf.crt"), fileNamed(name)];
	const opening =
		passphrase === "" ? {} : { passphrase: new Secret(passphrase) };
	try {
		return (await store.planImport({ files, ...opening })).leaf.subject;
	} catch (error) {
		if (error instanceof OperatorError) return error.code;
		throw error;
	}
}

const names = readdirSync(folder).sort();
for (const name of names.filter((each) => each.endsWith(".key"))) {
	for (const passphrase of passphrases) {
		console.info(
			[passphrase, name, await outcome(name, passphrase)].join("\t"),
		);
	}
}
