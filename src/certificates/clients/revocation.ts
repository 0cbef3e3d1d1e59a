import {
	checkSignature,
	type SignatureCheck,
} from "../der/signed-structure.ts";
import type { RevocationList } from "./crl.ts";
import {
	isSameName,
	mayUseKey,
	type PathCertificate,
	serialKey,
} from "./path-certificate.ts";
import { certificateText, momentText } from "./path-words.ts";

/** Lists by the authorities' keys that were found to have signed them: hashing megabytes at each login would cost. */
const signedBy = new WeakMap<RevocationList, Map<string, string | undefined>>();

/**
 * Why a certificate may not be used by what the revocation lists say, as a whole sentence; undefined when they say
 * nothing against it. An authority of which no list was given has revoked nothing; one whose lists cannot be used has
 * refused everything, for nobody can say what they would have told.
 *
 * @see RFC 5280 §6.3
 */
export function revocationFault(question: {
	readonly certificate: PathCertificate;
	/** Who signed it, itself found good up to the root. */
	readonly issuer: PathCertificate;
	readonly crls: readonly RevocationList[];
	readonly nowMs: number;
	readonly signatures: SignatureCheck;
}): string | undefined {
	const { certificate, issuer, crls, nowMs, signatures } = question;
	const lists = crls.filter((one) => isSameName(one.issuer, issuer.subject));
	const [first] = lists;
	if (first === undefined) return undefined;
	const by = certificateText(issuer);
	const unusable = lists.find((one) => one.unusable !== undefined);
	if (unusable !== undefined) {
		return `${listText(unusable, by)} ${unusable.unusable}`;
	}
	const faults = lists.map((one) => signerFault(one, issuer, signatures));
	const signed = lists.filter((_, index) => faults[index] === undefined);
	if (signed.length === 0) return `${listText(first, by)} ${faults[0]}`;
	const [newest] = signed
		.filter(({ thisUpdateMs }) => thisUpdateMs <= nowMs)
		.toSorted((a, b) => b.thisUpdateMs - a.thisUpdateMs);
	if (newest === undefined) {
		return `${listText(first, by)} is dated in the future (${momentText(first.thisUpdateMs)}); check the clock`;
	}
	if (newest.nextUpdateMs === undefined) {
		return `${listText(newest, by)} does not say when the next one comes, so nobody knows whether it still holds`;
	}
	if (newest.nextUpdateMs < nowMs) {
		return `${listText(newest, by)} expired on ${momentText(newest.nextUpdateMs)}; get a new one`;
	}
	const revokedMs = newest.revokedMs.get(serialKey(certificate.serial));
	return revokedMs === undefined
		? undefined
		: `${certificateText(certificate)} was revoked on ${momentText(revokedMs)}, says ${newest.file}`;
}

function listText({ file }: RevocationList, by: string): string {
	return `the revocation list of ${by} in ${file}`;
}

/** Why the list is not the authority's own, as the end of a sentence. Authorities that share a name have other keys. */
function signerFault(
	list: RevocationList,
	issuer: PathCertificate,
	signatures: SignatureCheck,
): string | undefined {
	if (!mayUseKey(issuer, "crlSign")) {
		return "counts for nothing: that authority's key usage does not have cRLSign";
	}
	const known = signedBy.get(list) ?? new Map<string, string | undefined>();
	signedBy.set(list, known);
	if (!known.has(issuer.sha256)) {
		const verdict = checkSignature(list.structure, issuer, signatures);
		const fault =
			verdict.kind === "weak"
				? verdict.why
				: "was not signed by that authority's key";
		known.set(issuer.sha256, verdict.kind === "valid" ? undefined : fault);
	}
	return known.get(issuer.sha256);
}
