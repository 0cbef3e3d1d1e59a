import {
	childrenAs,
	type DerElement,
	DerError,
	objectIdOf,
	TAG,
} from "../der/der.ts";

/** One extension of a certificate, of a revocation list, or of an entry in one. */
export interface Extension {
	/** Who does not know it must not go on. */
	readonly isCritical: boolean;
	/** What the OCTET STRING holds: DER for every extension that RFC 5280 knows, anything at all for others. */
	readonly value: Uint8Array;
}

/** Extensions by their OID. */
export type Extensions = ReadonlyMap<string, Extension>;

/**
 * Reads a SEQUENCE OF Extension, with what {@link Extension.isCritical} says; the values stay unread.
 *
 * @throws {DerError} also when one comes twice: two readers might each believe another one
 * @see RFC 5280 §4.2
 */
export function readExtensionList(list: DerElement | undefined): Extensions {
	if (list === undefined) return new Map();
	const found = new Map<string, Extension>();
	for (const one of childrenAs(TAG.sequence, list)) {
		const [id, ...rest] = childrenAs(TAG.sequence, one);
		const oid = objectIdOf(id);
		const flag = rest.length === 2 ? rest[0] : undefined;
		const value = rest.at(-1);
		if (rest.length > 2 || value?.tag !== TAG.octetString) {
			throw new DerError("an extension has no value");
		}
		if (flag !== undefined && flag.tag !== TAG.boolean) {
			throw new DerError("an extension's critical mark is none");
		}
		if (found.has(oid)) throw new DerError(`extension ${oid} comes twice`);
		const isCritical = flag !== undefined && flag.content[0] !== 0;
		found.set(oid, { isCritical, value: value.content });
	}
	return found;
}
