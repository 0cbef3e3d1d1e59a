import { OperatorError, type Secret } from "../../base/index.ts";
import { encodePem } from "../der/pem.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import type { CertificateName } from "../facts/names.ts";
import { keyText } from "../facts/sentences.ts";
import type { KeyMaterial } from "../keys/key-material.ts";
import { type PrivateKeyFacts, readKey } from "../keys/private-key.ts";
import { certificatesIn, keyIn } from "./stored-blocks.ts";
import { pathOf, type StoredFiles } from "./stored-files.ts";

/** A certificate with its key, ready to be served. */
export interface CertificateFile {
	/** Its name in the store. */
	readonly name: string;
	/** Leaf, then intermediates, as clean PEM. */
	readonly certificatePem: string;
	/** Unencrypted PKCS#8. */
	readonly keyPem: Secret;
	/** Fingerprint of the leaf, lower-case hex. */
	readonly sha256: string;
	readonly names: readonly CertificateName[];
	readonly notBeforeMs: number;
	readonly notAfterMs: number;
	readonly leaf: CertificateFacts;
	/** What follows the leaf in the file. */
	readonly intermediates: readonly CertificateFacts[];
}

/** How a pair is read. */
export interface LoadOptions {
	readonly passphrase?: Secret;
}

/**
 * Reads a stored certificate and its key and makes sure that they belong together. Dates and strength are
 * {@link checkServable}'s matter, so that an expired certificate can still be shown and renewed.
 *
 * @throws {OperatorError} cert.no-key, cert.unreadable, key.unreadable, cert.key-encrypted, cert.bad-passphrase, cert.key-mismatch
 */
export async function readPair(
	files: StoredFiles & { readonly crt: Uint8Array },
	keys: KeyMaterial,
	options: LoadOptions = {},
): Promise<CertificateFile> {
	const { name } = files;
	const crt = pathOf(name, "crt");
	const keyFile = pathOf(name, "key");
	const [leaf, ...intermediates] = await certificatesIn(files.crt, crt);
	if (leaf === undefined) throw new Error("certificatesIn gave none");
	if (files.key === undefined) {
		throw new OperatorError("cert.no-key", `${crt} has no private key`, {
			why: `there is no ${keyFile}; the key has to make public key ${keyText(leaf.spkiSha256, leaf.key)}`,
			fix: `oceanftp cert import ${name}.crt ${name}.key`,
		});
	}
	const key = await readKey(
		{ key: keyIn(files.key, keyFile), file: keyFile, ...options },
		keys,
	);
	if (!belongTogether(leaf, key, keys)) {
		throw keyMismatch({ file: crt, leaf }, { file: keyFile, key });
	}
	return {
		name,
		certificatePem: [leaf, ...intermediates]
			.map(({ der }) => encodePem("CERTIFICATE", der))
			.join(""),
		keyPem: key.pkcs8,
		sha256: leaf.sha256,
		names: leaf.names,
		notBeforeMs: leaf.notBeforeMs,
		notAfterMs: leaf.notAfterMs,
		leaf,
		intermediates,
	};
}

/** Whether the key is the certificate's. Equal bytes decide at once; a curve point may be written in two ways, so unequal ones do not. */
export function belongTogether(
	leaf: Pick<CertificateFacts, "der" | "spkiSha256">,
	key: Pick<PrivateKeyFacts, "pkcs8" | "spkiSha256">,
	keys: Pick<KeyMaterial, "isPair">,
): boolean {
	return leaf.spkiSha256 === key.spkiSha256 || keys.isPair(leaf.der, key.pkcs8);
}

/** The error for two files that are no pair, with both public keys. */
export function keyMismatch(
	certificate: { readonly file: string; readonly leaf: CertificateFacts },
	privateKey: { readonly file: string; readonly key: PrivateKeyFacts },
	fix?: string,
): OperatorError {
	const { file, leaf } = certificate;
	const { key } = privateKey;
	const holds = keyText(leaf.spkiSha256, leaf.key);
	const makes = keyText(key.spkiSha256, key.key);
	return new OperatorError(
		"cert.key-mismatch",
		`${file} and ${privateKey.file} are not a pair`,
		{
			why: `${file} holds public key ${holds}; ${privateKey.file} makes ${makes}`,
			...(fix === undefined ? {} : { fix }),
		},
	);
}
