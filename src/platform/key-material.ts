import {
	createPrivateKey,
	createPublicKey,
	generateKeyPair,
	type KeyObject,
	type PrivateKeyInput,
	X509Certificate,
} from "node:crypto";
import { Secret } from "../base/index.ts";
import type {
	KeyInput,
	KeyMaterial,
	KeyReading,
} from "../certificates/index.ts";
import { deriveBytes } from "./key-derivation.ts";

/** {@link KeyMaterial} by `node:crypto`, which Bun and Deno both have. */
export const keyMaterial: KeyMaterial = {
	readPrivateKey,
	deriveBytes,
	generateRsa,
	isPair: (certificate, privateKey) =>
		yes(() =>
			new X509Certificate(certificate).checkPrivateKey(
				createPrivateKey(privateKey.reveal()),
			),
		),
	isIssuedBy: (certificate, issuer) =>
		yes(() => {
			const child = new X509Certificate(certificate);
			const parent = new X509Certificate(issuer);
			return child.checkIssued(parent) && child.verify(parent.publicKey);
		}),
};

/** What cannot be read is no pair and no issuer; both questions come after their own, better errors. */
function yes(question: () => boolean): boolean {
	try {
		return question();
	} catch {
		return false;
	}
}

function generateRsa(bits: number): Promise<Secret> {
	return new Promise((resolve, reject) => {
		generateKeyPair(
			"rsa",
			{
				modulusLength: bits,
				publicKeyEncoding: { type: "spki", format: "pem" },
				privateKeyEncoding: { type: "pkcs8", format: "pem" },
			},
			(error, _publicKey, privateKey) => {
				if (error === null) resolve(new Secret(privateKey));
				else reject(error);
			},
		);
	});
}

function readPrivateKey(key: KeyInput, passphrase?: Secret): KeyReading {
	const encrypted = isEncrypted(key);
	if (encrypted && passphrase === undefined) {
		return { status: "needs-passphrase" };
	}
	// The runtimes name the same failure differently, and Deno minds a passphrase that nobody needs.
	const used = encrypted ? passphrase : undefined;
	let reason = "";
	for (const input of inputsFor(key, used)) {
		try {
			return described(createPrivateKey(input), encrypted);
		} catch (error) {
			reason ||= error instanceof Error ? error.message : String(error);
		}
	}
	if (isUnsupported(reason)) return { status: "unsupported", reason };
	if (encrypted) return { status: "wrong-passphrase" };
	return { status: "unreadable", reason };
}

/** DER does not say which form it has, so each is tried; PEM does. */
function inputsFor(
	key: KeyInput,
	passphrase: Secret | undefined,
): readonly PrivateKeyInput[] {
	const extra =
		passphrase === undefined ? {} : { passphrase: passphrase.reveal() };
	if (key instanceof Secret) {
		return [{ key: key.reveal(), format: "pem", ...extra }];
	}
	const der = Buffer.from(key);
	const types = isEncrypted(key)
		? (["pkcs8"] as const)
		: (["pkcs8", "pkcs1", "sec1"] as const);
	return types.map((type) => ({ key: der, format: "der", type, ...extra }));
}

/** An EncryptedPrivateKeyInfo begins with two SEQUENCEs; every plain form has a version number within the first. */
function isEncrypted(key: KeyInput): boolean {
	if (key instanceof Secret) {
		return /BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type:.*ENCRYPTED/m.test(
			key.reveal(),
		);
	}
	const lengthBytes = (key[1] ?? 0) & 0x80 ? (key[1] ?? 0) & 0x7f : 0;
	return key[0] === 0x30 && key[2 + lengthBytes] === 0x30;
}

function described(key: KeyObject, encrypted: boolean): KeyReading {
	const pkcs8 = key.export({ type: "pkcs8", format: "pem" }).toString();
	const spki = createPublicKey(key).export({ type: "spki", format: "der" });
	return {
		status: "read",
		spki: new Uint8Array(spki),
		pkcs8: new Secret(pkcs8),
		encrypted,
	};
}

/** OpenSSL, BoringSSL and Deno say in these words that they know what it is and do not have it. */
function isUnsupported(reason: string): boolean {
	return /UNKNOWN_ALGORITHM|UNSUPPORTED|not supported yet|unknown cipher/.test(
		reason,
	);
}
