import type * as v from "valibot";
import { type ErrorCode, nearest, OperatorError } from "../base/index.ts";
import type { Layer, Origin, SourcePosition } from "./layers.ts";
import { knownKeys } from "./setting-list.ts";

/** One thing that is wrong with what somebody configured. */
export interface SettingFault {
	readonly code: Extract<
		ErrorCode,
		| "config.unknown-key"
		| "config.type"
		| "config.conflict"
		| "config.syntax"
		| "file.no-right"
	>;
	/** Where it was said: `oceanftp.toml:3:1`, a flag, a variable. */
	readonly place: Origin;
	/** When it stands in a file. */
	readonly position?: SourcePosition;
	/** Dotted; undefined when it is about no setting in particular. */
	readonly setting?: string;
	/** Without the place. */
	readonly sentence: string;
	readonly why?: string;
	readonly fix: string;
}

/** A path to a setting; numbers are places in arrays. */
export type SettingPath = readonly (string | number)[];

/** Where a setting was said: in the strongest layer that holds it. */
export function placeOf(
	path: SettingPath,
	layers: readonly Layer[],
): Pick<SettingFault, "place" | "position"> {
	for (const layer of layers) {
		const place = layer.originOf(path);
		if (place === undefined) continue;
		const position = layer.positionOf?.(path);
		return { place, ...(position === undefined ? {} : { position }) };
	}
	return { place: "configuration" };
}

/** What the schema objects to, in words. */
export function schemaFault(
	issue: v.BaseIssue<unknown>,
	layers: readonly Layer[],
): SettingFault {
	const path = (issue.path ?? []).map((item) =>
		typeof item.key === "number" ? item.key : String(item.key),
	);
	const place = placeOf(path, layers);
	const setting = path.join(".");
	if (issue.type === "strict_object" && issue.expected === "never") {
		const meant = nearest(String(path.at(-1)), knownKeys(path.slice(0, -1)));
		return {
			...place,
			code: "config.unknown-key",
			setting,
			sentence: `there is no setting ${setting}`,
			...(meant === undefined ? {} : { why: `did you mean ${meant}?` }),
			fix: meant === undefined ? `remove ${setting}` : `write ${meant}`,
		};
	}
	return {
		...place,
		code: "config.type",
		setting,
		sentence: `${setting} ${expectation(issue)}`,
		why: `found ${issue.received}`,
		fix: `correct ${setting}`,
	};
}

/** All faults as one error: a mistyped key comes first, since that another is missing often follows from it. */
export function faultsError(
	faults: readonly [SettingFault, ...SettingFault[]],
): OperatorError {
	const [first = faults[0], ...others] = [...faults].sort(
		(a, b) => Number(isUnknownKey(b)) - Number(isUnknownKey(a)),
	);
	const more = others.map(
		({ place, sentence }) => `also ${place}: ${sentence}`,
	);
	const why = [...(first.why === undefined ? [] : [first.why]), ...more];
	return new OperatorError(first.code, `${first.place}: ${first.sentence}`, {
		...(why.length === 0 ? {} : { why: why.join("\n") }),
		fix: first.fix,
	});
}

function isUnknownKey(fault: SettingFault): boolean {
	return fault.code === "config.unknown-key";
}

/** Our own checks say what must be; for the library's, its list of what it expected is put into words. */
function expectation(issue: v.BaseIssue<unknown>): string {
	if (issue.message.startsWith("must ")) return issue.message;
	if (issue.received === "undefined") return "is missing";
	return `must be ${(issue.expected ?? "another value")
		.replaceAll(/[()]/g, "")
		.replaceAll(" | ", " or ")
		.replace("string", "a text in quotes")
		.replace("number", "a number")
		.replace("boolean", "true or false")
		.replace("Object", "a table")
		.replace("Array", "a list in [ ]")}`;
}
