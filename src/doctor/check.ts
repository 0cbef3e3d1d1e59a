import type { OperatorError } from "../base/index.ts";
import type { Setup } from "./setup.ts";

/** How something stands: `skip` could not be looked at, and counts as neither good nor bad. */
export type Verdict = "ok" | "warn" | "FAIL" | "skip";

/** What can be put right without asking. */
export interface Mend {
	/** What it does, after "would": @example "set the mode of /srv/d/certs/nas.key to 600" */
	readonly act: string;
	run(): Promise<void>;
}

/** One thing that a check found. */
export interface Finding {
	readonly verdict: Verdict;
	/** One sentence with the observed fact. */
	readonly fact: string;
	readonly why?: string;
	/** A command to run or an edit to make. */
	readonly fix?: string;
	readonly mend?: Mend;
}

/** One row of the table of checks. */
export interface Check {
	/** Stable, for scripts. @example "certificates.pair" */
	readonly id: string;
	/** A few words for people. */
	readonly title: string;
	/** It takes long enough that somebody who waits should be told. */
	readonly isSlow?: true;
	run(setup: Setup): Promise<readonly Finding[]>;
}

export function ok(fact: string): Finding {
	return { verdict: "ok", fact };
}

/** @param fact why the check could not be made */
export function skip(fact: string): Finding {
	return { verdict: "skip", fact };
}

/** What a {@link Finding} says beyond its fact. */
export type Remedy = Pick<Finding, "why" | "fix" | "mend">;

export function warn(fact: string, remedy: Remedy = {}): Finding {
	return { verdict: "warn", fact, ...remedy };
}

export function bad(fact: string, remedy: Remedy = {}): Finding {
	return { verdict: "FAIL", fact, ...remedy };
}

/** An error for people as a finding. */
export function failure(
	error: OperatorError,
	extra: Pick<Finding, "mend"> = {},
): Finding {
	const { code, fix, message, why } = error;
	return bad(`${message.replace(/\.$/, "")} [${code}]`, {
		...(why === undefined ? {} : { why }),
		...(fix === undefined ? {} : { fix }),
		...extra,
	});
}
