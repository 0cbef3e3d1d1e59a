import { OperatorError } from "../../base/index.ts";
import { contentsOf } from "../containers/file-contents.ts";
import { DerError } from "../der/der.ts";
import {
	type CertificateFacts,
	readCertificate,
} from "../facts/certificate-facts.ts";
import type { KeyInput } from "../keys/key-material.ts";

/**
 * The certificates of a `.crt` file in their order.
 *
 * @throws {OperatorError} cert.unreadable when there is none, or one is damaged
 */
export async function certificatesIn(
	bytes: Uint8Array,
	file: string,
): Promise<readonly CertificateFacts[]> {
	// The server comes by the same file twice at its start, and at each look at the store: what it holds is found out once (4 ms).
	const content = latin1.decode(bytes);
	const before = known.get(content);
	if (before !== undefined) return before;
	const certificates = await readAll(bytes, file);
	if (known.size >= MOST_KNOWN) known.clear();
	known.set(content, certificates);
	return certificates;
}

const latin1 = new TextDecoder("latin1");
const known = new Map<string, readonly CertificateFacts[]>();
/** Files whose certificates are kept in mind; few kilobytes each. */
const MOST_KNOWN = 64;

async function readAll(
	bytes: Uint8Array,
	file: string,
): Promise<readonly CertificateFacts[]> {
	const found = contentsOf({ name: file, bytes });
	const damaged = found.find(({ item }) => item.kind === "damaged")?.item;
	if (damaged?.kind === "damaged") throw unreadable(file, damaged.what);
	const ders = found.flatMap(({ item }) =>
		item.kind === "certificate" ? [item.der] : [],
	);
	if (ders.length === 0) {
		const other = found.find(({ item }) => item.kind === "other")?.item;
		throw unreadable(
			file,
			other?.kind === "other" ? `it is ${other.what}` : undefined,
		);
	}
	try {
		return await Promise.all(ders.map(readCertificate));
	} catch (error) {
		if (error instanceof DerError) throw unreadable(file, error.message);
		throw error;
	}
}

function unreadable(file: string, why?: string): OperatorError {
	return new OperatorError(
		"cert.unreadable",
		`${file} holds no certificate that can be read`,
		why === undefined ? {} : { why },
	);
}

/**
 * The private key in a `.key` file, not yet read.
 *
 * @throws {OperatorError} key.unreadable when there is none
 */
export function keyIn(bytes: Uint8Array, file: string): KeyInput {
	const found = contentsOf({ name: file, bytes });
	const keys = found.flatMap(({ item }) =>
		item.kind === "private-key" ? [item.key] : [],
	);
	const [key] = keys;
	if (key !== undefined) return key;
	const odd = found.find(({ item }) => "what" in item)?.item;
	throw new OperatorError(
		"key.unreadable",
		`${file} holds no private key that can be read`,
		odd !== undefined && "what" in odd ? { why: `found: ${odd.what}` } : {},
	);
}
