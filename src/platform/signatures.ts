import { constants, createPublicKey, verify } from "node:crypto";
import type { SignatureCheck } from "../certificates/index.ts";

/**
 * {@link SignatureCheck} by `node:crypto`, whose `verify` Bun and Deno both have. Not `X509Certificate.verify`:
 * it takes SHA-1 as well, knows no revocation lists, and each runtime knows other algorithms there.
 */
export const signatureCheck: SignatureCheck = {
	isValid({ signed, signature, scheme, spki }) {
		try {
			const key = createPublicKey({
				key: Buffer.from(spki),
				format: "der",
				type: "spki",
			});
			if (scheme.kind === "ed25519") {
				return verify(null, signed, key, signature);
			}
			if (scheme.kind !== "rsa-pss") {
				return verify(scheme.hash, signed, key, signature);
			}
			const padding = constants.RSA_PKCS1_PSS_PADDING;
			const { hash, saltBytes: saltLength } = scheme;
			return verify(hash, signed, { key, padding, saltLength }, signature);
		} catch {
			// A key or a signature that cannot be read verifies nothing.
			return false;
		}
	},
};
