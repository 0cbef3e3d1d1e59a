import { describe, expect, test } from "bun:test";
import { Secret } from "../../src/base/index.ts";
import { TAG } from "../../src/certificates/der/der.ts";
import {
	writeDer,
	writeInteger,
	writeObjectId,
} from "../../src/certificates/der/der-writer.ts";
import type { NamedBytes } from "../../src/certificates/index.ts";
import {
	MOST_ROUNDS,
	roundsOf,
} from "../../src/certificates/keys/passphrase-cost.ts";
import { PASSPHRASE_OIDS } from "../../src/certificates/keys/passphrase-oids.ts";
import { macOf, plainPfx, secretOnly } from "./containers.ts";
import { selfSigned, workshop } from "./openssl.ts";
import { failureOf, storeOn } from "./store-kit.ts";

const sequence = (...parts: readonly Uint8Array[]): Uint8Array =>
	writeDer(TAG.sequence, ...parts);
const salt = writeDer(TAG.octetString, new Uint8Array(8));

/** An encrypted PKCS#8 key whose derivation has these parameters. */
function keyWith(oid: string, ...counts: readonly number[]): Uint8Array {
	const derivation = sequence(
		writeObjectId(oid),
		sequence(salt, ...counts.map(writeInteger)),
	);
	const cipher = sequence(
		writeObjectId(PASSPHRASE_OIDS.aes256Cbc),
		writeDer(TAG.octetString, new Uint8Array(16)),
	);
	return sequence(
		sequence(
			writeObjectId(PASSPHRASE_OIDS.pbes2),
			sequence(derivation, cipher),
		),
		writeDer(TAG.octetString, new Uint8Array(64)),
	);
}

/** The same under a scheme of PKCS#12. */
function oldKeyWith(rounds: number): Uint8Array {
	const parameters = sequence(salt, writeInteger(rounds));
	return sequence(
		sequence(writeObjectId(PASSPHRASE_OIDS.pkcs12Sha1TripleDes), parameters),
		writeDer(TAG.octetString, new Uint8Array(64)),
	);
}

/** A PKCS#12 file whose MAC asks for so many rounds. */
function pfxWith(rounds: number): Uint8Array {
	const bytes = plainPfx(secretOnly());
	// Version and content of the file without a MAC, behind its header.
	const start = (bytes[1] ?? 0) < 0x80 ? 2 : 2 + ((bytes[1] ?? 0) & 0x7f);
	const mac = macOf(new Uint8Array(8), new Uint8Array(20), rounds);
	return sequence(bytes.slice(start), mac);
}

/** No test waits for 2^31 rounds: each would take hours, and its time limit ends it. */
const HUGE = 2 ** 31 - 1;
const { pbkdf2, scrypt } = PASSPHRASE_OIDS;

const hostile: readonly (readonly [string, string, Uint8Array])[] = [
	["a key with PBKDF2", "key.unreadable", keyWith(pbkdf2, HUGE)],
	["a key with scrypt's time", "key.unreadable", keyWith(scrypt, 1024, 8, 9e6)],
	[
		"a key with scrypt's memory",
		"key.unreadable",
		keyWith(scrypt, 2 ** 24, 64, 1),
	],
	["a key of PKCS#12's schemes", "key.unreadable", oldKeyWith(HUGE)],
	["a PKCS#12 file", "cert.unreadable", pfxWith(HUGE)],
];

describe("a file that asks for endless work", () => {
	test.each(hostile)("%s ends in %s at once", async (_what, code, bytes) => {
		using shop = workshop();
		selfSigned(shop, "nas");
		const file = (name: string, content: Uint8Array): NamedBytes => ({
			...{ name, bytes: content },
		});
		const failure = await failureOf(
			(await storeOn()).planImport({
				files: [file("nas.crt", shop.bytes("nas.crt")), file("it", bytes)],
				passphrase: new Secret("x"),
			}),
		);
		expect(failure.code).toBe(code as never);
		expect(failure.why).toContain("more rounds of key derivation");
	});

	test("is no file that a program of good will writes", () => {
		const octets = new Uint8Array(8);
		const costs = [
			{ kind: "pbkdf2", hash: "sha256", salt: octets, iterations: 2_000_000 },
			{ kind: "pkcs12", hash: "sha1", salt: octets, iterations: 1_000_000 },
			{
				...({ kind: "scrypt", salt: octets, cost: 2 ** 17 } as const),
				...{ blockSize: 8, parallelization: 1 },
			},
		] as const;
		for (const derivation of costs) {
			expect(roundsOf(derivation)).toBeLessThanOrEqual(MOST_ROUNDS);
		}
		const none = { kind: "pbkdf2", hash: "sha1", salt: octets } as const;
		expect(roundsOf({ ...none, iterations: 0 })).toBe(Number.POSITIVE_INFINITY);
	});
});
