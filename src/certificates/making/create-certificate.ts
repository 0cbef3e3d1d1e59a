import { DAY_MS, OperatorError, type Secret } from "../../base/index.ts";
import { type CertificateName, commonNameFor } from "../facts/names.ts";
import { checkSubject, type Subject } from "../facts/subject.ts";
import { checkNewPassphrase, keptKey } from "../keys/encrypt-key.ts";
import type { KeyMaterial } from "../keys/key-material.ts";
import { generateKey, type KeyAlgorithm } from "../keys/keys.ts";
import { type Contents, makeRequest, makeSelfSigned } from "./x509.ts";

/** Clients on Apple's systems refuse certificates that live longer, even trusted by hand. */
export const MOST_DAYS = 825;

/** What a new certificate is to be. */
export interface CertificateWish {
	readonly name: string;
	/** At least one. */
	readonly names: readonly CertificateName[];
	/** The common name is the first DNS name that fits, unless it is said here. */
	readonly subject?: Subject;
	readonly algorithm: KeyAlgorithm;
	/** From now on, 1 to {@link MOST_DAYS}. */
	readonly days: number;
	/** Keeps the key encrypted with this passphrase; not empty. Who loads the certificate must give it. */
	readonly encryptKey?: Secret;
}

/** The content of the three files. */
export interface NewCertificate {
	/** PKCS#8, PEM; encrypted when that was wished. */
	readonly key: Secret;
	readonly csr: string;
	readonly crt: string;
}

/**
 * Makes a key, a request and a self-signed certificate with the same subject and names.
 *
 * @throws {OperatorError} usage.invalid for days out of range, no names, an empty passphrase, or a subject that cannot be
 * written
 */
export async function makeCertificate(
	wish: CertificateWish,
	keys: KeyMaterial,
	nowMs: number,
): Promise<NewCertificate> {
	checkDays(wish.days);
	const subject = subjectFor(wish);
	if (wish.encryptKey !== undefined) checkNewPassphrase(wish.encryptKey);
	const key = await generateKey(wish.algorithm, keys);
	const contents = { subject, names: wish.names, keys: pairOf(key, keys) };
	return {
		key: await keptKey(key, wish.encryptKey, keys),
		csr: await makeRequest(contents),
		crt: await makeSelfSigned({ ...contents, ...validity(wish.days, nowMs) }),
	};
}

/** Begins a day back, for clients whose clocks are behind or in another zone by mistake. */
export function validity(
	days: number,
	nowMs: number,
): { readonly notBeforeMs: number; readonly notAfterMs: number } {
	return { notBeforeMs: nowMs - DAY_MS, notAfterMs: nowMs + days * DAY_MS };
}

/** @throws {OperatorError} usage.invalid */
export function checkDays(days: number): void {
	if (Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return;
	throw new OperatorError(
		"usage.invalid",
		`a certificate cannot be valid for ${days} days`,
		{
			why: `expected a whole number from 1 to ${MOST_DAYS}: clients on Apple's systems refuse longer ones`,
			fix: `--days ${MOST_DAYS}`,
		},
	);
}

/** The key with its public half. It was just made or already read, so not being readable would be our own mistake. */
export function pairOf(
	key: Secret,
	keys: Pick<KeyMaterial, "readPrivateKey">,
): Contents["keys"] {
	const reading = keys.readPrivateKey(key);
	if (reading.status !== "read")
		throw new Error("a key of ours cannot be read");
	return { pkcs8: key, spki: reading.spki };
}

/** Where there is no DNS name for a common name, the store's name keeps the subject from being empty, which issuers must not be. */
function subjectFor({ name, names, subject = {} }: CertificateWish): Subject {
	if (names.length === 0) {
		throw new OperatorError(
			"usage.invalid",
			"a certificate needs at least one name",
			{
				why: "clients compare the name that they connect to with those in the certificate, and with nothing else",
				fix: "--san nas.example.com, or --local-names for this machine's own",
			},
		);
	}
	const commonName = subject.commonName ?? commonNameFor(names);
	const checked = checkSubject({
		...subject,
		...(commonName === undefined ? {} : { commonName }),
	});
	return Object.keys(checked).length > 0 ? checked : { organization: name };
}
