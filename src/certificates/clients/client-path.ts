import { DerError } from "../der/der.ts";
import {
	checkSignature,
	type SignatureCheck,
	type SignatureVerdict,
} from "../der/signed-structure.ts";
import type { ClientTrust } from "./client-trust.ts";
import {
	type PathCertificate,
	readPathCertificate,
} from "./path-certificate.ts";
import { pathFault } from "./path-rules.ts";
import { candidatePaths, type Search } from "./path-search.ts";
import { certificateText } from "./path-words.ts";
import { revocationFault } from "./revocation.ts";

/** Whether a client's certificate leads to an authority that is believed. */
export type ClientVerdict =
	| { readonly kind: "trusted" }
	/** `why` is a sentence for the log, without its full stop; it holds names that the client chose, made printable and cut short. */
	| { readonly kind: "untrusted"; readonly why: string };

/** Certificates of a client that are looked at; the rest of a longer list is left. */
const MOST_SENT = 32;

/** Signatures that are verified for one client. A path of the greatest depth has seven. */
const MOST_SIGNATURES = 40;

/** What was found against a path. The later it was found, the nearer the path came to being good, and the more the reason says. */
interface Fault {
	readonly stage: "no-path" | "signature" | "algorithm" | "rules" | "revoked";
	readonly why: string;
}

const STAGES: readonly Fault["stage"][] = [
	"no-path",
	"signature",
	"algorithm",
	"rules",
	"revoked",
];

/**
 * Validates a client's certificate as a path: from it up to a self-signed certificate of the bundle, each signed by the
 * next, with dates, CA:TRUE, keyCertSign, pathlen, purposes, critical extensions and revocation of every one. Of several
 * possible paths (cross-signed authorities, two of the same name) one good one is enough.
 *
 * To be asked again for a resumed session: dates and revocation lists move on.
 *
 * @param question `chain` is the client's certificate, then whatever else it sent, in any order: roots, cross-signed and
 *   unrelated ones do no harm, and unreadable ones do not count
 * @example await checkClientPath({ chain: [leaf, middle], trust, nowMs: clock.nowMs(), signatures }) // { kind: "trusted" }
 * @see RFC 5280 §6, RFC 4158
 */
export async function checkClientPath(question: {
	readonly chain: readonly Uint8Array[];
	readonly trust: ClientTrust;
	readonly nowMs: number;
	readonly signatures: SignatureCheck;
}): Promise<ClientVerdict> {
	const { chain, trust, nowMs, signatures } = question;
	const [leaf, ...sent] = await readSent(chain);
	if (leaf === undefined) return untrusted("the client sent no certificate");
	if (typeof leaf === "string") {
		return untrusted(`the client's certificate cannot be read: ${leaf}`);
	}
	const readable = sent.filter((one) => typeof one !== "string");
	const isSigned = signatureMemo(signatures);
	const search = { leaf, sent: readable, trust };
	let worst: Fault | undefined;
	for (const found of candidatePaths(search)) {
		const fault =
			"why" in found
				? ({ stage: "no-path", why: found.why } as const)
				: (signaturesFault(found.path, isSigned) ??
					rulesFault(found.path, nowMs) ??
					revocationsFault(found.path, question));
		if (fault === undefined) return { kind: "trusted" };
		worst = further(worst, fault);
	}
	return untrusted(worst?.why ?? noPath(search));
}

function untrusted(why: string): ClientVerdict {
	return { kind: "untrusted", why };
}

/** The certificates that can be read; a text says why one cannot. */
async function readSent(
	chain: readonly Uint8Array[],
): Promise<readonly (PathCertificate | string)[]> {
	return await Promise.all(
		chain.slice(0, MOST_SENT).map((der) =>
			readPathCertificate(der).catch((error: unknown) => {
				if (error instanceof DerError) return error.message;
				throw error;
			}),
		),
	);
}

function further(worst: Fault | undefined, fault: Fault): Fault {
	if (worst === undefined) return fault;
	return STAGES.indexOf(fault.stage) > STAGES.indexOf(worst.stage)
		? fault
		: worst;
}

type IsSigned = (
	child: PathCertificate,
	issuer: PathCertificate,
) => SignatureVerdict;

/** Paths share their upper parts; and a client that sends a maze of certificates must not have the server compute for it. */
function signatureMemo(signatures: SignatureCheck): IsSigned {
	const known = new Map<string, SignatureVerdict>();
	return (child, issuer) => {
		const pair = `${child.sha256} ${issuer.sha256}`;
		const verdict =
			known.get(pair) ??
			(known.size < MOST_SIGNATURES
				? checkSignature(child.structure, issuer, signatures)
				: ({ kind: "none" } as const));
		known.set(pair, verdict);
		return verdict;
	};
}

/** From the root down, so that a key which the client made up is used only when somebody trusted has signed it. */
function signaturesFault(
	path: readonly PathCertificate[],
	isSigned: IsSigned,
): Fault | undefined {
	for (let index = path.length - 2; index >= 0; index--) {
		const child = path[index];
		const issuer = path[index + 1];
		if (child === undefined || issuer === undefined) continue;
		const verdict = isSigned(child, issuer);
		const text = certificateText(child);
		if (verdict.kind === "weak") {
			return { stage: "algorithm", why: `${text} ${verdict.why}` };
		}
		if (verdict.kind === "none") {
			const why = `${text} was not signed by the key of ${certificateText(issuer)}, whose name it gives as its issuer`;
			return { stage: "signature", why };
		}
	}
	return undefined;
}

function rulesFault(
	path: readonly PathCertificate[],
	nowMs: number,
): Fault | undefined {
	const why = pathFault(path, nowMs);
	return why === undefined ? undefined : { stage: "rules", why };
}

/** Authorities before those they vouch for: the word of a revoked one on others is worth nothing. */
function revocationsFault(
	path: readonly PathCertificate[],
	{
		trust,
		nowMs,
		signatures,
	}: {
		readonly trust: ClientTrust;
		readonly nowMs: number;
		readonly signatures: SignatureCheck;
	},
): Fault | undefined {
	for (let index = path.length - 2; index >= 0; index--) {
		const certificate = path[index];
		const issuer = path[index + 1];
		if (certificate === undefined || issuer === undefined) continue;
		const { crls } = trust;
		const why = revocationFault({
			certificate,
			issuer,
			crls,
			nowMs,
			signatures,
		});
		if (why !== undefined) return { stage: "revoked", why };
	}
	return undefined;
}

function noPath({ leaf, trust }: Search): string {
	return `no path leads from ${certificateText(leaf)} to an authority of ${trust.file}`;
}
