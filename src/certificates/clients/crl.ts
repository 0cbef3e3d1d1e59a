import {
	childrenAs,
	childrenOf,
	type DerElement,
	DerError,
	readDer,
	smallInteger,
	TAG,
	timeOf,
} from "../der/der.ts";
import {
	checkAlgorithms,
	readSignedStructure,
	type SignedStructure,
} from "../der/signed-structure.ts";
import { type Extensions, readExtensionList } from "../facts/extensions.ts";
import { serialKey } from "./path-certificate.ts";

/** A certificate revocation list (CRL): an authority's word on which of its certificates count no longer. */
export interface RevocationList {
	/** The file that it was read from, for messages. */
	readonly file: string;
	readonly structure: SignedStructure;
	/** The authority's name: the list is about what that authority signed, and about nothing else. */
	readonly issuer: DerElement;
	readonly thisUpdateMs: number;
	/** When the next list comes at the latest; undefined when it does not say. */
	readonly nextUpdateMs: number | undefined;
	/** When each was revoked, by the serial number as `serialKey` gives it. */
	readonly revokedMs: ReadonlyMap<string, number>;
	/** Why the list does not say all about its authority, as the end of a sentence that begins with the list. */
	readonly unusable: string | undefined;
}

const DELTA_INDICATOR = "2.5.29.27";
const DISTRIBUTION_POINT = "2.5.29.28";
const CERTIFICATE_ISSUER = "2.5.29.29";

/** Extensions of a list that need no action here: its number, which key signed it. */
const KNOWN = ["2.5.29.20", "2.5.29.35"];

/** Extensions of an entry that take nothing back: reason, date. */
const KNOWN_IN_ENTRY = ["2.5.29.21", "2.5.29.24"];

/**
 * Reads a revocation list (DER). Nothing is verified but its form.
 *
 * @throws {DerError}
 * @see RFC 5280 §5.1
 */
export function readRevocationList(
	bytes: Uint8Array,
	file: string,
): RevocationList {
	const structure = readSignedStructure(bytes.slice());
	const parts = [...structure.body];
	const takeWhen = (...tags: readonly number[]): DerElement | undefined =>
		tags.includes(parts[0]?.tag ?? 0) ? parts.shift() : undefined;
	const version = takeWhen(TAG.integer);
	if (version !== undefined && smallInteger(version) !== 1) {
		throw new DerError("a version of revocation lists that is not known");
	}
	checkAlgorithms(structure, takeWhen(TAG.sequence));
	const issuer = takeWhen(TAG.sequence);
	if (issuer === undefined) throw new DerError("the issuer is missing");
	const thisUpdateMs = timeOf(takeWhen(TAG.utcTime, TAG.generalizedTime));
	const nextUpdate = takeWhen(TAG.utcTime, TAG.generalizedTime);
	const entries = takeWhen(TAG.sequence);
	const extensions = takeWhen(TAG.context0);
	if (parts.length > 0) throw new DerError("something follows the list");
	const list = readExtensionList(
		extensions === undefined ? undefined : childrenOf(extensions)[0],
	);
	const { revokedMs, unusable } = readEntries(entries);
	return {
		file,
		structure,
		issuer,
		thisUpdateMs,
		nextUpdateMs: nextUpdate === undefined ? undefined : timeOf(nextUpdate),
		revokedMs,
		unusable: reasonAgainst(list) ?? unusable,
	};
}

function readEntries(
	entries: DerElement | undefined,
): Pick<RevocationList, "revokedMs" | "unusable"> {
	const revokedMs = new Map<string, number>();
	let unusable: string | undefined;
	if (entries === undefined) return { revokedMs, unusable };
	for (const entry of childrenOf(entries)) {
		const [serial, date, extensions] = childrenAs(TAG.sequence, entry);
		if (serial === undefined) throw new DerError("a serial number is missing");
		revokedMs.set(serialKey(serial), timeOf(date));
		if (extensions !== undefined) {
			unusable ??= reasonAgainstEntry(readExtensionList(extensions));
		}
	}
	return { revokedMs, unusable };
}

function reasonAgainst(extensions: Extensions): string | undefined {
	if (extensions.has(DELTA_INDICATOR)) {
		return "is a delta list, which holds changes only; give the complete list";
	}
	const point = extensions.get(DISTRIBUTION_POINT);
	if (point !== undefined) {
		const parts = childrenAs(TAG.sequence, readDer(point.value));
		// indirectCRL [4] BOOLEAN
		const isIndirect = parts.some(
			({ tag, content }) => tag === 0x84 && content[0] !== 0,
		);
		return isIndirect
			? "is an indirect list (of several authorities), which is not supported"
			: "covers a part of the certificates only (issuing distribution point), which is not supported";
	}
	return unknownCritical(extensions, KNOWN);
}

function reasonAgainstEntry(extensions: Extensions): string | undefined {
	return extensions.has(CERTIFICATE_ISSUER)
		? "is an indirect list (of several authorities), which is not supported"
		: unknownCritical(extensions, KNOWN_IN_ENTRY);
}

function unknownCritical(
	extensions: Extensions,
	known: readonly string[],
): string | undefined {
	for (const [oid, { isCritical }] of extensions) {
		if (isCritical && !known.includes(oid)) {
			return `has the critical extension ${oid}, which is not supported`;
		}
	}
	return undefined;
}
