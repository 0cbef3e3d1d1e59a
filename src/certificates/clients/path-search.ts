import type { ClientTrust } from "./client-trust.ts";
import {
	isSameName,
	isSelfIssued,
	type PathCertificate,
} from "./path-certificate.ts";
import { certificateText } from "./path-words.ts";

/** What a path may be made of. */
export interface Search {
	readonly leaf: PathCertificate;
	/** What the client sent beside it. */
	readonly sent: readonly PathCertificate[];
	readonly trust: ClientTrust;
}

/** A path by names alone, leaf first and a root of the bundle last; or why one that was begun leads nowhere. */
export type Candidate =
	| { readonly path: readonly PathCertificate[] }
	| { readonly why: string };

/** Certificates of a path, leaf and root counted. */
const MOST_DEPTH = 8;

/** Certificates that are visited in all, so that cross-signed ones cannot keep the server busy: n of the same name make n! paths. */
const MOST_VISITS = 500;

/**
 * The paths from a client's certificate to the roots of the bundle, the likeliest first: by names, which the key
 * identifiers order. No signature is looked at.
 *
 * @see RFC 4158 §3.5
 */
export function* candidatePaths(search: Search): Generator<Candidate> {
	const { leaf, sent, trust } = search;
	const pool = [
		...new Map(
			[...sent, ...trust.intermediates, ...trust.roots].map((one) => [
				one.sha256,
				one,
			]),
		).values(),
	];
	const roots = new Set(trust.roots.map(({ sha256 }) => sha256));
	let visits = 0;
	// Depth first: the last of the stack is the next to be visited.
	const stack: (readonly PathCertificate[])[] = [[leaf]];
	for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
		const last = path.at(-1);
		if (last === undefined) continue;
		if (roots.has(last.sha256)) {
			yield { path };
			continue;
		}
		if (++visits > MOST_VISITS) {
			yield {
				why: `${certificateText(leaf)} came with a maze of certificates`,
			};
			return;
		}
		const issuers = likeliestFirst(last, pool, roots).filter(
			(one) => !isLoop(path, one),
		);
		if (issuers.length === 0) yield { why: deadEnd(path, last, trust) };
		else if (path.length >= MOST_DEPTH) yield { why: tooDeep(leaf) };
		else stack.push(...issuers.map((one) => [...path, one]).reverse());
	}
}

/** The same authority with the same key twice: whatever leads on from the second led on from the first. */
function isLoop(
	path: readonly PathCertificate[],
	next: PathCertificate,
): boolean {
	return path.some(
		(one) =>
			isSameName(one.subject, next.subject) &&
			one.spki.length === next.spki.length &&
			one.spki.every((byte, index) => byte === next.spki[index]),
	);
}

function likeliestFirst(
	child: PathCertificate,
	pool: readonly PathCertificate[],
	roots: ReadonlySet<string>,
): readonly PathCertificate[] {
	const rank = ({ sha256, subjectKeyId }: PathCertificate): number => {
		const isUnknown =
			subjectKeyId === undefined || child.authorityKeyId === undefined;
		const isOther = !isUnknown && subjectKeyId !== child.authorityKeyId;
		return (isOther ? 4 : isUnknown ? 2 : 0) + (roots.has(sha256) ? 0 : 1);
	};
	return pool
		.filter(({ subject }) => isSameName(subject, child.issuer))
		.toSorted((a, b) => rank(a) - rank(b) || b.notAfterMs - a.notAfterMs);
}

function deadEnd(
	path: readonly PathCertificate[],
	last: PathCertificate,
	{ file }: ClientTrust,
): string {
	const text = certificateText(last);
	if (isSelfIssued(last)) {
		return path.length === 1
			? `${text} signed itself, and is not in ${file}`
			: `the client's certificates lead to ${text}, which is not in ${file}`;
	}
	return `the certificate of the authority that signed ${text} is neither in ${file} nor was it sent`;
}

function tooDeep(leaf: PathCertificate): string {
	return `${certificateText(leaf)} is more than ${MOST_DEPTH - 1} certificates away from a root`;
}
