/**
 * Plans an import of `leaf.crt` with each key file of a folder, and prints a line per file: `NAME SUBJECT`, or
 * `NAME CODE`. To be run by every runtime, with the folder and a passphrase as arguments.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { memoryFolder, OperatorError, Secret } from "../../src/base/index.ts";
import { openCertificateStore } from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";

const [folder = ".", passphrase = ""] = process.argv.slice(2);
const store = await openCertificateStore({
	folder: memoryFolder(),
	keys: keyMaterial,
	nowMs: Date.now,
});
const fileNamed = (name: string): { name: string; bytes: Uint8Array } => ({
	name,
	bytes: new Uint8Array(readFileSync(join(folder, name))),
});
for (const name of readdirSync(folder).sort()) {
	if (!name.endsWith(".key")) continue;
	const files = [fileNamed("leaf.crt"), fileNamed(name)];
	try {
		const plan = await store.planImport({
			files,
			...(passphrase === "" ? {} : { passphrase: new Secret(passphrase) }),
		});
		console.info(`${name} ${plan.leaf.subject}`);
	} catch (error) {
		if (!(error instanceof OperatorError)) throw error;
		console.info(`${name} ${error.code}`);
	}
}
