import { OperatorError, type Secret } from "../../base/index.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import { keyText } from "../facts/sentences.ts";
import type { KeyMaterial } from "../keys/key-material.ts";
import { type PrivateKeyFacts, readKey } from "../keys/private-key.ts";
import { belongTogether, keyMismatch } from "../store/load-pair.ts";
import type { StoredEntry } from "../store/store-view.ts";
import { pathOf } from "../store/stored-files.ts";
import type { GivenCertificate, GivenKey } from "./import-input.ts";

/** A leaf and the key that fits it. */
export type Pair =
	| {
			readonly from: "file";
			readonly leaf: GivenCertificate;
			/** The key's file. */
			readonly file: string;
			readonly key: PrivateKeyFacts;
	  }
	/** The key stays where it is, encrypted or not. */
	| {
			readonly from: "store";
			readonly leaf: GivenCertificate;
			readonly entry: StoredEntry;
	  };

/** Where to look. */
export interface PairSearch {
	readonly certificates: readonly GivenCertificate[];
	/** Keys of the files. */
	readonly given: readonly GivenKey[];
	/** The administrator named the key: no other will do. */
	readonly isExplicit: boolean;
	readonly stored: readonly StoredEntry[];
	readonly passphrase?: Secret;
	readonly keys: KeyMaterial;
}

/**
 * Finds the leaf: the certificate whose public key fits a private key, first of the files, then of the store.
 *
 * @throws {OperatorError} cert.key-mismatch, cert.no-key, cert.key-encrypted, cert.bad-passphrase, key.unreadable
 */
export async function findPair(search: PairSearch): Promise<Pair> {
	const { certificates, given, isExplicit, stored } = search;
	const { read, failures } = await readGivenKeys(search);
	const fitting = read.flatMap((key) =>
		certificates
			.filter(({ facts }) => belongTogether(facts, key.key, search.keys))
			.map((leaf) => ({ from: "file", leaf, ...key }) as const),
	);
	const [best] = fitting.toSorted(byPreference);
	if (best !== undefined) return best;
	// A key that could not be read may be the right one: say so before looking elsewhere.
	const [failure] = failures;
	if (failure !== undefined) throw failure;

	const inStore = certificates
		.flatMap((leaf) =>
			stored
				.filter(({ spkiSha256 }) => spkiSha256 === leaf.facts.spkiSha256)
				.map((entry) => ({ from: "store", leaf, entry }) as const),
		)
		.toSorted((a, b) => b.leaf.facts.notAfterMs - a.leaf.facts.notAfterMs)[0];
	if (inStore !== undefined && !isExplicit) return inStore;

	const leaf = likelyLeaf(certificates);
	const [first] = read;
	if (first === undefined || given.length === 0) throw noKey(leaf, stored);
	throw keyMismatch(
		{ file: leaf.file, leaf: leaf.facts },
		first,
		inStore === undefined ? undefined : storeFix(inStore),
	);
}

interface ReadKey {
	readonly file: string;
	readonly key: PrivateKeyFacts;
}

async function readGivenKeys({ given, keys, passphrase }: PairSearch): Promise<{
	readonly read: readonly ReadKey[];
	readonly failures: readonly OperatorError[];
}> {
	const read: ReadKey[] = [];
	const failures: OperatorError[] = [];
	const options = passphrase === undefined ? {} : { passphrase };
	for (const { file, key, wasEncrypted } of given) {
		try {
			const facts = await readKey({ key, file, ...options }, keys);
			const encrypted = facts.encrypted || wasEncrypted === true;
			read.push({ file, key: { ...facts, encrypted } });
		} catch (error) {
			if (!(error instanceof OperatorError)) throw error;
			failures.push(error);
		}
	}
	return { read, failures };
}

/** A key in the certificate's own file first; then the certificate that ends later, when an old and a new one share a key. */
function byPreference(
	a: Extract<Pair, { from: "file" }>,
	b: Extract<Pair, { from: "file" }>,
): number {
	const own = (pair: typeof a): number =>
		pair.file === pair.leaf.file ? 0 : 1;
	const later = b.leaf.facts.notAfterMs - a.leaf.facts.notAfterMs;
	return later !== 0 ? later : own(a) - own(b);
}

/** Which certificate to speak of when none fits a key: the first that is no authority's. */
function likelyLeaf(
	certificates: readonly GivenCertificate[],
): GivenCertificate {
	const leaf = certificates.find(({ facts }) => !facts.isCa) ?? certificates[0];
	if (leaf === undefined)
		throw new Error("a pair is sought among no certificates");
	return leaf;
}

/** @example "certs/nas.key fits, its request is still open" */
function storeFix({ leaf, entry }: Extract<Pair, { from: "store" }>): string {
	const { name } = entry.files;
	const isOpen = entry.leaf === undefined || entry.leaf.isSelfIssued;
	const why =
		isOpen && entry.request !== undefined ? ", its request is still open" : "";
	return `oceanftp cert import ${leaf.file}   (${pathOf(name, "key")} fits${why})`;
}

function noKey(
	leaf: GivenCertificate,
	stored: readonly StoredEntry[],
): OperatorError {
	const { facts, file } = leaf;
	return new OperatorError("cert.no-key", `no private key fits ${file}`, {
		why: `${holdsText(file, facts)}; ${storeText(stored)}`,
		fix: `oceanftp cert import ${file} --key FILE`,
	});
}

function holdsText(file: string, facts: CertificateFacts): string {
	return `${file} holds public key ${keyText(facts.spkiSha256, facts.key)}`;
}

function storeText(stored: readonly StoredEntry[]): string {
	const known = stored.filter(({ spkiSha256 }) => spkiSha256 !== undefined);
	if (known.length === 0) return "there is no key in the store";
	const names = known.map(({ files }) => files.name).join(", ");
	return `the store's keys are others: ${names}`;
}
