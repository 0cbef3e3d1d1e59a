import { DAY_MS, type ErrorCode } from "../../base/index.ts";
import type { CertificateFacts } from "./certificate-facts.ts";
import { type CertificateName, formatName } from "./names.ts";
import { isWeak } from "./public-key.ts";
import { dateText, distanceText } from "./sentences.ts";

/** What can be said of a certificate that is no failure by itself; `oceanftp help CODE` explains each. */
export type FindingCode = Extract<
	ErrorCode,
	| "cert.chain-gap"
	| "cert.chain-order"
	| "cert.eku"
	| "cert.expired"
	| "cert.expires-soon"
	| "cert.ignored"
	| "cert.is-ca"
	| "cert.name-missing"
	| "cert.no-san"
	| "cert.not-yet-valid"
	| "cert.root-in-chain"
	| "cert.weak"
	| "key.decrypted"
	| "key.encrypted"
>;

export interface Finding {
	readonly code: FindingCode;
	/** A `warning` will make some client refuse; a `note` only says what was done. */
	readonly level: "warning" | "note";
	/** One sentence without a final stop. */
	readonly text: string;
}

/** What clients may hold against a certificate at this time. */
export function findingsOf(
	leaf: CertificateFacts,
	nowMs: number,
	withinMs: number = 0,
): readonly Finding[] {
	const found: Finding[] = [];
	const warn = (code: FindingCode, text: string): void => {
		found.push({ code, level: "warning", text });
	};
	const { notAfterMs, notBeforeMs, purposes } = leaf;
	const end = `${dateText(notAfterMs)}, ${distanceText(notAfterMs, nowMs)}`;
	if (nowMs > notAfterMs) warn("cert.expired", `it ended on ${end}`);
	else if (notAfterMs - nowMs <= withinMs) {
		warn("cert.expires-soon", `it ends on ${end}`);
	}
	if (nowMs < notBeforeMs) {
		const begin = `${dateText(notBeforeMs)}, ${distanceText(notBeforeMs, nowMs)}`;
		warn("cert.not-yet-valid", `it begins on ${begin}`);
	}
	if (isWeak(leaf.key)) {
		warn("cert.weak", `its key is ${leaf.key.description}`);
	}
	if (leaf.names.length === 0) {
		warn(
			"cert.no-san",
			"it has no alternative names; clients of today do not look at the common name",
		);
	}
	if (leaf.isCa) {
		warn("cert.is-ca", "it is an authority's certificate, not a server's");
	}
	const serves = purposes?.some((one) => one === "serverAuth" || one === "any");
	if (serves === false) {
		warn(
			"cert.eku",
			`it is for ${purposes?.join(", ") ?? ""} and not for servers (serverAuth)`,
		);
	}
	return found;
}

/** The names that a request asked for and its answer lacks. */
export function missingNames(
	asked: readonly CertificateName[],
	granted: readonly CertificateName[],
): readonly Finding[] {
	const has = new Set(granted.map((name) => formatName(name).toLowerCase()));
	return asked
		.map(formatName)
		.filter((name) => !has.has(name.toLowerCase()))
		.map((name) => ({
			code: "cert.name-missing",
			level: "warning",
			text: `the request asked for ${name}, the certificate does not have it`,
		}));
}

/** How long before its end a certificate should be spoken of. */
export const SOON_MS: number = 30 * DAY_MS;
