import { OperatorError, type Secret } from "../../base/index.ts";
import {
	type Exported,
	type ExportOptions,
	exportCertificate,
} from "../containers/export.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import { checkCertificateName } from "../facts/certificate-name.ts";
import {
	type ImportPlan,
	type ImportWish,
	planImport,
} from "../import/import-plan.ts";
import {
	type CertificateWish,
	makeCertificate,
} from "../making/create-certificate.ts";
import {
	type Renewal,
	type RenewOptions,
	renewCertificate,
} from "../making/renew.ts";
import { isOwnSelfSigned } from "../making/renewal-due.ts";
import { type RequestOptions, requestFor } from "../making/request.ts";
import { archiveCopies } from "./archive.ts";
import {
	type CheckOptions,
	type CheckResult,
	checkCertificates,
} from "./check.ts";
import { checkServable } from "./check-servable.ts";
import {
	type CertificateFile,
	type LoadOptions,
	readPair,
} from "./load-pair.ts";
import {
	carryOutImport,
	removeCertificate,
	renameCertificate,
} from "./manage.ts";
import { checkFree, notFound, refuseOpenKey } from "./store-checks.ts";
import type { StoreParts } from "./store-parts.ts";
import { viewPublic, viewStore } from "./store-view.ts";
import { pairFiles, readStored, storedNames } from "./stored-files.ts";
import { commitChange, finishChanges } from "./transaction.ts";

/** What is known of a stored certificate without its key. */
export interface PublicCertificate {
	readonly name: string;
	readonly hasKey: boolean;
	readonly hasRequest: boolean;
	/** Undefined for a request that was not answered yet, and for a file that cannot be read. */
	readonly leaf: CertificateFacts | undefined;
	/** This program made it itself, here, and may renew it unasked; see {@link isOwnSelfSigned}. */
	readonly isOwn: boolean;
}

/** One line of `cert list`. */
export interface StoredCertificate extends PublicCertificate {
	/** Why it could not be served now; undefined when it could. */
	readonly problem: OperatorError | undefined;
}

/**
 * The certificates of the data folder. Each method that writes does so as one change, but two programs that change the
 * same name at the same moment may mix: hold the data folder's lock around them.
 */
export interface CertificateStore {
	/** Every name, sorted. No file is read. */
	names(): Promise<readonly string[]>;
	/** Every name, sorted, with what is wrong with it; never throws for what a file holds. */
	list(): Promise<readonly StoredCertificate[]>;
	/** As {@link CertificateStore.list}, but without a look at the keys, which is half of the work. */
	listPublic(): Promise<readonly PublicCertificate[]>;
	/**
	 * A certificate and its key, fit to be served now.
	 * @throws {OperatorError} cert.not-found, cert.no-key, cert.key-mismatch, cert.unreadable, key.unreadable,
	 * cert.key-encrypted, cert.bad-passphrase, key.perm, cert.weak, cert.expired, cert.not-yet-valid
	 */
	load(name: string, options?: LoadOptions): Promise<CertificateFile>;
	/** As {@link CertificateStore.load}, but dates, strength and modes are not looked at: to be shown or renewed. */
	read(name: string, options?: LoadOptions): Promise<CertificateFile>;
	/**
	 * Makes key, request and self-signed certificate; with `force` the old files go to the archive first. With
	 * `encryptKey` the key is kept encrypted.
	 * @throws {OperatorError} cert.exists, usage.invalid
	 */
	create(wish: CertificateWish & Force): Promise<CertificateFile>;
	/** What an import would do. Changes nothing. @throws {OperatorError} see {@link planImport} */
	planImport(wish: ImportWish): Promise<ImportPlan>;
	/** Does what the plan says, all of it or nothing. */
	carryOut(plan: ImportPlan): Promise<void>;
	/** New dates, or a new request where an authority signs. @throws {OperatorError} see {@link renewCertificate} */
	renew(name: string, options: RenewOptions): Promise<Renewal>;
	/** The request as PEM: as it is, or a new one with the same key. @throws {OperatorError} see {@link requestFor} */
	request(name: string, options?: RequestOptions): Promise<string>;
	/** How fit certificates are, of all names or of one. @throws {OperatorError} cert.not-found */
	check(options: CheckOptions): Promise<readonly CheckResult[]>;
	/** @throws {OperatorError} see {@link exportCertificate} */
	export(name: string, options: ExportOptions): Promise<Exported>;
	/** @throws {OperatorError} cert.not-found, cert.exists, cert.in-use, usage.invalid */
	rename(from: string, to: string): Promise<void>;
	/** Moves all files to the archive. @throws {OperatorError} cert.not-found, cert.in-use */
	remove(name: string): Promise<void>;
	/** Makes it the one that is served where nothing else is said. @throws {OperatorError} as {@link CertificateStore.load} */
	setDefault(name: string, options?: LoadOptions): Promise<void>;
}

