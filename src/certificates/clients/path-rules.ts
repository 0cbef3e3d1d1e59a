import { EXTENSION_OIDS } from "../der/oids.ts";
import { isServable, isWeak } from "../facts/public-key.ts";
import {
	isSelfIssued,
	mayUseKey,
	type PathCertificate,
} from "./path-certificate.ts";
import { certificateText, momentText } from "./path-words.ts";

/** Critical extensions that are obeyed. Key identifiers are hints; RFC 5280 wants them uncritical, and nothing is lost otherwise. */
const OBEYED: readonly string[] = [
	EXTENSION_OIDS.basicConstraints,
	EXTENSION_OIDS.keyUsage,
	EXTENSION_OIDS.extendedKeyUsage,
	EXTENSION_OIDS.subjectAltName,
];

const NAME_CONSTRAINTS = "2.5.29.30";
const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const ANY_PURPOSE = "2.5.29.37.0";

/**
 * Why the certificates of a path may not be used together, as a sentence; undefined when nothing speaks against it.
 * Signatures and revocation are not looked at here.
 *
 * @param path leaf first, root last
 * @see RFC 5280 §6.1
 */
export function pathFault(
	path: readonly PathCertificate[],
	nowMs: number,
): string | undefined {
	for (const [index, certificate] of path.entries()) {
		const fault =
			ownFault(certificate, nowMs) ??
			(index === 0
				? leafFault(certificate)
				: issuerFault(certificate, path.slice(1, index)));
		if (fault !== undefined) return `${certificateText(certificate)} ${fault}`;
	}
	return undefined;
}

/** What no certificate of a path may have, whatever its place. */
function ownFault(
	{ notBeforeMs, notAfterMs, key, extensions, purposes }: PathCertificate,
	nowMs: number,
): string | undefined {
	if (nowMs < notBeforeMs) {
		return `is not valid before ${momentText(notBeforeMs)}; check the clock`;
	}
	if (nowMs > notAfterMs) return `expired on ${momentText(notAfterMs)}`;
	if (isWeak(key)) {
		return `has a key of ${key.bits} bits; RSA needs 2048 at least`;
	}
	if (!isServable(key)) {
		return `has a key that is not supported (${key.description})`;
	}
	if (extensions.has(NAME_CONSTRAINTS)) {
		return "has name constraints, which are not supported";
	}
	for (const [oid, { isCritical }] of extensions) {
		if (isCritical && !OBEYED.includes(oid)) {
			return `has the critical extension ${oid}, which is not supported`;
		}
	}
	const isForClients =
		purposes === undefined ||
		purposes.includes(CLIENT_AUTH) ||
		purposes.includes(ANY_PURPOSE);
	return isForClients
		? undefined
		: "is not for clients: its extended key usage does not have clientAuth";
}

function leafFault(leaf: PathCertificate): string | undefined {
	if (leaf.constraints?.isCa) {
		return "is an authority's own certificate (CA:TRUE); a client needs one with CA:FALSE";
	}
	if (!mayUseKey(leaf, "digitalSignature")) {
		return "may not sign a handshake: its key usage does not have digitalSignature";
	}
	return leaf.names.isForged
		? "has a name with control characters or broken letters in it"
		: undefined;
}

function issuerFault(
	issuer: PathCertificate,
	below: readonly PathCertificate[],
): string | undefined {
	if (issuer.version !== 3) {
		return `may not sign others: it is of version ${issuer.version}, which cannot say that it is an authority`;
	}
	if (!issuer.constraints?.isCa) {
		return "may not sign others: it is no authority (basicConstraints CA:TRUE)";
	}
	if (!mayUseKey(issuer, "keyCertSign")) {
		return "may not sign others: its key usage does not have keyCertSign";
	}
	const most = issuer.constraints.pathLength ?? Number.POSITIVE_INFINITY;
	const depth = below.filter((one) => !isSelfIssued(one)).length;
	return depth > most
		? `allows ${most} authorities below it (pathlen), and there are ${depth}`
		: undefined;
}
