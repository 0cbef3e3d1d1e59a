/**
 * Imports every case of a folder's `cases.json` into a store of its own and writes what it hands out again into
 * `out/`, when its kind of key is among those named. Prints a line per case: `ID SHA256 SPKI`, or `ID CODE`. To be run by every
 * runtime, with the folder and the kinds, as `p256,rsa2048`, as its last arguments.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { memoryFolder, OperatorError, Secret } from "../../src/base/index.ts";
import { openCertificateStore } from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";
import type { MatrixCase } from "./matrix-cases.ts";

const [folder = ".", kinds = ""] = process.argv.slice(-2);

async function outcome({ id, files, passphrase }: MatrixCase): Promise<string> {
	const store = await openCertificateStore({
		folder: memoryFolder(),
		keys: keyMaterial,
		nowMs: Date.now,
	});
	const plan = await store.planImport({
		name: "it",
		files: files.map((name) => ({
			name,
			bytes: new Uint8Array(readFileSync(join(folder, name))),
		})),
		...(passphrase === undefined ? {} : { passphrase: new Secret(passphrase) }),
	});
	await store.carryOut(plan);
	const { leaf, sha256 } = await store.load("it");
	const exportPassphrase = new Secret("höher & weiter");
	const forms = {
		pem: { format: "fullchain", withKey: true },
		enc: { format: "pem", withKey: true, exportPassphrase },
		p12: { format: "p12", withKey: true, exportPassphrase },
		old: { format: "p12", withKey: true, exportPassphrase, legacy: true },
		only: { format: "p12", exportPassphrase },
	} as const;
	const [kind = "", way] = id.split(".");
	// What comes out does not depend on how it came in.
	if (way === "own" && kinds.split(",").includes(kind)) {
		for (const [form, options] of Object.entries(forms)) {
			const { content } = await store.export("it", options);
			writeFileSync(join(folder, "out", `${id}.${form}`), content);
		}
	}
	return `${sha256} ${leaf.spkiSha256}`;
}

// In a function, because --bytecode has no await outside of one.
async function main(): Promise<void> {
	mkdirSync(join(folder, "out"), { recursive: true });
	const cases: readonly MatrixCase[] = JSON.parse(
		readFileSync(join(folder, "cases.json"), "utf8"),
	);
	for (const each of cases) {
		const line = await outcome(each).catch((error: unknown) => {
			if (error instanceof OperatorError) return error.code;
			throw error;
		});
		console.info(`${each.id} ${line}`);
	}
}

void main();
