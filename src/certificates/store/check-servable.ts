import { OperatorError } from "../../base/index.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import { isServable, isWeak } from "../facts/public-key.ts";
import { dateText, distanceText } from "../facts/sentences.ts";
import type { CertificateFile } from "./load-pair.ts";
import { pathOf } from "./stored-files.ts";

/**
 * Makes sure that clients would accept the certificate now.
 *
 * @throws {OperatorError} cert.weak, key.unreadable (a kind of key that TLS here does not have), cert.expired, cert.not-yet-valid
 */
export function checkServable(
	{ name, leaf }: Pick<CertificateFile, "name" | "leaf">,
	nowMs: number,
): void {
	const file = pathOf(name, "crt");
	const replace = `oceanftp cert create ${name} --force   (keeps the old one in certs/archive/)`;
	refuseUnusableKey({ file, leaf }, replace);
	if (nowMs > leaf.notAfterMs) {
		throw new OperatorError(
			"cert.expired",
			`the certificate ${name} has expired`,
			{
				why: `it ended on ${dateText(leaf.notAfterMs)}, ${distanceText(leaf.notAfterMs, nowMs)}`,
				fix: `oceanftp cert renew ${name}`,
			},
		);
	}
	if (nowMs < leaf.notBeforeMs) {
		throw new OperatorError(
			"cert.not-yet-valid",
			`the certificate ${name} is not valid yet`,
			{
				why: `it begins on ${dateText(leaf.notBeforeMs)}; this machine's clock says ${dateText(nowMs)}`,
				fix: "set the clock, or wait",
			},
		);
	}
}

/**
 * Makes sure that TLS can serve with the key and that it protects something.
 *
 * @throws {OperatorError} cert.weak, key.unreadable
 */
export function refuseUnusableKey(
	{ file, leaf }: { readonly file: string; readonly leaf: CertificateFacts },
	fix: string,
): void {
	const { description } = leaf.key;
	if (isWeak(leaf.key)) {
		throw new OperatorError(
			"cert.weak",
			`${file} has a key that is too short to protect anything`,
			{ why: `its key is ${description}; RSA needs 2048 bits`, fix },
		);
	}
	if (isServable(leaf.key)) return;
	throw new OperatorError(
		"key.unreadable",
		`${file} has a key that TLS cannot use here`,
		{ why: `its key is ${description}`, fix },
	);
}
