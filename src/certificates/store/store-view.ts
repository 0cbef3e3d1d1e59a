import { type Folder, OperatorError, type Secret } from "../../base/index.ts";
import { contentsOf } from "../containers/file-contents.ts";
import { DerError } from "../der/der.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import {
	type RequestFacts,
	readRequest,
} from "../facts/certificate-request.ts";
import type { KeyMaterial } from "../keys/key-material.ts";
import { type PrivateKeyFacts, readKey } from "../keys/private-key.ts";
import { certificatesIn, keyIn } from "./stored-blocks.ts";
import {
	pathOf,
	readStored,
	type StoredFiles,
	storedNames,
} from "./stored-files.ts";

/** What is known of one name in the store; what cannot be read is undefined. */
export interface StoredEntry {
	readonly files: StoredFiles;
	readonly leaf: CertificateFacts | undefined;
	readonly request: RequestFacts | undefined;
	readonly key: PrivateKeyFacts | undefined;
	/**
	 * Which key it is, by the SHA-256 of its public half. An encrypted key does not say, but its request or
	 * certificate does.
	 */
	readonly spkiSha256: string | undefined;
}

/** Everything in the store, for questions about all of it. Never throws for what a file holds. */
export async function viewStore(
	folder: Folder,
	keys: KeyMaterial,
): Promise<readonly StoredEntry[]> {
	const names = await storedNames(folder);
	return Promise.all(
		names.map(async (name) => viewEntry(await readStored(folder, name), keys)),
	);
}

/** One name of the store. */
export async function viewEntry(
	files: StoredFiles,
	keys: KeyMaterial,
	passphrase?: Secret,
): Promise<StoredEntry> {
	const { name, key: keyBytes } = files;
	const [{ leaf, request }, key] = await Promise.all([
		viewPublic(files),
		readable(keyBytes, (bytes) => {
			const file = pathOf(name, "key");
			const options = passphrase === undefined ? {} : { passphrase };
			return readKey({ key: keyIn(bytes, file), file, ...options }, keys);
		}),
	]);
	const spkiSha256 =
		keyBytes === undefined
			? undefined
			: (key?.spkiSha256 ?? request?.spkiSha256 ?? leaf?.spkiSha256);
	return { files, leaf, request, key, spkiSha256 };
}

/** What is known of one name without its key. */
export async function viewPublic({
	name,
	crt,
	csr,
}: StoredFiles): Promise<Pick<StoredEntry, "leaf" | "request">> {
	const [leaf, request] = await Promise.all([
		readable(crt, async (bytes) => {
			const [first] = await certificatesIn(bytes, pathOf(name, "crt"));
			return first;
		}),
		readable(csr, requestIn),
	]);
	return { leaf, request };
}

/** The first request in a file's bytes. @throws {DerError} when it cannot be read */
export async function requestIn(
	bytes: Uint8Array,
): Promise<RequestFacts | undefined> {
	for (const { item } of contentsOf({ name: "", bytes })) {
		if (item.kind === "request") return readRequest(item.der);
	}
	return undefined;
}

async function readable<T>(
	bytes: Uint8Array | undefined,
	read: (bytes: Uint8Array) => Promise<T | undefined>,
): Promise<T | undefined> {
	if (bytes === undefined) return undefined;
	try {
		return await read(bytes);
	} catch (error) {
		const isExpected =
			error instanceof OperatorError || error instanceof DerError;
		if (isExpected) return undefined;
		throw error;
	}
}
