import { OperatorError, Secret } from "../../base/index.ts";
import { encodePem } from "../der/pem.ts";
import type { KeyMaterial } from "./key-material.ts";

/** The kinds of keys that can be made. */
export type KeyAlgorithm =
	| "ecdsa-p256"
	| "ecdsa-p384"
	| "rsa-2048"
	| "rsa-3072"
	| "rsa-4096"
	| "ed25519";

/** What to tell someone who chooses a key. */
export interface KeyAlgorithmFacts {
	readonly label: string;
	/** When to take it. */
	readonly about: string;
	/** What may go wrong with it. */
	readonly warning?: string;
}

/** Every algorithm, in the order in which it should be offered. */
export const KEY_ALGORITHMS: Readonly<Record<KeyAlgorithm, KeyAlgorithmFacts>> =
	{
		"ecdsa-p256": {
			label: "EC P-256",
			about: "Small and fast, read by every client since about 2012.",
		},
		"ecdsa-p384": {
			label: "EC P-384",
			about: "For rules that ask for 192 bits of security.",
		},
		"rsa-2048": {
			label: "RSA 2048",
			about: "For the oldest clients; the least that still protects.",
		},
		"rsa-3072": {
			label: "RSA 3072",
			about: "For rules that ask for RSA beyond the year 2030.",
		},
		"rsa-4096": {
			label: "RSA 4096",
			about: "As rsa-3072, but every login costs the server more.",
		},
		ed25519: {
			label: "Ed25519",
			about: "Modern; for clients that you choose yourself.",
			warning:
				"Many FTP clients, and everything on Windows' own TLS, cannot connect to a server with an Ed25519 certificate. No public authority signs one.",
		},
	};

/** @throws {OperatorError} usage.invalid with what there is; RSA keys that are too short are refused with the reason */
export function parseKeyAlgorithm(text: string): KeyAlgorithm {
	const known = Object.keys(KEY_ALGORITHMS) as KeyAlgorithm[];
	const found = known.find((algorithm) => algorithm === text.toLowerCase());
	if (found !== undefined) return found;
	const isShort = /^rsa-?(512|768|1024|1536)$/i.test(text);
	throw new OperatorError("usage.invalid", `no key of kind "${text}" is made`, {
		why: isShort
			? "an RSA key under 2048 bits can be broken, and clients refuse it"
			: `expected one of ${known.join(", ")}`,
		fix: isShort
			? "--key rsa-2048 is the shortest RSA key"
			: "--key ecdsa-p256",
	});
}

/**
 * Makes a private key: EC and Ed25519 by WebCrypto, RSA by the runtime's thread pool, because
 * WebCrypto's RSA stops Bun's event loop for as long as 1.6 s.
 *
 * @returns unencrypted PKCS#8 as PEM
 */
export async function generateKey(
	algorithm: KeyAlgorithm,
	keys: Pick<KeyMaterial, "generateRsa">,
): Promise<Secret> {
	switch (algorithm) {
		case "rsa-2048":
			return keys.generateRsa(2048);
		case "rsa-3072":
			return keys.generateRsa(3072);
		case "rsa-4096":
			return keys.generateRsa(4096);
		case "ed25519":
			return exported(
				await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]),
			);
		case "ecdsa-p256":
			return generateEc("P-256");
		case "ecdsa-p384":
			return generateEc("P-384");
	}
}

async function generateEc(namedCurve: string): Promise<Secret> {
	return exported(
		await crypto.subtle.generateKey({ name: "ECDSA", namedCurve }, true, [
			"sign",
			"verify",
		]),
	);
}

async function exported(pair: CryptoKey | CryptoKeyPair): Promise<Secret> {
	if (!("privateKey" in pair)) throw new Error("no key pair was made");
	const der = await crypto.subtle.exportKey("pkcs8", pair.privateKey);
	return new Secret(encodePem("PRIVATE KEY", new Uint8Array(der)));
}
