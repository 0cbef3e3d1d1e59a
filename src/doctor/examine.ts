import { OperatorError } from "../base/index.ts";
import {
	type Check,
	type Finding,
	failure,
	skip,
	type Verdict,
} from "./check.ts";
import { type DoctorParts, readSetup, type Setup } from "./setup.ts";

/** What a check found, and what was done about it. */
export interface Examined {
	readonly check: Check;
	readonly findings: readonly Finding[];
	/** Sentences: what was put right, or would be under a dry run. */
	readonly mended: readonly string[];
}

/** How an examination is made. */
export interface ExamineOptions {
	readonly checks: readonly Check[];
	/** `act` puts right what can be; `plan` only says what it would. */
	readonly mending: "none" | "plan" | "act";
	/** Told before a check that takes time. */
	readonly onSlow: (check: Check) => void;
}

/** Makes all checks in their order, and with `act` those again in which something was put right. */
export async function examine(
	parts: DoctorParts,
	{ checks, mending, onSlow }: ExamineOptions,
): Promise<readonly Examined[]> {
	let setup = await readSetup(parts);
	const found: Examined[] = [];
	for (const check of checks) {
		if (check.isSlow === true) onSlow(check);
		const findings = await findingsOf(check, setup);
		const mends = findings.flatMap(({ mend }) => mend ?? []);
		if (mending === "none" || mends.length === 0) {
			found.push({ check, findings, mended: [] });
			continue;
		}
		if (mending === "plan") {
			const mended = mends.map(({ act }) => `would ${act}`);
			found.push({ check, findings, mended });
			continue;
		}
		const mended: string[] = [];
		const failures: Finding[] = [];
		for (const mend of mends) {
			try {
				await mend.run();
				mended.push(`did: ${mend.act}`);
			} catch (error) {
				failures.push(notMended(mend.act, error));
			}
		}
		// What comes after it looks at things as they are now, too.
		setup = await readSetup(parts);
		const again = await findingsOf(check, setup);
		found.push({ check, findings: [...again, ...failures], mended });
	}
	return found;
}

async function findingsOf(
	check: Check,
	setup: Setup,
): Promise<readonly Finding[]> {
	try {
		return await check.run(setup);
	} catch (error) {
		if (error instanceof OperatorError) return [failure(error)];
		const why = error instanceof Error ? error.message : String(error);
		return [skip(`this check could not be made: ${why}`)];
	}
}

function notMended(act: string, error: unknown): Finding {
	const why = error instanceof Error ? error.message : String(error);
	return { verdict: "FAIL", fact: `could not ${act}`, why };
}

const RANKS: Readonly<Record<Verdict, number>> = {
	skip: 0,
	ok: 1,
	warn: 2,
	FAIL: 3,
};

/** The worst of several; `skip` when there is nothing else. */
export function worst(findings: readonly Pick<Finding, "verdict">[]): Verdict {
	return findings.reduce<Verdict>(
		(so, { verdict }) => (RANKS[verdict] > RANKS[so] ? verdict : so),
		"skip",
	);
}
