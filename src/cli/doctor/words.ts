import { printable } from "../../base/index.ts";
import {
	type Examined,
	type Finding,
	type Verdict,
	worst,
} from "../../doctor/index.ts";

/** Where a finding's sentence begins, and what explains it. */
const INDENT = " ".repeat(5);

/** As terminals count them: green, yellow, red, faint. */
const COLORS: Readonly<Record<Verdict, number>> = {
	ok: 32,
	warn: 33,
	FAIL: 31,
	skip: 2,
};

/** How lines look. */
interface Look {
	readonly color: boolean;
}

/** What a check found, for people: a line for each finding, with why and fix below, and what was done. */
export function examinedLines(
	{ check, findings, mended }: Examined,
	look: Look,
): readonly string[] {
	return [
		...findings.flatMap((finding) => findingLines(check.title, finding, look)),
		...mended.map((sentence) => `${INDENT}${printable(sentence)}`),
	];
}

function findingLines(
	title: string,
	finding: Finding,
	{ color }: Look,
): readonly string[] {
	const { fact, fix, verdict, why } = finding;
	// A fact that begins with its title would say it twice.
	const sentence = fact.startsWith(title) ? fact : `${title}: ${fact}`;
	const shown = color ? `\x1b[${COLORS[verdict]}m${verdict}\x1b[0m` : verdict;
	const gap = " ".repeat(INDENT.length - verdict.length);
	return [
		`${shown}${gap}${printable(sentence)}`,
		...labelled("why", why),
		...labelled("fix", fix),
	];
}

function labelled(label: string, text: string | undefined): readonly string[] {
	if (text === undefined) return [];
	return text
		.split("\n")
		.map((line, index) =>
			index === 0
				? `${INDENT}${label}: ${printable(line)}`
				: `${INDENT}     ${printable(line)}`,
		);
}

/** @example "24 ok, 1 warning, 0 failures, 3 not looked at" */
export function summaryLine(findings: readonly Finding[]): string {
	const count = (wanted: Verdict): number =>
		findings.filter(({ verdict }) => verdict === wanted).length;
	const warnings = count("warn");
	const failures = count("FAIL");
	return [
		`${count("ok")} ok`,
		`${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
		`${failures} ${failures === 1 ? "failure" : "failures"}`,
		`${count("skip")} not looked at`,
	].join(", ");
}

/** What a check found, in JSON. */
export function examinedDocument({
	check,
	findings,
	mended,
}: Examined): Readonly<Record<string, unknown>> {
	return {
		id: check.id,
		title: check.title,
		verdict: worst(findings),
		findings: findings.map(({ fact, fix, mend, verdict, why }) => ({
			verdict,
			fact,
			why: why ?? null,
			fix: fix ?? null,
			mendable: mend !== undefined,
		})),
		mended,
	};
}
