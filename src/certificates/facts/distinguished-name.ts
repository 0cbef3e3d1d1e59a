import { printable } from "../../base/index.ts";
import {
	childrenAs,
	type DerElement,
	objectIdOf,
	stringOf,
	TAG,
} from "../der/der.ts";
import { NAME_PARTS } from "../der/oids.ts";

/** One part of a distinguished name. */
export interface NamePart {
	/** Its short name, or its OID. @example "CN" */
	readonly type: string;
	readonly value: string;
}

/** The parts of a Name in the order in which they stand. @throws {DerError} @see RFC 5280 §4.1.2.4 */
export function readDistinguishedName(
	name: DerElement | undefined,
): readonly NamePart[] {
	return childrenAs(TAG.sequence, name)
		.flatMap((set) => childrenAs(TAG.set, set))
		.map((pair) => {
			const [type, value] = childrenAs(TAG.sequence, pair);
			const oid = objectIdOf(type);
			return {
				type: NAME_PARTS[oid] ?? oid,
				value: value === undefined ? "" : stringOf(value),
			};
		});
}

/**
 * A distinguished name in one line, for people: control characters replaced, separators escaped.
 *
 * @example formatDistinguishedName([{ type: "CN", value: "nas.local" }, { type: "O", value: "A, B" }]) === "CN=nas.local, O=A\\, B"
 */
export function formatDistinguishedName(parts: readonly NamePart[]): string {
	return parts
		.map(
			({ type, value }) =>
				`${type}=${printable(value).replace(/[\\,+"<>;=]/g, "\\$&")}`,
		)
		.join(", ");
}
