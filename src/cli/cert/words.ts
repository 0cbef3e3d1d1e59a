import { printable } from "../../base/index.ts";
import {
	type CertificateFacts,
	type CertificateName,
	distanceText,
	type Finding,
	fingerprint,
	formatName,
} from "../../certificates/index.ts";
import type { Invocation } from "../command.ts";
import type { FileChanges } from "./recorded-folder.ts";

/** A day where this machine stands. @example localDate(0) === "1970-01-01" in London */
export function localDate(ms: number): string {
	const date = new Date(ms);
	const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
	return parts.map((part) => String(part).padStart(2, "0")).join("-");
}

/** @example "2027-02-21, in 91 days" */
export function whenText(ms: number, nowMs: number): string {
	return `${localDate(ms)}, ${distanceText(ms, nowMs)}`;
}

/** RFC 3339, UTC, whole seconds. */
export function rfc3339(ms: number): string {
	return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}

/** Names as clients write them; kinds that are rare are said. A stranger's certificate says nothing to the terminal. @example "nas.example.com, 192.0.2.7, email:a@b.example" */
export function namesText(names: readonly CertificateName[]): string {
	if (names.length === 0) return "none";
	return printable(
		names
			.map((name) =>
				name.kind === "dns" || name.kind === "ip"
					? name.value
					: formatName(name),
			)
			.join(", "),
	);
}

/** The pin that HTTP clients and mobile apps are given: SHA-256 of the public key, base64. @see RFC 7469 §2.4 */
export function pinOf(spkiSha256: string): string {
	const bytes = spkiSha256.match(/../g) ?? [];
	return btoa(
		bytes.map((hex) => String.fromCharCode(Number.parseInt(hex, 16))).join(""),
	);
}

/** Lines `label  text`, the labels in one column, without control characters. */
export function table(
	rows: readonly (readonly [string, string])[],
): readonly string[] {
	const width = Math.max(0, ...rows.map(([label]) => label.length));
	return rows.map(
		([label, text]) => `${label.padEnd(width)}  ${printable(text)}`,
	);
}

/** A certificate for people, as rows. */
export function certificateRows(
	facts: CertificateFacts,
	nowMs: number,
): readonly (readonly [string, string])[] {
	const { notAfterMs, notBeforeMs, purposes } = facts;
	return [
		["names", namesText(facts.names)],
		["subject", facts.subject === "" ? "none" : facts.subject],
		["issuer", facts.isSelfIssued ? "itself (self-signed)" : facts.issuer],
		["begins", whenText(notBeforeMs, nowMs)],
		["ends", whenText(notAfterMs, nowMs)],
		["key", facts.key.description],
		["usage", usageText(purposes, facts.isCa)],
		["serial", facts.serial],
		["SHA-256", fingerprint(facts.sha256)],
		["pin", `sha256/${pinOf(facts.spkiSha256)}`],
	];
}

function usageText(
	purposes: readonly string[] | undefined,
	isCa: boolean,
): string {
	const uses = purposes?.join(", ") ?? "any (it does not say)";
	return isCa ? `${uses}; signs other certificates` : uses;
}

/** A certificate in JSON, the same wherever one is shown. */
export function certificateDocument(
	facts: CertificateFacts,
): Readonly<Record<string, unknown>> {
	return {
		subject: facts.subject,
		issuer: facts.issuer,
		selfSigned: facts.isSelfIssued,
		serial: facts.serial,
		names: facts.names.map(formatName),
		notBefore: rfc3339(facts.notBeforeMs),
		notAfter: rfc3339(facts.notAfterMs),
		key: facts.key.description,
		ca: facts.isCa,
		usage: facts.purposes ?? null,
		sha256: facts.sha256,
		spkiSha256: facts.spkiSha256,
		pin: pinOf(facts.spkiSha256),
	};
}

/** @example "warning: it ends on 2026-12-01, in 9 days [cert.expires-soon]" */
export function findingLines(findings: readonly Finding[]): readonly string[] {
	return findings.map(
		({ code, level, text }) => `${level}: ${printable(text)} [${code}]`,
	);
}

/** Findings in JSON. */
export function findingDocuments(
	findings: readonly Finding[],
): readonly Finding[] {
	return findings.map(({ code, level, text }) => ({ code, level, text }));
}

/** What happened to files, or under `--dry-run` would have. */
export function changeRows(
	{ written, archived, removed }: FileChanges,
	{ input }: Pick<Invocation, "input">,
): readonly (readonly [string, string])[] {
	const [write, archive, remove] = input.has("dry-run")
		? ["would write", "would archive", "would remove"]
		: ["wrote", "archived", "removed"];
	return [
		...written.map((path) => [write, path] as const),
		...archived.map((path) => [archive, path] as const),
		...removed.map((path) => [remove, path] as const),
	];
}

/** What happened to files, in JSON. */
export function changeDocument(
	files: FileChanges,
	{ input }: Pick<Invocation, "input">,
): Readonly<Record<string, unknown>> {
	return { dryRun: input.has("dry-run"), ...files };
}
