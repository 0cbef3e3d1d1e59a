import type { Secret } from "../../base/index.ts";
import type { Finding } from "../facts/findings.ts";
import type { Pair } from "./import-pair.ts";

/** Things that were handed over and are of no use. */
export function ignoredNotes(ignored: readonly string[]): readonly Finding[] {
	return ignored.map((what) => ({
		code: "cert.ignored",
		level: "note",
		text: `not used: ${what}`,
	}));
}

/** What becomes of the key's encryption. */
export function keyNotes(
	pair: Pair,
	encryptKey: Secret | undefined,
): readonly Finding[] {
	if (pair.from === "store") return [];
	const level = "note";
	if (encryptKey !== undefined) {
		const text = `the key of ${pair.file} is stored encrypted: the server needs the passphrase at each start`;
		return [{ code: "key.encrypted", level, text }];
	}
	if (!pair.key.encrypted) return [];
	const text = `the key in ${pair.file} was encrypted and is stored without a passphrase, for its owner's eyes only`;
	return [{ code: "key.decrypted", level, text }];
}
