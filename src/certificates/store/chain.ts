import type { CertificateFacts } from "../facts/certificate-facts.ts";
import type { Finding } from "../facts/findings.ts";
import type { KeyMaterial } from "../keys/key-material.ts";

/** A leaf's chain as a server has to send it. */
export interface Chain {
	/** Each signs the one before it, the first the leaf. Without a root: clients have it, or will not trust it. */
	readonly intermediates: readonly CertificateFacts[];
	/** Certificates that were given and are no part of the chain. */
	readonly unused: readonly CertificateFacts[];
	readonly findings: readonly Finding[];
}

/**
 * Puts certificates in order behind the leaf, by who signed whom: names alone do not decide, for an authority that
 * changed its key has two certificates of the same name.
 *
 * @see RFC 5246 §7.4.2
 */
export function orderChain(
	leaf: CertificateFacts,
	others: readonly CertificateFacts[],
	keys: Pick<KeyMaterial, "isIssuedBy">,
): Chain {
	const isIssuer = (
		child: CertificateFacts,
		parent: CertificateFacts,
	): boolean => keys.isIssuedBy(child.der, parent.der);
	const intermediates: CertificateFacts[] = [];
	let left = others.filter(({ sha256 }) => sha256 !== leaf.sha256);
	let last = leaf;
	let root: CertificateFacts | undefined;
	while (!last.isSelfIssued && root === undefined) {
		const issuers = left.filter((other) => isIssuer(last, other));
		// Of two certificates of one authority the one that ends later serves longer.
		const [issuer] = issuers.toSorted((a, b) => b.notAfterMs - a.notAfterMs);
		if (issuer === undefined) break;
		left = left.filter((other) => other !== issuer);
		if (issuer.isSelfIssued) root = issuer;
		else {
			intermediates.push(issuer);
			last = issuer;
		}
	}
	const isWhole = last.isSelfIssued || root !== undefined;
	return {
		intermediates,
		unused: left,
		findings: [
			...orderFinding(others, intermediates),
			...rootFinding(root),
			...(isWhole ? [] : gapFinding({ leaf, last, left })),
		],
	};
}

function orderFinding(
	given: readonly CertificateFacts[],
	intermediates: readonly CertificateFacts[],
): readonly Finding[] {
	const asGiven = given.filter((one) => intermediates.includes(one));
	const isSame = asGiven.every((one, index) => one === intermediates[index]);
	if (isSame) return [];
	const text = "the chain was put in order: each certificate before its issuer";
	return [{ code: "cert.chain-order", level: "note", text }];
}

function rootFinding(root: CertificateFacts | undefined): readonly Finding[] {
	if (root === undefined) return [];
	const text = `the root ${root.subject} is left out: clients have it, or will not trust it`;
	return [{ code: "cert.root-in-chain", level: "note", text }];
}

/**
 * Without a list of trusted roots nobody can tell a missing intermediate from a root that is rightly left out. It is
 * a gap when nothing at all was given to lead from the leaf to its issuer, or when what was given does not connect.
 */
function gapFinding({
	leaf,
	last,
	left,
}: {
	readonly leaf: CertificateFacts;
	readonly last: CertificateFacts;
	readonly left: readonly CertificateFacts[];
}): readonly Finding[] {
	const isAlone = last === leaf;
	const isBroken = left.some(({ isCa }) => isCa);
	if (!isAlone && !isBroken) return [];
	const text = `the certificate of ${last.issuer} is missing, which signed ${last.subject}: clients that do not have it will refuse; import it together with this one`;
	return [{ code: "cert.chain-gap", level: "warning", text }];
}
