import { decodeUtf8, printable } from "../../base/index.ts";
import {
	childrenAs,
	type DerElement,
	objectIdOf,
	readDer,
	stringOf,
	TAG,
} from "../der/der.ts";
import { EXTENSION_OIDS, NAME_PARTS } from "../der/oids.ts";
import { formatDistinguishedName } from "../facts/distinguished-name.ts";
import type { Extensions } from "../facts/extensions.ts";
import { readGeneralNames } from "../facts/general-names.ts";
import type { CertificateName } from "../facts/names.ts";

/** What a client's certificate calls its owner, as far as a user may be found by it. */
export interface ClientNames {
	/**
	 * The whole distinguished name in one line, in the order in which it stands, as `cert inspect` shows it, but exact
	 * enough to be compared: parts that belong together are joined by `+`.
	 *
	 * @example "C=DE, O=A\\, B, CN=alice+UID=7"
	 */
	readonly subject: string;
	/** Undefined when there is none, when it cannot be read, and when there are several: nobody can say which is meant. */
	readonly commonName: string | undefined;
	/** Subject alternative names, letter for letter as they stand in the certificate. */
	readonly names: readonly CertificateName[];
	/** There are names with control characters (NUL above all) or broken letters in it; they are not among the others. */
	readonly isForged: boolean;
}

interface Part {
	readonly type: string;
	/** Undefined when it holds what no name may hold. */
	readonly value: string | undefined;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/**
 * The names of a client's certificate. A name that one reader ends at a NUL byte and another does not has let people
 * in as somebody else, so such names are told and left out.
 *
 * @throws {DerError}
 */
export function readClientNames(
	subject: DerElement,
	extensions: Extensions,
): ClientNames {
	const sets = readParts(subject);
	const parts = sets.flat();
	const common = parts.filter(({ type }) => type === "CN");
	const altNames = extensions.get(EXTENSION_OIDS.subjectAltName);
	const names =
		altNames === undefined ? [] : readGeneralNames(readDer(altNames.value));
	const cleanNames = names.filter(({ value }) => !CONTROL.test(value));
	return {
		subject: joinParts(sets),
		commonName: common.length === 1 ? common[0]?.value : undefined,
		// Those three forms are IA5String: a byte beyond ASCII has no meaning that two readers share.
		names: cleanNames.filter(({ value }) => /^[ -~]+$/.test(value)),
		isForged:
			cleanNames.length < names.length ||
			parts.some(({ value }) => value === undefined),
	};
}

function joinParts(sets: readonly (readonly Part[])[]): string {
	return sets
		.map((set) =>
			set
				.map(({ type, value = "?" }) =>
					formatDistinguishedName([{ type, value }]),
				)
				.join("+"),
		)
		.join(", ");
}

function readParts(name: DerElement): readonly (readonly Part[])[] {
	return childrenAs(TAG.sequence, name).map((set) =>
		childrenAs(TAG.set, set).map((pair) => {
			const [type, value] = childrenAs(TAG.sequence, pair);
			const oid = objectIdOf(type);
			return { type: NAME_PARTS[oid] ?? oid, value: exactText(value) };
		}),
	);
}

/** The text, every character of it: unlike a reader for people this one keeps a byte order mark and mends nothing. */
function exactText(value: DerElement | undefined): string | undefined {
	if (value === undefined) return undefined;
	const text =
		value.tag === TAG.utf8String ? decodeUtf8(value.content) : stringOf(value);
	return text !== undefined && isSound(text) ? text : undefined;
}

function isSound(text: string): boolean {
	return (
		printable(text) === text && !text.includes("\ufffd") && text.isWellFormed()
	);
}
