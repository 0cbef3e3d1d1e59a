import type {
	CertificateFacts,
	CertificateName,
	StoredCertificate,
} from "../../certificates/index.ts";
import { systemClock } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import { showCertificates } from "./open-certificates.ts";
import { certificateDocument, namesText, whenText } from "./words.ts";

/** `cert list` */
export async function listCertificates(invocation: Invocation): Promise<void> {
	const { output } = invocation;
	const { store, usage } = await showCertificates(invocation);
	const all = await store.list();
	if (all.length === 0) {
		output.note(
			"There are no certificates. The server's first start makes one, or: oceanftp cert create NAME",
		);
	}
	await output.result({
		lines: linesFor(all, usage.defaultName),
		document: {
			schema: "oceanftp.certs/1",
			default: usage.defaultName,
			certificates: all.map((one) => ({
				name: one.name,
				default: one.name === usage.defaultName,
				hasKey: one.hasKey,
				keyEncrypted: isKeyEncrypted(one),
				openRequest: hasOpenRequest(one),
				certificate:
					one.leaf === undefined ? null : certificateDocument(one.leaf),
				problem:
					one.problem === undefined
						? null
						: { code: one.problem.code, error: one.problem.message },
			})),
		},
	});
}

/** Its answer would be taken at once: nothing that an authority signed stands in its place. */
export function hasOpenRequest({
	hasRequest,
	leaf,
}: Pick<StoredCertificate, "hasRequest" | "leaf">): boolean {
	return hasRequest && (leaf === undefined || leaf.isSelfIssued);
}

const HEADINGS = ["", "NAME", "ENDS", "KEY", "ISSUER", "REQUEST", "NAMES"];

function linesFor(
	all: readonly StoredCertificate[],
	defaultName: string,
): readonly string[] {
	if (all.length === 0) return [];
	const nowMs = systemClock.nowMs();
	const rows = all.map((one) => {
		const { leaf } = one;
		return [
			one.name === defaultName ? "*" : "",
			one.name,
			leaf === undefined ? "-" : whenText(leaf.notAfterMs, nowMs),
			keyText(one),
			issuerText(leaf),
			hasOpenRequest(one) ? "open" : "-",
			leaf === undefined ? "-" : shortNames(leaf.names),
		];
	});
	const cells = [HEADINGS, ...rows];
	const widths = HEADINGS.map((_, column) =>
		Math.max(...cells.map((row) => row[column]?.length ?? 0)),
	);
	const lines = cells.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join("  ")
			.trimEnd(),
	);
	return [...lines, ...all.flatMap(problemLine)];
}

function issuerText(leaf: CertificateFacts | undefined): string {
	if (leaf === undefined) return "-";
	if (leaf.isSelfIssued) return "self-signed";
	return /(?:^|, )CN=([^,]+)/.exec(leaf.issuer)?.[1] ?? leaf.issuer;
}

/** So many that a line stays a line; inspect shows all. */
const SHOWN_NAMES = 3;

function shortNames(names: readonly CertificateName[]): string {
	const more = names.length - SHOWN_NAMES;
	const shown = namesText(names.slice(0, SHOWN_NAMES));
	return more > 0 ? `${shown} and ${more} more` : shown;
}

function keyText(one: StoredCertificate): string {
	const kind = one.leaf?.key.description ?? "-";
	return isKeyEncrypted(one) ? `${kind}, encrypted` : kind;
}

function isKeyEncrypted({ problem }: StoredCertificate): boolean {
	return problem?.code === "cert.key-encrypted";
}

/** A key that waits for its passphrase, and a request that waits for its answer, are as they should be. */
function problemLine(one: StoredCertificate): readonly string[] {
	const { name, problem } = one;
	if (problem === undefined || isKeyEncrypted(one)) return [];
	if (problem.code === "cert.not-found" && hasOpenRequest(one)) return [];
	return [`${name}: ${problem.message} [${problem.code}]`];
}
