import type { Secret } from "../base/index.ts";

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

/** How a key is encrypted: how the passphrase becomes a key, and which cipher that is for. */
export interface KeyEncryption {
	readonly derivation:
		| {
				readonly kind: "pbkdf2";
				/** @example "sha256" */
				readonly hash: string;
				readonly salt: Uint8Array;
				readonly iterations: number;
		  }
		| {
				readonly kind: "scrypt";
				readonly salt: Uint8Array;
				readonly cost: number;
				readonly blockSize: number;
				readonly parallelization: number;
		  }
		/** RFC 7292 appendix B, with SHA-1; it makes the initialization vector as well. */
		| {
				readonly kind: "pkcs12";
				readonly salt: Uint8Array;
				readonly iterations: number;
		  };
	readonly cipher:
		| "aes-128-cbc"
		| "aes-192-cbc"
		| "aes-256-cbc"
		| "des-ede3-cbc";
	/** Undefined when the derivation makes it. */
	readonly iv: Uint8Array | undefined;
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
	 * Opens an encrypted PKCS#8 key. Each runtime's own reader lacks other ciphers and derivations; with this one the
	 * administrator sees the same on both.
	 * @returns the plain PKCS#8
	 */
	decryptKey(
		encryption: KeyEncryption,
		passphrase: Secret,
	): Uint8Array | "wrong-passphrase" | "unsupported";
	/** A new RSA key as unencrypted PKCS#8 PEM, made beside the event loop: 4096 bits take a second. */
	generateRsa(bits: number): Promise<Secret>;
	/** Whether the private key is the certificate's own. False when either cannot be read. */
	isPair(certificate: Uint8Array, privateKey: Secret): boolean;
	/** Whether `issuer` signed `certificate`: names, key identifiers and the signature. False when either cannot be read. */
	isIssuedBy(certificate: Uint8Array, issuer: Uint8Array): boolean;
}