export interface Force {
	/** Replace what is there under the name. */
	readonly force?: boolean;
}

/** Opens the store, and completes first what a power cut interrupted. */
export async function openCertificateStore(
	parts: StoreParts,
): Promise<CertificateStore> {
	const { folder, keys, nowMs } = parts;
	await finishChanges(folder, nowMs());

	const read: CertificateStore["read"] = async (name, options) => {
		checkCertificateName(name);
		const { crt, ...stored } = await readStored(folder, name);
		if (crt === undefined) throw await notFound(folder, name);
		return readPair({ ...stored, crt }, keys, options);
	};
	const load: CertificateStore["load"] = async (name, options) => {
		const file = await read(name, options);
		await refuseOpenKey(folder, name);
		checkServable(file, nowMs());
		return file;
	};
	return {
		read,
		load,
		names: () => storedNames(folder),
		list: async () => {
			const names = await storedNames(folder);
			return Promise.all(names.map((name) => summarize(name, parts, load)));
		},
		listPublic: async () => {
			const names = await storedNames(folder);
			return Promise.all(names.map((name) => publicFacts(name, parts)));
		},
		create: async ({ force, ...wish }) => {
			checkCertificateName(wish.name);
			await checkFree(folder, wish.name, { force: force === true });
			const made = await makeCertificate(wish, keys, nowMs());
			const archived = await archiveCopies(folder, wish.name, nowMs());
			const put = [...archived, ...pairFiles(wish.name, made)];
			await commitChange(folder, { put }, nowMs());
			return read(wish.name, openingWith(wish.encryptKey));
		},
		planImport: async (wish) =>
			planImport(wish, await viewStore(folder, keys), {
				keys,
				nowMs: nowMs(),
			}),
		carryOut: (plan) => carryOutImport(plan, parts),
		renew: (name, options) => renewCertificate(name, options, parts),
		request: (name, options) => requestFor(name, options ?? {}, parts),
		check: (options) => checkCertificates(options, parts, load),
		export: (name, options) => exportCertificate(name, options, parts),
		rename: (from, to) => renameCertificate({ from, to }, parts),
		remove: (name) => removeCertificate(name, parts),
		setDefault: async (name, options) => {
			await load(name, options);
			await parts.defaultChoice?.write(name);
		},
	};
}

function openingWith(passphrase: Secret | undefined): LoadOptions {
	return passphrase === undefined ? {} : { passphrase };
}

/** What `load` says decides, so that the list and the server never disagree. */
async function summarize(
	name: string,
	parts: StoreParts,
	load: CertificateStore["load"],
): Promise<StoredCertificate> {
	const [facts, problem] = await Promise.all([
		publicFacts(name, parts),
		load(name).then(() => undefined, problemOf),
	]);
	return { ...facts, problem };
}

async function publicFacts(
	name: string,
	{ folder }: StoreParts,
): Promise<PublicCertificate> {
	const stored = await readStored(folder, name);
	const { leaf, request } = await viewPublic(stored);
	return {
		isOwn: leaf !== undefined && isOwnSelfSigned(leaf, request),
		name,
		hasKey: stored.key !== undefined,
		hasRequest: stored.csr !== undefined,
		leaf,
	};
}

function problemOf(error: unknown): OperatorError {
	if (error instanceof OperatorError) return error;
	throw error;
}
