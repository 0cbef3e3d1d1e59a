import { CHECKS, examine, worst } from "../../doctor/index.ts";
import { hostDiagnosis, systemClock } from "../../platform/index.ts";
import { givenPassphrase } from "../cert/passphrase.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData } from "../open-data.ts";
import { usesColor } from "../output.ts";
import { examinedDocument, examinedLines, summaryLine } from "./words.ts";

/** Something warns or fails. */
const ATTENTION = 10;

/** `doctor`. @returns 0, or 10 when something warns or fails */
export async function runDoctor(invocation: Invocation): Promise<number> {
	const { files, input, output, process } = invocation;
	const choice = await chosenData(invocation);
	const passphrase = await givenPassphrase(invocation);
	const isDry = input.has("dry-run");
	const examined = await examine(
		{
			process,
			files,
			machine: hostDiagnosis(),
			choice,
			loadConfig: () => loadConfig(invocation, choice),
			passphrase,
			nowMs: systemClock.nowMs,
		},
		{
			checks: CHECKS,
			mending: isDry ? "plan" : input.has("fix") ? "act" : "none",
			onSlow: ({ title }) => output.note(`trying ${title} ...`),
		},
	);
	const findings = examined.flatMap((each) => each.findings);
	const verdict = worst(findings);
	const color = usesColor(input.value("color"), {
		env: process.env,
		// The lines are the result, and go to stdout.
		isTerminal: { ...process.isTerminal, stderr: process.isTerminal.stdout },
	});
	await output.result({
		lines: [
			...examined.flatMap((each) => examinedLines(each, { color })),
			summaryLine(findings),
		],
		document: {
			schema: "oceanftp.doctor/1",
			verdict,
			dryRun: isDry,
			checks: examined.map(examinedDocument),
		},
	});
	return verdict === "warn" || verdict === "FAIL" ? ATTENTION : 0;
}
