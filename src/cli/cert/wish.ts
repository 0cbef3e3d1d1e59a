import { OperatorError } from "../../base/index.ts";
import {
	type CertificateName,
	checkSubject,
	localNames,
	MOST_DAYS,
	parseNames,
	type Subject,
} from "../../certificates/index.ts";
import type { CommandArg, Invocation } from "../command.ts";

/** Flags that say which names a certificate has. */
export const NAME_ARGS: Readonly<Record<string, CommandArg>> = {
	san: {
		type: "string",
		valueHint: "NAME",
		repeat: true,
		description:
			"A name or address that clients connect to; several with commas. dns:, ip:, email: or uri: in front says what it is.",
	},
	"local-names": {
		type: "boolean",
		description: "This machine's own names and addresses.",
	},
};

/** Flags that say who a certificate is for. */
export const SUBJECT_ARGS: Readonly<Record<string, CommandArg>> = {
	cn: {
		type: "string",
		valueHint: "TEXT",
		description: "The common name; the first DNS name when absent.",
	},
	org: { type: "string", valueHint: "TEXT", description: "The organization." },
	unit: { type: "string", valueHint: "TEXT", description: "The department." },
	city: { type: "string", valueHint: "TEXT", description: "The city." },
	state: {
		type: "string",
		valueHint: "TEXT",
		description: "The state or province.",
	},
	country: {
		type: "string",
		valueHint: "XX",
		description: "The country's code of two letters.",
	},
	email: {
		type: "string",
		valueHint: "ADDRESS",
		description: "A contact, for the authority that signs.",
	},
};

/** The names that the flags give; undefined when no flag does. @throws {OperatorError} usage.invalid */
export function namesFrom({
	input,
	process,
}: Invocation): readonly CertificateName[] | undefined {
	const given = parseNames(input.values("san"));
	const local = input.has("local-names") ? namesHere(process) : [];
	const names = [...given, ...local];
	if (names.length > 0) {
		return parseNames(names.map(({ kind, value }) => `${kind}:${value}`));
	}
	if (input.values("san").length === 0) return undefined;
	throw new OperatorError("usage.invalid", "--san names nothing.", {
		fix: "--san nas.example.com",
	});
}

/** This machine's own names and addresses. */
export function namesHere(
	process: Invocation["process"],
): readonly CertificateName[] {
	return localNames({
		hostname: process.hostname(),
		addresses: process.addresses().map(({ address }) => address),
	});
}

const FIELDS: Readonly<Record<string, keyof Subject>> = {
	cn: "commonName",
	org: "organization",
	unit: "unit",
	city: "city",
	state: "state",
	country: "country",
	email: "email",
};

/** The subject's parts that the flags give; undefined when none does. @throws {OperatorError} usage.invalid */
export function subjectFrom({ input }: Invocation): Subject | undefined {
	const parts = Object.entries(FIELDS).flatMap(([flag, field]) => {
		const value = input.value(flag);
		return value === undefined ? [] : [[field, value] as const];
	});
	return parts.length === 0
		? undefined
		: checkSubject(Object.fromEntries(parts));
}

/** `--days`: a whole number. @throws {OperatorError} usage.invalid when it is none, or out of range */
export function daysFrom(text: string): number {
	const days = /^\d{1,6}$/.test(text) ? Number(text) : 0;
	if (days >= 1 && days <= MOST_DAYS) return days;
	throw new OperatorError(
		"usage.invalid",
		`A certificate cannot be valid for "${text}" days.`,
		{
			why: `expected a whole number from 1 to ${MOST_DAYS}: clients on Apple's systems refuse longer ones`,
			fix: "--days 365",
		},
	);
}
