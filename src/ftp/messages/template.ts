import { nearest, printable } from "../../base/index.ts";
import { type MessageFacts, TAGS, type Tag, tagOf } from "./tags.ts";
import { textWidth } from "./text-width.ts";
import { wrapLine } from "./wrap.ts";

type Part = string | Tag;

/** A text with tags in it, read once and filled often. */
export interface Template {
	readonly lines: readonly (readonly Part[])[];
}

/** A tag that there is not; its place in the text, counted from 1. */
export interface UnknownTag {
	readonly line: number;
	/** As it is written. */
	readonly written: string;
	readonly meant: string | undefined;
}

const TAG = /\{\{ *([A-Za-z_]+) *\}\}|####([A-Za-z0-9_]+)####/g;

/** A tab is as wide as the reader's machine makes it, so none is sent. */
const TAB = "    ";

/** Reads a text. Tags that are not known stay in it as they are. Empty lines at its end do not count. */
export function parseTemplate(text: string): {
	readonly template: Template;
	readonly unknown: readonly UnknownTag[];
} {
	const unknown: UnknownTag[] = [];
	const lines = text
		.replace(/\s+$/, "")
		.split(/\r\n|\r|\n/)
		.map((line, index) =>
			partsOf(line.trimEnd().replaceAll("\t", TAB), (written, name) => {
				const meant = nearest(
					name.toLowerCase().replace(/^syst_/, ""),
					TAGS.map((tag) => tag.name),
				);
				unknown.push({ line: index + 1, written, meant });
			}),
		);
	return { template: { lines }, unknown };
}

function partsOf(
	line: string,
	onUnknown: (written: string, name: string) => void,
): readonly Part[] {
	const parts: Part[] = [];
	let from = 0;
	for (const found of line.matchAll(TAG)) {
		const name = found[1] ?? found[2] ?? "";
		const tag = tagOf(name);
		if (tag === undefined) {
			onUnknown(found[0], name);
			continue;
		}
		parts.push(line.slice(from, found.index), tag);
		from = found.index + found[0].length;
	}
	return [...parts, line.slice(from)].filter((part) => part !== "");
}

/**
 * The lines that a client is told. What a value holds is text and nothing else: no tag in it counts, and no control
 * character of it gets out.
 *
 * @param width columns; longer lines are wrapped
 */
export async function fillTemplate(
	{ lines }: Template,
	facts: MessageFacts,
	width: number,
): Promise<readonly [string, ...string[]]> {
	const filled: string[] = [];
	for (const parts of lines) {
		const values = await Promise.all(
			parts.map((part) => valueFor(part, facts)),
		);
		filled.push(...wrapLine(withRules(values, width), width));
	}
	const [first = "", ...more] = filled;
	return [first, ...more];
}

type Value = string | { readonly rule: string };

async function valueFor(part: Part, facts: MessageFacts): Promise<Value> {
	if (typeof part === "string") return printable(part);
	if ("rule" in part) return part;
	return printable(await part.value(facts));
}

/** Rules share the room that the rest of the line leaves. */
function withRules(values: readonly Value[], width: number): string {
	const rules = values.filter((value) => typeof value !== "string").length;
	if (rules === 0) return values.join("");
	const text = values.filter((value) => typeof value === "string").join("");
	const room = Math.max(rules, width - textWidth(text));
	let nth = 0;
	return values
		.map((value) => {
			if (typeof value === "string") return value;
			const before = Math.floor((room * nth) / rules);
			nth += 1;
			return value.rule.repeat(Math.floor((room * nth) / rules) - before);
		})
		.join("");
}
