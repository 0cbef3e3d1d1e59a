import { OperatorError, type Secret } from "../../base/index.ts";
import { contentsOf, type NamedBytes } from "../containers/file-contents.ts";
import { DerError } from "../der/der.ts";
import {
	type CertificateFacts,
	readCertificate,
} from "../facts/certificate-facts.ts";
import {
	type RequestFacts,
	readRequest,
} from "../facts/certificate-request.ts";
import { type Finding, findingsOf, SOON_MS } from "../facts/findings.ts";
import { type GivenKey, readImportInput } from "../import/import-input.ts";
import type { KeyMaterial } from "../keys/key-material.ts";
import { type PrivateKeyFacts, readKey } from "../keys/private-key.ts";
import { orderChain } from "./chain.ts";
import { belongTogether } from "./load-pair.ts";

/** A private key among what was inspected. */
export interface InspectedKey {
	readonly file: string;
	/** Undefined when it could not be read. */
	readonly facts:
		| Pick<PrivateKeyFacts, "key" | "spkiSha256" | "encrypted">
		| undefined;
	/** Why not. */
	readonly problem: OperatorError | undefined;
	/** It is the leaf's. */
	readonly fits: boolean;
}

/** What can be said of certificates at sight. */
export interface Inspection {
	/** The one that the rest is about; undefined when there is none. */
	readonly leaf: CertificateFacts | undefined;
	/** What leads from the leaf to its root, in order, the root left out. */
	readonly intermediates: readonly CertificateFacts[];
	/** Every other certificate that was given: a root, or one that has nothing to do with the leaf. */
	readonly others: readonly CertificateFacts[];
	readonly keys: readonly InspectedKey[];
	readonly requests: readonly RequestFacts[];
	readonly findings: readonly Finding[];
}

/** What an inspection works with. */
export interface InspectionParts {
	readonly keys: KeyMaterial;
	readonly nowMs: number;
	/** Opens keys and containers. */
	readonly passphrase?: Secret;
}

/**
 * Looks at files as they are, without a store.
 *
 * @throws {OperatorError} cert.wrong-block, cert.unreadable, key.unreadable; for containers also cert.key-encrypted and
 * cert.bad-passphrase
 */
export async function inspectFiles(
	files: readonly NamedBytes[],
	parts: InspectionParts,
): Promise<Inspection> {
	const input = await readImportInput(files, parts);
	const found = await inspectCertificates(
		input.certificates.map(({ facts }) => facts),
		input.keys,
		parts,
	);
	return { ...found, requests: await requestsIn(files) };
}

/**
 * Looks at the certificates that a server sent, in the order in which it did.
 *
 * @throws {OperatorError} cert.unreadable
 */
export async function inspectChain(
	ders: readonly Uint8Array[],
	parts: Pick<InspectionParts, "keys" | "nowMs">,
): Promise<Inspection> {
	const certificates = await Promise.all(
		ders.map((der) => readCertificate(der).catch(unreadable)),
	);
	return inspectCertificates(certificates, [], parts);
}

async function inspectCertificates(
	certificates: readonly CertificateFacts[],
	given: readonly GivenKey[],
	parts: InspectionParts,
): Promise<Inspection> {
	const read = await Promise.all(given.map((key) => readGivenKey(key, parts)));
	const fitting = (one: CertificateFacts): boolean =>
		read.some(
			({ facts }) =>
				facts !== undefined && belongTogether(one, facts, parts.keys),
		);
	const leaf =
		certificates.find(fitting) ??
		certificates.find(({ isCa }) => !isCa) ??
		certificates[0];
	const keys = read.map(({ file, facts, problem }) => ({
		...{ file, facts, problem },
		fits:
			leaf !== undefined &&
			facts !== undefined &&
			belongTogether(leaf, facts, parts.keys),
	}));
	if (leaf === undefined) {
		const nothing = { intermediates: [], others: [], requests: [] };
		return { leaf, keys, findings: [], ...nothing };
	}
	const chain = orderChain(leaf, certificates, parts.keys);
	const inChain = new Set([leaf, ...chain.intermediates]);
	return {
		leaf,
		keys,
		intermediates: chain.intermediates,
		others: certificates.filter((one) => !inChain.has(one)),
		requests: [],
		findings: [
			...findingsOf(leaf, parts.nowMs, SOON_MS),
			...chain.findings.map(asFault),
		],
	};
}

/** What an import mends in passing is a fault in what is served as it stands. */
function asFault({ code, text }: Finding): Finding {
	return { code, text: FAULTS[code] ?? text, level: "warning" };
}

const FAULTS: Partial<Record<Finding["code"], string>> = {
	"cert.chain-order":
		"the chain is not in order: each certificate should stand before its issuer",
	"cert.root-in-chain":
		"the root is in the chain: clients have it, or will not trust it",
};

interface ReadKey {
	readonly file: string;
	readonly facts: PrivateKeyFacts | undefined;
	readonly problem: OperatorError | undefined;
}

async function readGivenKey(
	{ file, key }: GivenKey,
	{ keys, passphrase }: InspectionParts,
): Promise<ReadKey> {
	const options = passphrase === undefined ? {} : { passphrase };
	try {
		const facts = await readKey({ key, file, ...options }, keys);
		return { file, facts, problem: undefined };
	} catch (error) {
		if (!(error instanceof OperatorError)) throw error;
		return { file, facts: undefined, problem: error };
	}
}

async function requestsIn(
	files: readonly NamedBytes[],
): Promise<readonly RequestFacts[]> {
	const ders = files
		.flatMap(contentsOf)
		.flatMap(({ item }) => (item.kind === "request" ? [item.der] : []));
	return Promise.all(ders.map((der) => readRequest(der).catch(unreadable)));
}

function unreadable(error: unknown): never {
	if (!(error instanceof DerError)) throw error;
	throw new OperatorError("cert.unreadable", "it cannot be read", {
		why: error.message,
	});
}
