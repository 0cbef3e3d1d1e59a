import type { KeyEncryption } from "./key-material.ts";

/** Object identifiers of encryption by passphrase. @see RFC 8018 appendix C, RFC 7292 appendix C */
export const PASSPHRASE_OIDS = {
	pbes2: "1.2.840.113549.1.5.13",
	pbkdf2: "1.2.840.113549.1.5.12",
	scrypt: "1.3.6.1.4.1.11591.4.11",
	hmacSha256: "1.2.840.113549.2.9",
	aes256Cbc: "2.16.840.1.101.3.4.1.42",
	pkcs12Sha1TripleDes: "1.2.840.113549.1.12.1.3",
} as const;

/** The hash of PBKDF2's HMAC. @see RFC 8018 appendix B.1.2 */
export const PRF_HASHES: Readonly<Record<string, string>> = {
	"1.2.840.113549.2.7": "sha1",
	"1.2.840.113549.2.8": "sha224",
	[PASSPHRASE_OIDS.hmacSha256]: "sha256",
	"1.2.840.113549.2.10": "sha384",
	"1.2.840.113549.2.11": "sha512",
};

/** Ciphers of PBES2. */
export const PBES2_CIPHERS: Readonly<Record<string, KeyEncryption["cipher"]>> =
	{
		"2.16.840.1.101.3.4.1.2": "aes-128-cbc",
		"2.16.840.1.101.3.4.1.22": "aes-192-cbc",
		[PASSPHRASE_OIDS.aes256Cbc]: "aes-256-cbc",
		"1.2.840.113549.3.7": "des-ede3-cbc",
		"1.3.14.3.2.7": "des-cbc",
	};

interface OldScheme {
	readonly kind: "pkcs12" | "pbkdf1";
	readonly hash: "md5" | "sha1";
	readonly cipher: KeyEncryption["cipher"];
}

/** Schemes that name derivation and cipher in one: PBES1, and those of PKCS#12. */
export const OLD_SCHEMES: Readonly<Record<string, OldScheme>> = {
	"1.2.840.113549.1.5.3": { kind: "pbkdf1", hash: "md5", cipher: "des-cbc" },
	"1.2.840.113549.1.5.6": { kind: "pbkdf1", hash: "md5", cipher: "rc2-64-cbc" },
	"1.2.840.113549.1.5.10": { kind: "pbkdf1", hash: "sha1", cipher: "des-cbc" },
	"1.2.840.113549.1.5.11": {
		kind: "pbkdf1",
		hash: "sha1",
		cipher: "rc2-64-cbc",
	},
	[PASSPHRASE_OIDS.pkcs12Sha1TripleDes]: {
		kind: "pkcs12",
		hash: "sha1",
		cipher: "des-ede3-cbc",
	},
	"1.2.840.113549.1.12.1.5": {
		kind: "pkcs12",
		hash: "sha1",
		cipher: "rc2-128-cbc",
	},
	"1.2.840.113549.1.12.1.6": {
		kind: "pkcs12",
		hash: "sha1",
		cipher: "rc2-40-cbc",
	},
};

/** Ciphers of old encrypted PEM by the name in its DEK-Info line. */
export const OLD_PEM_CIPHERS: Readonly<
	Record<string, KeyEncryption["cipher"]>
> = {
	"AES-128-CBC": "aes-128-cbc",
	"AES-192-CBC": "aes-192-cbc",
	"AES-256-CBC": "aes-256-cbc",
	"DES-EDE3-CBC": "des-ede3-cbc",
	"DES-CBC": "des-cbc",
};

/** Hashes of PKCS#12's MAC, with WebCrypto's names for them and the length of their keys. */
export const MAC_HASHES: Readonly<Record<string, MacHash>> = {
	"1.3.14.3.2.26": { hash: "sha1", webName: "SHA-1", bytes: 20 },
	"2.16.840.1.101.3.4.2.1": { hash: "sha256", webName: "SHA-256", bytes: 32 },
	"2.16.840.1.101.3.4.2.2": { hash: "sha384", webName: "SHA-384", bytes: 48 },
	"2.16.840.1.101.3.4.2.3": { hash: "sha512", webName: "SHA-512", bytes: 64 },
};

export interface MacHash {
	readonly hash: string;
	readonly webName: string;
	readonly bytes: number;
}
