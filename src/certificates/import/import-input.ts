import { OperatorError } from "../../base/index.ts";
import {
	type ContainerOpening,
	openContainers,
} from "../containers/containers.ts";
import {
	contentsOf,
	type Found,
	type NamedBytes,
} from "../containers/file-contents.ts";
import { DerError } from "../der/der.ts";
import {
	type CertificateFacts,
	readCertificate,
} from "../facts/certificate-facts.ts";
import type { KeyInput } from "../keys/key-material.ts";

/** A certificate and where it was found. */
export interface GivenCertificate {
	readonly file: string;
	readonly facts: CertificateFacts;
}

/** A private key, not yet read, and where it was found. */
export interface GivenKey {
	readonly file: string;
	readonly key: KeyInput;
	/** The container that it came in had it encrypted. */
	readonly wasEncrypted?: true;
}

/** What the files of an import hold. */
export interface ImportInput {
	/** In the order of the files, without repeats. */
	readonly certificates: readonly GivenCertificate[];
	readonly keys: readonly GivenKey[];
	/** Things beside them that are of no use, for the notes. @example "nas.csr: a certificate request" */
	readonly ignored: readonly string[];
}

/**
 * Reads the files of an import.
 *
 * @throws {OperatorError} cert.wrong-block for a file that holds nothing of use, with what it holds instead;
 * cert.unreadable and key.unreadable for damaged ones; cert.key-encrypted and cert.bad-passphrase for containers
 */
export async function readImportInput(
	files: readonly NamedBytes[],
	opening: ContainerOpening,
): Promise<ImportInput> {
	const found = await openContainers(files.flatMap(contentsOf), opening);
	for (const each of found) refuseDamaged(each);
	for (const { name } of files) {
		refuseUseless(found.filter(({ file }) => file === name));
	}
	const certificates = new Map<string, GivenCertificate>();
	const keys: GivenKey[] = [];
	const ignored: string[] = [];
	for (const each of found) {
		const { file, item } = each;
		if (item.kind === "certificate") {
			const facts = await readGiven(each, item.der);
			if (!certificates.has(facts.sha256)) {
				certificates.set(facts.sha256, { file, facts });
			}
		} else if (item.kind === "private-key") {
			const { kind: _kind, ...given } = item;
			keys.push({ file, ...given });
		} else if (item.kind === "request") ignored.push(`${file}: ${A_REQUEST}`);
		else if (item.kind === "other") ignored.push(`${file}: ${item.what}`);
	}
	return { certificates: [...certificates.values()], keys, ignored };
}

const A_REQUEST = "a certificate request";

/** @example placeOf({ file: "nas.pem", line: 12, … }) === "nas.pem line 12" */
function placeOf({ file, line }: Found): string {
	const name = file === "-" ? "standard input" : file;
	return line === undefined || line === 1 ? name : `${name} line ${line}`;
}

function refuseDamaged(found: Found): void {
	const { item } = found;
	if (item.kind !== "damaged") return;
	const isKey = item.what.includes("PRIVATE KEY");
	throw new OperatorError(
		isKey ? "key.unreadable" : "cert.unreadable",
		`${placeOf(found)} is damaged`,
		{ why: item.what, fix: "copy it again from where it came, as a file" },
	);
}

/** A request is useful beside a certificate (people name all three files), but not alone. */
function refuseUseless(found: readonly Found[]): void {
	const isUseful = found.some(
		({ item: { kind } }) =>
			kind === "certificate" || kind === "private-key" || kind === "request",
	);
	const [first] = found;
	if (isUseful || first === undefined) return;
	const odd = found.find(({ item }) => item.kind === "other") ?? first;
	const isOther = odd.item.kind === "other";
	throw wrongBlock(odd, {
		what: isOther && "what" in odd.item ? odd.item.what : "parameters of a key",
		...("fix" in odd.item && odd.item.fix !== undefined
			? { fix: odd.item.fix }
			: {}),
	});
}

function wrongBlock(
	found: Found,
	{ what, fix }: { readonly what: string; readonly fix?: string },
): OperatorError {
	return new OperatorError(
		"cert.wrong-block",
		`${placeOf(found)} holds neither a certificate nor a private key`,
		{ why: `it is ${what}`, ...(fix === undefined ? {} : { fix }) },
	);
}

async function readGiven(
	found: Found,
	der: Uint8Array,
): Promise<CertificateFacts> {
	try {
		return await readCertificate(der);
	} catch (error) {
		if (!(error instanceof DerError)) throw error;
		throw new OperatorError(
			"cert.unreadable",
			`the certificate in ${placeOf(found)} cannot be read`,
			{ why: error.message },
		);
	}
}

/** The error for files that hold no certificate at all. */
export function noCertificate(
	files: readonly NamedBytes[],
	{ ignored, keys }: ImportInput,
): OperatorError {
	const names = files.map(({ name }) => name).join(", ");
	const request = ignored.find((each) => each.endsWith(A_REQUEST));
	if (request !== undefined && keys.length === 0) {
		return new OperatorError("cert.wrong-block", `${request}`, {
			why: "a request is what an authority signs; its answer is what is imported",
			fix: "send the request to the authority, then: oceanftp cert import ANSWER.crt",
		});
	}
	return new OperatorError("cert.unreadable", `no certificate in ${names}`, {
		why:
			keys.length > 0
				? `found ${keys.length === 1 ? "a private key" : "private keys"} only`
				: "found nothing of use",
		fix: "name the certificate's file as well",
	});
}
