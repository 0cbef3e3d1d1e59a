import { OperatorError, type Secret } from "../../base/index.ts";
import type { ContainerOpening } from "../containers/containers.ts";
import type { NamedBytes } from "../containers/file-contents.ts";
import { encodePem } from "../der/pem.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import { type Finding, findingsOf, missingNames } from "../facts/findings.ts";
import { checkNewPassphrase } from "../keys/encrypt-key.ts";
import type { KeyMaterial } from "../keys/key-material.ts";
import type { PrivateKeyFacts } from "../keys/private-key.ts";
import { orderChain } from "../store/chain.ts";
import { refuseUnusableKey } from "../store/check-servable.ts";
import type { StoredEntry } from "../store/store-view.ts";
import { type FileKind, pathOf } from "../store/stored-files.ts";
import {
	type ImportInput,
	noCertificate,
	readImportInput,
} from "./import-input.ts";
import { ignoredNotes, keyNotes } from "./import-notes.ts";
import { findPair, type Pair } from "./import-pair.ts";
import { existingEntry, nameOf, refuseOverwriting } from "./import-target.ts";

/** What somebody wants to import. */
export interface ImportWish {
	/** In any order; a key may be in any of them. */
	readonly files: readonly NamedBytes[];
	/** The one file that the key must come from. */
	readonly keyFile?: NamedBytes;
	/** The name to store both files under, instead of the certificate's file name. */
	readonly name?: string;
	readonly passphrase?: Secret;
	/** Replace another certificate of the same name. */
	readonly force?: boolean;
	/** Keeps the key encrypted with this passphrase, whether it came encrypted or not; not empty. */
	readonly encryptKey?: Secret;
}

/** What an import would do: to be shown (`--dry-run`) or carried out. Making it changes nothing. */
export interface ImportPlan {
	readonly name: string;
	readonly leaf: CertificateFacts;
	readonly intermediates: readonly CertificateFacts[];
	/** Where the key was found. @example "cert2.key", "certs/nas.key" */
	readonly keyFrom: string;
	/** The key to be written as PKCS#8; undefined when it is in the store already. */
	readonly key: PrivateKeyFacts | undefined;
	/** What the key is to be encrypted with; undefined when it is to be kept in the clear. */
	readonly encryptKey: Secret | undefined;
	/** Leaf, then intermediates. */
	readonly certificatePem: string;
	/** The certificate answers the request that stood open under the name. */
	readonly completesRequest: boolean;
	/** Files that would be written. @example ["certs/nas.key", "certs/nas.crt"] */
	readonly writes: readonly string[];
	/** Kinds of files that would go to the archive first. */
	readonly archives: readonly FileKind[];
	/** Files that would be gone: the request of a key that is replaced. */
	readonly removes: readonly string[];
	readonly findings: readonly Finding[];
}

/**
 * Works out an import as a whole, so that nothing is written unless everything is right.
 *
 * @throws {OperatorError} cert.wrong-block, cert.unreadable, key.unreadable, cert.key-encrypted, cert.bad-passphrase,
 * cert.key-mismatch, cert.no-key, cert.weak, cert.exists, usage.invalid, usage.missing
 */
export async function planImport(
	wish: ImportWish,
	stored: readonly StoredEntry[],
	{ keys, nowMs }: { readonly keys: KeyMaterial; readonly nowMs: number },
): Promise<ImportPlan> {
	const { files, keyFile, passphrase, encryptKey } = wish;
	if (encryptKey !== undefined) checkNewPassphrase(encryptKey);
	const opening = { keys, ...(passphrase === undefined ? {} : { passphrase }) };
	const input = await readImportInput(files, opening);
	const { certificates } = input;
	if (certificates.length === 0) throw noCertificate(files, input);
	const given =
		keyFile === undefined ? input.keys : await keysOf(keyFile, opening);
	const isExplicit = keyFile !== undefined;
	const pair = await findPair({
		...{ certificates, given, isExplicit, stored },
		...opening,
	});
	if (pair.from === "store" && encryptKey !== undefined) {
		throw keyStays(pathOf(pair.entry.files.name, "key"));
	}
	const leaf = pair.leaf.facts;
	refuseUnusableKey(
		{ file: pair.leaf.file, leaf },
		"oceanftp cert create NAME makes one with a key that is fit for use",
	);
	const name = nameOf(pair, wish);
	const existing = existingEntry(name, pair, stored);
	refuseOverwriting({ existing, leaf, name, force: wish.force === true });
	const others = certificates.map(({ facts }) => facts);
	const chain = orderChain(leaf, others, keys);
	return {
		name,
		leaf,
		encryptKey,
		intermediates: chain.intermediates,
		certificatePem: [leaf, ...chain.intermediates]
			.map(({ der }) => encodePem("CERTIFICATE", der))
			.join(""),
		...keyPart(pair),
		...filesPart({ name, pair, existing, leaf }),
		findings: [
			...findingsOf(leaf, nowMs),
			...chain.findings,
			...missingNames(existingRequest(existing, leaf)?.names ?? [], leaf.names),
			...keyNotes(pair, encryptKey),
			...ignoredNotes([
				...input.ignored,
				...(pair.from === "store"
					? given.map(({ file }) => `the key in ${file}, which does not fit`)
					: []),
				...chain.unused.map(({ subject }) => `the certificate of ${subject}`),
			]),
		],
	};
}

/** The keys of the file that was named as the key's; one at least. @throws {OperatorError} cert.wrong-block, key.unreadable */
async function keysOf(
	file: NamedBytes,
	opening: ContainerOpening,
): Promise<ImportInput["keys"]> {
	const { keys } = await readImportInput([file], opening);
	if (keys.length > 0) return keys;
	throw new OperatorError(
		"cert.wrong-block",
		`${file.name} holds no private key`,
		{
			why: "it was named as the key's file",
		},
	);
}

function keyPart(pair: Pair): Pick<ImportPlan, "key" | "keyFrom"> {
	return pair.from === "store"
		? { key: undefined, keyFrom: pathOf(pair.entry.files.name, "key") }
		: { key: pair.key, keyFrom: pair.file };
}

/** The request under the name, when it was made with the certificate's key. */
function existingRequest(
	existing: StoredEntry | undefined,
	leaf: CertificateFacts,
): StoredEntry["request"] {
	const request = existing?.request;
	return request?.spkiSha256 === leaf.spkiSha256 ? request : undefined;
}

function filesPart({
	name,
	pair,
	existing,
	leaf,
}: {
	readonly name: string;
	readonly pair: Pair;
	readonly existing: StoredEntry | undefined;
	readonly leaf: CertificateFacts;
}): Pick<ImportPlan, "archives" | "completesRequest" | "removes" | "writes"> {
	const written: readonly FileKind[] =
		pair.from === "store" ? ["crt"] : ["key", "crt"];
	const isStale =
		existing?.files.csr !== undefined &&
		existingRequest(existing, leaf) === undefined;
	const replaced: readonly FileKind[] = isStale ? [...written, "csr"] : written;
	return {
		writes: written.map((kind) => pathOf(name, kind)),
		archives: replaced.filter((kind) => existing?.files[kind] !== undefined),
		removes: isStale ? [pathOf(name, "csr")] : [],
		completesRequest:
			!leaf.isSelfIssued && existingRequest(existing, leaf) !== undefined,
	};
}

function keyStays(file: string): OperatorError {
	return new OperatorError(
		"usage.invalid",
		"there is no key to be encrypted among the files",
		{
			why: `the certificate's key is ${file}, and stays as it is`,
			fix: "leave --encrypt-key out",
		},
	);
}
