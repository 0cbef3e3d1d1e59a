import {
	bitStringBytes,
	childrenAs,
	integerBits,
	objectIdOf,
	readDer,
	TAG,
} from "../der/der.ts";
import { CURVES, KEY_OIDS } from "../der/oids.ts";

/** What kind of key a public key is. */
export interface PublicKeyFacts {
	readonly kind: "rsa" | "rsa-pss" | "ec" | "ed25519" | "ed448" | "other";
	/** Length of the modulus; RSA only. */
	readonly bits?: number;
	/** NIST's name where there is one, else the OID; EC only. @example "P-256" */
	readonly curve?: string;
	/** For people. @example "RSA 2048", "EC P-256", "Ed25519" */
	readonly description: string;
}

/** The shortest RSA key that still protects anything. @see RFC 9325 §4.5 */
export const LEAST_RSA_BITS = 2048;

/**
 * What the bytes of a SubjectPublicKeyInfo say about the key.
 *
 * @throws {DerError} when they are none
 * @see RFC 5280 §4.1.2.7
 */
export function describePublicKey(spki: Uint8Array): PublicKeyFacts {
	const [algorithm, key] = childrenAs(TAG.sequence, readDer(spki));
	const [type, parameters] = childrenAs(TAG.sequence, algorithm);
	const oid = objectIdOf(type);
	if (oid === KEY_OIDS.ed25519) {
		return { kind: "ed25519", description: "Ed25519" };
	}
	if (oid === KEY_OIDS.ed448) return { kind: "ed448", description: "Ed448" };
	if (oid === KEY_OIDS.ec) {
		const curveOid =
			parameters?.tag === TAG.objectId ? objectIdOf(parameters) : undefined;
		const curve =
			curveOid === undefined
				? "explicit parameters"
				: (CURVES[curveOid] ?? curveOid);
		return { kind: "ec", curve, description: `EC ${curve}` };
	}
	if (oid !== KEY_OIDS.rsa && oid !== KEY_OIDS.rsaPss) {
		return { kind: "other", description: `key of type ${oid}` };
	}
	const [modulus] = childrenAs(TAG.sequence, readDer(bitStringBytes(key)));
	const bits = integerBits(modulus);
	return oid === KEY_OIDS.rsa
		? { kind: "rsa", bits, description: `RSA ${bits}` }
		: { kind: "rsa-pss", bits, description: `RSA-PSS ${bits}` };
}

/** Whether nobody should trust the key any more: RSA under {@link LEAST_RSA_BITS}. */
export function isWeak(key: PublicKeyFacts): boolean {
	return key.bits !== undefined && key.bits < LEAST_RSA_BITS;
}

/** Whether TLS can serve with it on every runtime that the server runs on. */
export function isServable(key: PublicKeyFacts): boolean {
	if (key.kind === "rsa" || key.kind === "ed25519") return true;
	return key.kind === "ec" && /^P-(256|384|521)$/.test(key.curve ?? "");
}
