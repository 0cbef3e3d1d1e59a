import { OperatorError, type Secret } from "../../base/index.ts";
import {
	type CertificateName,
	commonNameFor,
	parseName,
} from "../facts/names.ts";
import {
	checkSubject,
	type Subject,
	subjectFromParts,
} from "../facts/subject.ts";
import { type PrivateKeyFacts, readKey } from "../keys/private-key.ts";
import { archiveCopies } from "../store/archive.ts";
import { existing } from "../store/manage.ts";
import type { StoreParts } from "../store/store-parts.ts";
import { type StoredEntry, viewEntry } from "../store/store-view.ts";
import { keyIn } from "../store/stored-blocks.ts";
import { pairFiles, pathOf, type StoredFiles } from "../store/stored-files.ts";
import { commitChange } from "../store/transaction.ts";
import { makeRequest } from "./x509.ts";

/** What a new request is to say; what is left out stays as it was. */
export interface RequestOptions {
	readonly names?: readonly CertificateName[];
	readonly subject?: Subject;
	/** Opens the key, when it is encrypted. */
	readonly passphrase?: Secret;
}

/**
 * The request of a certificate. Without other names or another subject it is the one that is there, when it was made
 * with the key that is there; else a new one is made with that key, and the old one archived.
 *
 * @throws {OperatorError} cert.not-found, cert.no-key, cert.key-encrypted, cert.bad-passphrase, key.unreadable,
 * usage.invalid when no names are known and none are given
 */
export async function requestFor(
	name: string,
	options: RequestOptions,
	parts: StoreParts,
): Promise<string> {
	const { folder, keys, nowMs } = parts;
	const files = await existing(name, parts);
	const entry = await viewEntry(files, keys, options.passphrase);
	const isSame = options.names === undefined && options.subject === undefined;
	const { request } = entry;
	if (isSame && files.csr !== undefined && request !== undefined) {
		const isOfKey = request.spkiSha256 === entry.spkiSha256;
		if (isOfKey) return new TextDecoder().decode(files.csr);
	}
	const key = await storedKey(files, parts, options.passphrase);
	const csr = await makeRequest({
		...contentsFor(entry, options),
		keys: { pkcs8: key.pkcs8, spki: key.spki },
	});
	const archived = await archiveCopies(folder, name, nowMs(), ["csr"]);
	const put = [...archived, ...pairFiles(name, { csr })];
	await commitChange(folder, { put }, nowMs());
	return csr;
}

/** The key that is stored under a name. @throws {OperatorError} cert.no-key and what {@link readKey} throws */
export async function storedKey(
	{ name, key }: StoredFiles,
	{ keys }: Pick<StoreParts, "keys">,
	passphrase?: Secret,
): Promise<PrivateKeyFacts> {
	const file = pathOf(name, "key");
	if (key === undefined) {
		throw new OperatorError("cert.no-key", `${name} has no private key`, {
			why: `there is no ${file}`,
		});
	}
	const options = passphrase === undefined ? {} : { passphrase };
	return readKey({ key: keyIn(key, file), file, ...options }, keys);
}

/** Names and subject: as wished, else as the certificate has them, else as the last request asked. @throws {OperatorError} usage.invalid */
export function contentsFor(
	{ leaf, request, files }: StoredEntry,
	wished: Pick<RequestOptions, "names" | "subject">,
): { readonly names: readonly CertificateName[]; readonly subject: Subject } {
	const last = [leaf, request].find((one) => (one?.names.length ?? 0) > 0);
	const names = wished.names ?? last?.names ?? fromCommonName(leaf?.commonName);
	if (names.length === 0) {
		throw new OperatorError(
			"usage.invalid",
			`no names are known for ${files.name}`,
			{
				why: "neither its certificate nor its request has alternative names",
				fix: "--san NAME",
			},
		);
	}
	const parts = leaf?.subjectParts ?? request?.subjectParts ?? [];
	const kept = subjectFromParts(parts);
	const subject = { ...kept, ...wished.subject };
	const commonName =
		wished.subject?.commonName ??
		(wished.names === undefined ? kept.commonName : commonNameFor(names));
	const { commonName: _old, ...rest } = subject;
	const checked = checkSubject(
		commonName === undefined ? rest : { ...rest, commonName },
	);
	const isEmpty = Object.keys(checked).length === 0;
	return { names, subject: isEmpty ? { organization: files.name } : checked };
}

/** Certificates of old times have their name there only. */
function fromCommonName(
	commonName: string | undefined,
): readonly CertificateName[] {
	if (commonName === undefined) return [];
	try {
		return [parseName(commonName)];
	} catch (error) {
		if (error instanceof OperatorError) return [];
		throw error;
	}
}
