import type { Secret } from "../../base/index.ts";

/** A private key as it was found: PEM text with exactly one key block, or DER of whatever form. */
export type KeyInput = Secret | Uint8Array;

/** What came of reading a private key. */
export type KeyReading =
	| {
			readonly status: "read";
			/** The public half as SubjectPublicKeyInfo. */
			readonly spki: Uint8Array;
			/** The key in the one form that everything else reads: unencrypted PKCS#8, PEM. */
			readonly pkcs8: Secret;
			/** It was encrypted as it was found. */
			readonly encrypted: boolean;
	  }
	| { readonly status: "needs-passphrase" }
	/** Or damaged within the encryption, which nobody can tell apart. */
	| { readonly status: "wrong-passphrase" }
	/** A key, but of a kind or under a cipher that this runtime does not have. */
	| { readonly status: "unsupported"; readonly reason: string }
	| { readonly status: "unreadable"; readonly reason: string };

/** How bytes of a key are made from a passphrase. Counts come from files, so see passphrase-cost.ts before use. */
export type KeyDerivation =
	/** RFC 8018 §5.2. */
	| {
			readonly kind: "pbkdf2";
			/** @example "sha256" */
			readonly hash: string;
			readonly salt: Uint8Array;
			readonly iterations: number;
	  }
	/** RFC 7914. */
	| {
			readonly kind: "scrypt";
			readonly salt: Uint8Array;
			readonly cost: number;
			readonly blockSize: number;
			readonly parallelization: number;
	  }
	/** RFC 7292 appendix B; it makes the initialization vector as well. */
	| {
			readonly kind: "pkcs12";
			readonly hash: string;
			readonly salt: Uint8Array;
			readonly iterations: number;
	  }
	/** RFC 8018 §5.1, sixteen bytes: eight of key, eight of initialization vector. */
	| {
			readonly kind: "pbkdf1";
			readonly hash: string;
			readonly salt: Uint8Array;
			readonly iterations: number;
	  }
	/** What OpenSSL did for old encrypted PEM: MD5, once. */
	| { readonly kind: "old-pem"; readonly salt: Uint8Array };

/** Bytes wanted from a passphrase. */
export interface DerivationWish {
	readonly derivation: KeyDerivation;
	/** Undefined is not the same as an empty one in PKCS#12. */
	readonly passphrase: Secret | undefined;
	/** RFC 7292 makes other bytes for each purpose; PBKDF1 has a vector behind its key; the rest have keys only. */
	readonly purpose: "key" | "iv" | "mac";
	readonly bytes: number;
}

/** Ciphers that WebCrypto has (ciphers.ts). All in CBC mode with PKCS#7 padding. */
export type CommonCipher =
	| "aes-128-cbc"
	| "aes-192-cbc"
	| "aes-256-cbc"
	| "des-ede3-cbc";

/** Ciphers of old files that neither WebCrypto nor every runtime has (rare-ciphers.ts). */
export type RareCipher =
	| "des-cbc"
	| "rc2-40-cbc"
	| "rc2-64-cbc"
	| "rc2-128-cbc";

/** How something is encrypted: how the passphrase becomes a key, and which cipher that is for. */
export interface KeyEncryption {
	readonly derivation: KeyDerivation;
	readonly cipher: CommonCipher | RareCipher;
	/** Undefined when the derivation makes it. */
	readonly iv: Uint8Array | undefined;
	readonly data: Uint8Array;
}

/** One run of a cipher. */
export interface CipherJob<Cipher extends string = CommonCipher> {
	readonly cipher: Cipher;
	readonly key: Uint8Array;
	readonly iv: Uint8Array;
	readonly data: Uint8Array;
}

/**
 * What WebCrypto cannot do with keys, or not well: reading the many forms of private keys, making RSA keys
 * without stopping the event loop, and comparing and verifying in the way that TLS itself will. Platform gives it.
 */
export interface KeyMaterial {
	/** PKCS#1, SEC1, PKCS#8, encrypted PKCS#8 and old encrypted PEM. Never throws for what the bytes hold. */
	readPrivateKey(key: KeyInput, passphrase?: Secret): KeyReading;
	/**
	 * Bytes made from a passphrase, beside the event loop where they take long. Each runtime's own reader of encrypted
	 * keys lacks other ciphers and derivations; with this and ciphers.ts the administrator sees the same on all.
	 * @returns undefined when the runtime refuses the parameters
	 */
	deriveBytes(wish: DerivationWish): Promise<Uint8Array | undefined>;
	/** A new RSA key as unencrypted PKCS#8 PEM, made beside the event loop: 4096 bits take a second. */
	generateRsa(bits: number): Promise<Secret>;
	/** Whether the private key is the certificate's own. False when either cannot be read. */
	isPair(certificate: Uint8Array, privateKey: Secret): boolean;
	/** Whether `issuer` signed `certificate`: names, key identifiers and the signature. False when either cannot be read. */
	isIssuedBy(certificate: Uint8Array, issuer: Uint8Array): boolean;
}
