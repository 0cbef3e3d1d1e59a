import { readFileSync } from "node:fs";
import { join } from "node:path";
import { splitPem } from "../../src/certificates/der/pem.ts";
import {
	type ClientVerdict,
	checkClientPath,
	readClientTrust,
} from "../../src/certificates/index.ts";
import { signatureCheck } from "../../src/platform/signatures.ts";
import type { PathCase } from "./client-path-cases.ts";

const DAY_MS = 86_400_000;

/** Certificates, or lists, of the folder in one file. */
export function joined(
	folder: string,
	names: readonly string[],
	ending: "crt" | "crl",
): Uint8Array {
	const texts = names.map((name) =>
		readFileSync(join(folder, `${name}.${ending}`), "utf8"),
	);
	return new TextEncoder().encode(texts.join(""));
}

/** When a case is asked. */
export function momentOf({ inDays = 0 }: PathCase): number {
	return Date.now() + inDays * DAY_MS;
}

/** What becomes of a case, with the material in the folder. */
export async function verdictOf(
	folder: string,
	one: PathCase,
): Promise<ClientVerdict> {
	const { chain, ca = ["root"], crl } = one;
	const lists =
		crl === undefined
			? {}
			: { crl: { file: "lists.pem", bytes: joined(folder, crl, "crl") } };
	const trust = await readClientTrust({
		ca: { file: "ca.pem", bytes: joined(folder, ca, "crt") },
		...lists,
	});
	const pem = new TextDecoder().decode(joined(folder, chain, "crt"));
	return await checkClientPath({
		chain: splitPem(pem).blocks.map(({ der }) => der),
		trust,
		nowMs: momentOf(one),
		signatures: signatureCheck,
	});
}

/** Undefined when a case ended as it should, else what it said. */
export function misjudged(
	{ why }: PathCase,
	verdict: ClientVerdict,
): string | undefined {
	if (verdict.kind === "trusted")
		return why === undefined ? undefined : "trusted";
	return why?.test(verdict.why) ? undefined : verdict.why;
}
