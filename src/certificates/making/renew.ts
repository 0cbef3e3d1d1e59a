import { OperatorError, type Secret } from "../../base/index.ts";
import type { CertificateName } from "../facts/names.ts";
import { keptKey } from "../keys/encrypt-key.ts";
import { generateKey, type KeyAlgorithm } from "../keys/keys.ts";
import { archiveCopies } from "../store/archive.ts";
import { existing } from "../store/manage.ts";
import { notFound } from "../store/store-checks.ts";
import type { StoreParts } from "../store/store-parts.ts";
import { viewEntry } from "../store/store-view.ts";
import { pairFiles, pathOf, type StoredFiles } from "../store/stored-files.ts";
import { commitChange } from "../store/transaction.ts";
import { checkDays, pairOf, validity } from "./create-certificate.ts";
import { contentsFor, requestFor, storedKey } from "./request.ts";
import { makeRequest, makeSelfSigned } from "./x509.ts";

export interface RenewOptions {
	/** How long the new certificate is to last; for self-signed ones. */
	readonly days: number;
	/** Other names, when the machine's have changed; else those that it has. */
	readonly names?: readonly CertificateName[];
	/** Make a new key of this kind; else the old one stays, and whoever trusted it still does. */
	readonly newKey?: KeyAlgorithm;
	/** Opens the key, when it is encrypted; a new key is then encrypted with it as well. */
	readonly passphrase?: Secret;
}

/** What a renewal did. */
export type Renewal =
	| { readonly kind: "renewed" }
	/** An authority signed it: the request was written and is to be sent there; the old certificate goes on. */
	| { readonly kind: "requested"; readonly file: string };

/**
 * Renews a certificate. What is replaced goes to the archive.
 *
 * @throws {OperatorError} cert.not-found, cert.no-key, cert.key-encrypted, cert.bad-passphrase, key.unreadable, usage.invalid
 */
export async function renewCertificate(
	name: string,
	options: RenewOptions,
	parts: StoreParts,
): Promise<Renewal> {
	const { folder, keys, nowMs } = parts;
	const files = await existing(name, parts);
	const entry = await viewEntry(files, keys);
	const { leaf } = entry;
	if (leaf === undefined) throw await notFound(folder, name);
	const { days, newKey, passphrase, ...wished } = options;
	if (!leaf.isSelfIssued) {
		if (newKey !== undefined) throw newKeyForSigned(name);
		const opening = passphrase === undefined ? {} : { passphrase };
		const subject = contentsFor(entry, wished).subject;
		await requestFor(name, { ...wished, subject, ...opening }, parts);
		return { kind: "requested", file: pathOf(name, "csr") };
	}
	checkDays(days);
	const { key, kept } = await renewedKey(files, options, parts);
	const contents = { ...contentsFor(entry, wished), keys: pairOf(key, keys) };
	const made = {
		...(kept === undefined ? {} : { key: kept }),
		csr: await makeRequest(contents),
		crt: await makeSelfSigned({ ...contents, ...validity(days, nowMs()) }),
	};
	const archived = await archiveCopies(
		folder,
		name,
		nowMs(),
		newKey === undefined ? ["csr", "crt"] : undefined,
	);
	const put = [...archived, ...pairFiles(name, made)];
	await commitChange(folder, { put }, nowMs());
	return { kind: "renewed" };
}

/**
 * The key to sign with and, when it is a new one, the same as it is to be kept: encrypted if the old one is, so that
 * nobody gets rid of a passphrase without knowing it.
 */
async function renewedKey(
	files: StoredFiles,
	{ newKey, passphrase }: RenewOptions,
	parts: StoreParts,
): Promise<{ readonly key: Secret; readonly kept: Secret | undefined }> {
	if (newKey === undefined) {
		const { pkcs8 } = await storedKey(files, parts, passphrase);
		return { key: pkcs8, kept: undefined };
	}
	const isEncrypted =
		files.key !== undefined &&
		(await storedKey(files, parts, passphrase)).encrypted;
	const key = await generateKey(newKey, parts.keys);
	const opening = isEncrypted ? passphrase : undefined;
	return { key, kept: await keptKey(key, opening, parts.keys) };
}

/** The old certificate goes on with the old key until the answer comes, so the new key needs a name of its own. */
function newKeyForSigned(name: string): OperatorError {
	return new OperatorError(
		"usage.invalid",
		`${name} is signed by an authority and cannot get a new key in place`,
		{
			why: "it has to be served with its old key until the authority has answered",
			fix: `oceanftp cert create ${name}-next, send certs/${name}-next.csr, import the answer, and make it the default`,
		},
	);
}
