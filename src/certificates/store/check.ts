import { OperatorError, type Secret } from "../../base/index.ts";
import { type Finding, findingsOf } from "../facts/findings.ts";
import { orderChain } from "./chain.ts";
import type { CertificateFile, LoadOptions } from "./load-pair.ts";
import { existing } from "./manage.ts";
import type { StoreParts } from "./store-parts.ts";
import { storedNames } from "./stored-files.ts";

export interface CheckOptions {
	/** One name; else all. */
	readonly name?: string;
	/** Ending within this time counts as a warning. */
	readonly withinMs: number;
	/** Opens encrypted keys; without it they count as unusable. */
	readonly passphrase?: Secret;
}

/** How one certificate stands. */
export interface CheckResult {
	readonly name: string;
	/** `unusable` is exit 8, `attention` exit 10. */
	readonly verdict: "good" | "attention" | "unusable";
	/** Why it cannot be served. */
	readonly problem: OperatorError | undefined;
	readonly findings: readonly Finding[];
}

/**
 * Looks at certificates as a client would, for `cert check` and cron.
 *
 * @throws {OperatorError} cert.not-found when the one name is none
 */
export async function checkCertificates(
	{ name, withinMs, passphrase }: CheckOptions,
	parts: StoreParts,
	load: (name: string, options: LoadOptions) => Promise<CertificateFile>,
): Promise<readonly CheckResult[]> {
	if (name !== undefined) await existing(name, parts);
	const names = name === undefined ? await storedNames(parts.folder) : [name];
	const options = passphrase === undefined ? {} : { passphrase };
	return Promise.all(
		names.map(async (each) => {
			try {
				const findings = findingsIn(await load(each, options), parts, withinMs);
				const isGood = findings.every(({ level }) => level === "note");
				const verdict = isGood ? "good" : "attention";
				return { name: each, verdict, problem: undefined, findings } as const;
			} catch (error) {
				if (!(error instanceof OperatorError)) throw error;
				return unusable(each, error);
			}
		}),
	);
}

/** A request that waits for its answer is no fault of the server: it serves something else meanwhile. */
function unusable(name: string, problem: OperatorError): CheckResult {
	const verdict = problem.code === "cert.not-found" ? "attention" : "unusable";
	return { name, verdict, problem, findings: [] };
}

function findingsIn(
	{ leaf, intermediates }: CertificateFile,
	{ keys, nowMs }: StoreParts,
	withinMs: number,
): readonly Finding[] {
	// What an import mends in passing is a fault in a file that is served as it stands.
	const chain = orderChain(leaf, intermediates, keys).findings.map(
		({ code, text }) => ({ code, text, level: "warning" }) as const,
	);
	return [...findingsOf(leaf, nowMs(), withinMs), ...chain];
}
