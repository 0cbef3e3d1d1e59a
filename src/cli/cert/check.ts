import { DAY_MS, HOUR_MS, OperatorError } from "../../base/index.ts";
import { type CheckResult, SOON_MS } from "../../certificates/index.ts";
import type { Invocation } from "../command.ts";
import {
	type OpenCertificates,
	showCertificates,
} from "./open-certificates.ts";
import { givenPassphrase } from "./passphrase.ts";
import { findingDocuments, findingLines } from "./words.ts";

const EXIT: Readonly<Record<CheckResult["verdict"], number>> = {
	good: 0,
	attention: 10,
	unusable: 8,
};

/** `cert check [NAME]`: for cron. @returns 0, 10 (attention), 8 (unusable) */
export async function checkCertificates(
	invocation: Invocation,
): Promise<number> {
	const { input, output } = invocation;
	const within = input.value("within");
	const withinMs = within === undefined ? SOON_MS : timeFrom(within);
	const certificates = await showCertificates(invocation);
	const results = await resultsFor(invocation, certificates, withinMs);
	if (results.length === 0) output.note("There is no certificate to check.");
	const verdict = worst(results);
	await output.result({
		lines: results.flatMap(linesFor),
		document: {
			schema: "oceanftp.cert-check/1",
			verdict,
			certificates: results.map((each) => ({
				name: each.name,
				verdict: each.verdict,
				problem:
					each.problem === undefined
						? null
						: {
								code: each.problem.code,
								error: each.problem.message,
								why: each.problem.why ?? null,
								fix: each.problem.fix ?? null,
							},
				findings: findingDocuments(each.findings),
			})),
		},
	});
	return EXIT[verdict];
}

/** Without a name it is those that the server shows. */
async function resultsFor(
	invocation: Invocation,
	{ store, usage }: OpenCertificates,
	withinMs: number,
): Promise<readonly CheckResult[]> {
	const { input } = invocation;
	const named = input.word("name");
	if (named !== undefined && input.has("all")) {
		throw new OperatorError(
			"usage.invalid",
			"NAME and --all exclude each other.",
			{ fix: `oceanftp cert check ${named}` },
		);
	}
	const passphrase = await givenPassphrase(invocation);
	const opening = passphrase === undefined ? {} : { passphrase };
	const options = { withinMs, ...opening };
	if (named !== undefined) return store.check({ name: named, ...options });
	const all = await store.check(options);
	if (input.has("all")) return all;
	// Before the first start there is nothing yet, and nothing is wrong with that.
	if (all.length === 0 && usage.chosenBy === undefined) return [];
	const shown = new Set([usage.defaultName, ...usage.ofListeners.keys()]);
	const missing = [...shown].filter(
		(name) => !all.some((each) => each.name === name),
	);
	// The error for a name that is not there says what is.
	for (const name of missing) await store.check({ name, ...options });
	return all.filter(({ name }) => shown.has(name));
}

const UNITS: Readonly<Record<string, number>> = {
	h: HOUR_MS,
	d: DAY_MS,
	w: 7 * DAY_MS,
};

function timeFrom(text: string): number {
	const [, count = "", unit = ""] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
	const unitMs = UNITS[unit];
	if (unitMs !== undefined) return Number(count) * unitMs;
	throw new OperatorError("usage.invalid", `--within cannot be "${text}".`, {
		fix: "--within takes a time such as 30d, 2w or 12h",
	});
}

function worst(results: readonly CheckResult[]): CheckResult["verdict"] {
	const has = (verdict: CheckResult["verdict"]): boolean =>
		results.some((each) => each.verdict === verdict);
	if (has("unusable")) return "unusable";
	return has("attention") ? "attention" : "good";
}

function linesFor({
	name,
	verdict,
	problem,
	findings,
}: CheckResult): readonly string[] {
	return [
		`${name}: ${verdict}`,
		...(problem === undefined
			? []
			: [
					`  ${problem.message} [${problem.code}]`,
					...(problem.why === undefined ? [] : [`  why: ${problem.why}`]),
					...(problem.fix === undefined ? [] : [`  fix: ${problem.fix}`]),
				]),
		...findingLines(findings).map((line) => `  ${line}`),
	];
}
