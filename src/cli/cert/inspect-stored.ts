import { nearest, OperatorError, type Secret } from "../../base/index.ts";
import {
	type Inspection,
	inspectFiles,
	type StoredCertificate,
} from "../../certificates/index.ts";
import { keyMaterial, systemClock } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import type { Inspected } from "./inspect.ts";
import { hasOpenRequest } from "./list.ts";
import {
	type OpenCertificates,
	showCertificates,
} from "./open-certificates.ts";
import { givenPassphrase } from "./passphrase.ts";

/**
 * Looks at what is stored under a name.
 *
 * @param options.mayBeMissing a file of the name will do instead
 * @returns undefined when there is none and a file will do
 * @throws {OperatorError} cert.not-found
 */
export async function inspectStored(
	invocation: Invocation,
	name: string,
	{ mayBeMissing }: { readonly mayBeMissing: boolean },
): Promise<Inspected | undefined> {
	const certificates = mayBeMissing
		? await showCertificates(invocation).catch(noneWhenMendable)
		: await showCertificates(invocation);
	const all = (await certificates?.store.list()) ?? [];
	const entry = all.find((one) => one.name === name);
	if (certificates === undefined || (entry === undefined && mayBeMissing)) {
		return undefined;
	}
	if (entry === undefined) throw missing(name, all);
	const { store, usage } = certificates;
	const { content } = await store.export(name, { format: "fullchain" });
	const at = `certs/${name}.crt`;
	const inspection = await inspectFiles([{ name: at, bytes: content }], {
		keys: keyMaterial,
		nowMs: systemClock.nowMs(),
	});
	const problem = await problemOf(invocation, certificates, name);
	return {
		source: { kind: "store", at },
		inspection,
		rows: [
			...(name === usage.defaultName
				? [["default", "yes: shown where nothing else is said"] as const]
				: []),
			["pair", pairText(name, problem)],
			...(hasOpenRequest(entry)
				? [["request", `certs/${name}.csr, not answered yet`] as const]
				: []),
		],
		facts: {
			name,
			default: name === usage.defaultName,
			pair: problem === undefined ? true : pairOf(problem),
			openRequest: hasOpenRequest(entry),
		},
		problems: problem === undefined ? [] : withoutTwins(problem, inspection),
	};
}

function missing(
	name: string,
	all: readonly StoredCertificate[],
): OperatorError {
	const names = all.map((one) => one.name);
	const meant = nearest(name, names);
	return new OperatorError(
		"cert.not-found",
		`There is neither a certificate nor a file "${name}".`,
		{
			why: `the certificates are: ${names.length === 0 ? "none" : names.join(", ")}`,
			fix:
				meant === undefined ? "oceanftp cert list" : `did you mean ${meant}?`,
		},
	);
}

async function problemOf(
	invocation: Invocation,
	{ store }: OpenCertificates,
	name: string,
): Promise<StoredCertificate["problem"]> {
	const passphrase: Secret | undefined = await givenPassphrase(invocation);
	try {
		await store.load(name, passphrase === undefined ? {} : { passphrase });
		return undefined;
	} catch (error) {
		if (error instanceof OperatorError) return error;
		throw error;
	}
}

/** Null when it cannot be told. */
function pairOf({ code }: OperatorError): boolean | null {
	if (code === "cert.key-mismatch" || code === "cert.no-key") return false;
	const isRead =
		code === "cert.expired" ||
		code === "cert.not-yet-valid" ||
		code === "cert.weak";
	return isRead ? true : null;
}

function pairText(name: string, problem: OperatorError | undefined): string {
	const pair = problem === undefined ? true : pairOf(problem);
	if (pair === true) return `certs/${name}.key fits`;
	if (problem?.code === "cert.no-key") return `there is no certs/${name}.key`;
	if (pair === false) return `certs/${name}.key does not fit`;
	return problem?.code === "cert.key-encrypted"
		? `certs/${name}.key is encrypted: give the passphrase to compare it`
		: `certs/${name}.key cannot be read`;
}

/** What the findings say as well is said once. */
function withoutTwins(
	problem: OperatorError,
	{ findings }: Inspection,
): readonly OperatorError[] {
	const isTold = findings.some(({ code }) => code === problem.code);
	return isTold || problem.code === "cert.key-encrypted" ? [] : [problem];
}

function noneWhenMendable(error: unknown): undefined {
	if (!(error instanceof OperatorError)) throw error;
}
