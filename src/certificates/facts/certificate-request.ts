import {
	childrenAs,
	childrenOf,
	DerError,
	objectIdOf,
	readDer,
	TAG,
} from "../der/der.ts";
import { sha256Hex } from "../der/digest.ts";
import { EXTENSION_OIDS } from "../der/oids.ts";
import { extensionValues } from "./certificate-facts.ts";
import {
	formatDistinguishedName,
	type NamePart,
	readDistinguishedName,
} from "./distinguished-name.ts";
import { readGeneralNames } from "./general-names.ts";
import type { CertificateName } from "./names.ts";
import { describePublicKey, type PublicKeyFacts } from "./public-key.ts";

/** What a PKCS#10 request asks for. Its signature is not verified here. */
export interface RequestFacts {
	/** For people, one line. */
	readonly subject: string;
	readonly subjectParts: readonly NamePart[];
	readonly names: readonly CertificateName[];
	readonly spkiSha256: string;
	readonly key: PublicKeyFacts;
}

/** `extensionRequest`: the attribute that carries the extensions asked for. */
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

/**
 * Reads a request.
 *
 * @throws {DerError} when the bytes are none
 * @see RFC 2986 §4
 */
export async function readRequest(bytes: Uint8Array): Promise<RequestFacts> {
	const [body] = childrenAs(TAG.sequence, readDer(bytes));
	const [version, subject, spki, attributes] = childrenAs(TAG.sequence, body);
	if (version?.tag !== TAG.integer || spki === undefined) {
		throw new DerError("parts of a request are missing");
	}
	const wanted = (attributes === undefined ? [] : childrenOf(attributes))
		.map((attribute) => childrenAs(TAG.sequence, attribute))
		.find(([type]) => objectIdOf(type) === EXTENSION_REQUEST)?.[1];
	const altNames = extensionValues(wanted).get(EXTENSION_OIDS.subjectAltName);
	const subjectParts = readDistinguishedName(subject);
	return {
		subject: formatDistinguishedName(subjectParts),
		subjectParts,
		names: altNames === undefined ? [] : readGeneralNames(altNames),
		spkiSha256: await sha256Hex(spki.whole),
		key: describePublicKey(spki.whole),
	};
}
