/**
 * The whole life of a certificate in one program, to be run by other runtimes than the tests' own (Deno, the compiled
 * executable). Prints `made SHA256 DESCRIPTION` per key algorithm and `done` at the end.
 */
import { memoryFolder } from "../../src/base/index.ts";
import {
	type KeyAlgorithm,
	localNames,
	openCertificateStore,
} from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";

// In a function, because --bytecode has no await outside of one.
async function main(): Promise<void> {
	const folder = memoryFolder();
	const store = await openCertificateStore({
		folder,
		keys: keyMaterial,
		nowMs: Date.now,
	});
	const algorithms: readonly KeyAlgorithm[] = [
		"ecdsa-p256",
		"ecdsa-p384",
		"ed25519",
		"rsa-2048",
	];
	const lines: string[] = [];
	for (const algorithm of algorithms) {
		const { sha256, leaf } = await store.create({
			name: algorithm,
			names: localNames({ hostname: "nas", addresses: ["192.0.2.7", "::1"] }),
			algorithm,
			days: 90,
		});
		const loaded = await store.load(algorithm);
		if (loaded.sha256 !== sha256)
			throw new Error("another certificate came back");
		lines.push(`made ${sha256} ${leaf.key.description}`);
	}
	const [first, second] = algorithms;
	const other = await folder.read(`certs/${second}.key`);
	await folder.write(`certs/${first}.key`, other ?? "");
	const problems = (await store.list()).map(({ problem }) => problem?.code);
	lines.push(`problems ${problems.join()}`, "done");
	console.info(lines.join("\n"));
}

void main();
