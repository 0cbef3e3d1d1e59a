import { printable } from "../../base/index.ts";
import { type InspectedKey, shortHash } from "../../certificates/index.ts";
import { systemClock } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import type { Inspected } from "./inspect.ts";
import {
	certificateDocument,
	certificateRows,
	findingDocuments,
	findingLines,
	table,
	whenText,
} from "./words.ts";

/** A private key in one row. */
export function keyRow(
	{ file, facts, fits, problem }: InspectedKey,
	{ hasLeaf }: { readonly hasLeaf: boolean },
): readonly [string, string] {
	if (facts === undefined) return ["private key", problem?.message ?? file];
	const kind = `${facts.encrypted ? "encrypted " : ""}${facts.key.description}`;
	const what = `${kind}, public key ${shortHash(facts.spkiSha256)}`;
	if (!hasLeaf) return ["private key", what];
	return ["private key", `${what}: ${fits ? "fits" : "does not fit"}`];
}

/** Prints what an inspection found. */
export async function report(
	{ output }: Invocation,
	{ facts, inspection, problems, rows, source }: Inspected,
): Promise<void> {
	const { findings, intermediates, keys, leaf, others, requests } = inspection;
	const nowMs = systemClock.nowMs();
	const chain = intermediates.map(
		(one) =>
			[
				"chain",
				`${one.subject}, ends ${whenText(one.notAfterMs, nowMs)}`,
			] as const,
	);
	const beside = others.map(
		(one) => [one.isSelfIssued ? "root" : "beside", one.subject] as const,
	);
	await output.result({
		lines: [
			...table([
				[source.kind, source.at],
				...(leaf === undefined ? [] : certificateRows(leaf, nowMs)),
				...chain,
				...beside,
				...rows,
			]),
			...problems.map(
				({ code, message }) => `warning: ${printable(message)} [${code}]`,
			),
			...findingLines(findings),
		],
		document: {
			schema: "oceanftp.cert-inspect/1",
			source: { ...source },
			...facts,
			certificate: leaf === undefined ? null : certificateDocument(leaf),
			chain: intermediates.map(certificateDocument),
			others: others.map(certificateDocument),
			keys: keys.map((key) => ({
				file: key.file,
				key: key.facts?.key.description ?? null,
				spkiSha256: key.facts?.spkiSha256 ?? null,
				encrypted: key.facts?.encrypted ?? null,
				fits: key.fits,
			})),
			requests: requests.map(({ key, names, spkiSha256, subject }) => ({
				subject,
				names: names.map(({ kind, value }) => `${kind}:${value}`),
				key: key.description,
				spkiSha256,
			})),
			problems: problems.map(({ code, message, why }) => ({
				code,
				error: message,
				why: why ?? null,
			})),
			findings: findingDocuments(findings),
		},
	});
}
