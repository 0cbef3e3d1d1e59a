import { OperatorError } from "../../base/index.ts";
import type { NamePart } from "./distinguished-name.ts";

/** Who a certificate is for, besides its names. All parts are optional; clients compare none of them. */
export interface Subject {
	readonly commonName?: string;
	readonly organization?: string;
	readonly unit?: string;
	readonly city?: string;
	readonly state?: string;
	/** Two letters. @example "DE" */
	readonly country?: string;
	/** A contact for the authority that signs; it becomes no name of the certificate. */
	readonly email?: string;
}

interface SubjectPart {
	readonly field: keyof Subject;
	/** The short name under which the part is encoded. */
	readonly type: string;
	readonly most: number;
	readonly encoding: "utf8String" | "printableString" | "ia5String";
}

/** The parts in the order in which they are written, with the limits of X.520. @see RFC 5280 appendix A.1 */
export const SUBJECT_PARTS: readonly SubjectPart[] = [
	{ field: "country", type: "C", most: 2, encoding: "printableString" },
	{ field: "state", type: "ST", most: 128, encoding: "utf8String" },
	{ field: "city", type: "L", most: 128, encoding: "utf8String" },
	{ field: "organization", type: "O", most: 64, encoding: "utf8String" },
	{ field: "unit", type: "OU", most: 64, encoding: "utf8String" },
	{ field: "commonName", type: "CN", most: 64, encoding: "utf8String" },
	{ field: "email", type: "E", most: 255, encoding: "ia5String" },
];

/**
 * The subject without empty parts.
 *
 * @throws {OperatorError} usage.invalid when a part is too long, a country has not two letters, or an e-mail address is not ASCII
 */
export function checkSubject(subject: Subject): Subject {
	const kept = SUBJECT_PARTS.flatMap(({ field, most }) => {
		const value = subject[field]?.trim() ?? "";
		if (value === "") return [];
		const length = [...value].length;
		if (length > most) {
			throw invalid(field, `it has ${length} characters, at most ${most} fit`);
		}
		if (/\p{Cc}/u.test(value))
			throw invalid(field, "it has a control character");
		return [[field, field === "country" ? country(value) : value] as const];
	});
	const checked: Subject = Object.fromEntries(kept);
	if (checked.email !== undefined && !/^[!-~]+@[!-~]+$/.test(checked.email)) {
		throw invalid("email", `"${checked.email}" is no e-mail address in ASCII`);
	}
	return checked;
}

/** The subject that a certificate or request has; parts that nobody can ask for here are left out. */
export function subjectFromParts(parts: readonly NamePart[]): Subject {
	return Object.fromEntries(
		SUBJECT_PARTS.flatMap(({ field, type }) => {
			const name = type === "E" ? "emailAddress" : type;
			const value = parts.find((part) => part.type === name)?.value;
			return value === undefined ? [] : [[field, value]];
		}),
	);
}

function country(value: string): string {
	const letters = value.toUpperCase();
	if (/^[A-Z]{2}$/.test(letters)) return letters;
	throw invalid("country", `"${value}" is not a code of two letters like DE`);
}

function invalid(field: keyof Subject, why: string): OperatorError {
	return new OperatorError(
		"usage.invalid",
		`the subject's ${field === "commonName" ? "common name" : field} cannot be used`,
		{ why },
	);
}
