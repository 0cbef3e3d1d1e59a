import { nearest } from "../../base/index.ts";
import { FAILURES, type FailureId } from "../failure-id.ts";
import { FINAL, PRELIMINARY } from "../reply.ts";
import type { CommandTable } from "../table.ts";
import { fixedBecause } from "./fixed-replies.ts";
import { ANY_VERB, replyKey } from "./message-book.ts";
import { parseTemplate, type Template, type UnknownTag } from "./template.ts";

/** The way to a key in the document. */
type Path = readonly string[];

/** Something that is wrong with an entry. */
export interface EntryFault {
	readonly path: Path;
	readonly sentence: string;
}

/** Entries as read. Where there is a fault they do not count. */
export interface ParsedOverrides<Key> {
	readonly templates: ReadonlyMap<Key, Template>;
	readonly faults: readonly EntryFault[];
	/** The lines of these count within the entry's text. */
	readonly unknown: readonly (UnknownTag & { readonly path: Path })[];
}

/** A document, as a TOML parser gives it. */
export type Document = Readonly<Record<string, unknown>>;

/** Reads `replies.toml`: a table for each command, in it texts by code; for SITE's commands a table within. */
export function parseReplies(
	document: Document,
	commands: CommandTable,
): ParsedOverrides<string> {
	const entries = new Entries<string>();
	const readTable = (table: unknown, path: Path, verb: string): void => {
		if (!isTable(table)) {
			entries.refuse(path, `${path.join(".")} must be a table, as [RNTO]`);
			return;
		}
		for (const [key, value] of Object.entries(table)) {
			const at = [...path, key];
			if (/^\d+$/.test(key)) {
				const code = Number(key);
				const why = codeFault(verb, code);
				if (why !== undefined) entries.refuse(at, why);
				else entries.add(at, replyKey(verb, code), value);
				continue;
			}
			const inner = verb === "SITE" ? key.toUpperCase() : undefined;
			const isKnown = commands
				.find("SITE")
				?.subcommands?.some((each) => each.verb === inner);
			if (isKnown) readTable(value, at, `SITE ${inner}`);
			else entries.refuse(at, `${key} is no reply code`);
		}
	};
	const verbs = commands.commands.map(({ verb }) => verb);
	for (const [name, table] of Object.entries(document)) {
		const command = commands.find(name.toUpperCase());
		const isAny = name.toLowerCase() === ANY_VERB;
		const verb = isAny ? ANY_VERB : command?.verb;
		if (verb === undefined) {
			const meant = nearest(name, verbs);
			const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
			entries.refuse([name], `there is no command ${name}${hint}`);
		} else readTable(table, [name], verb);
	}
	return entries.result;
}

/** Reads `failures.toml`: texts by the kind of failure. */
export function parseFailures(document: Document): ParsedOverrides<FailureId> {
	const entries = new Entries<FailureId>();
	for (const [name, value] of Object.entries(document)) {
		if (isFailureId(name)) {
			entries.add([name], name, value);
			continue;
		}
		const meant = nearest(name, Object.keys(FAILURES));
		const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
		entries.refuse([name], `there is no failure ${name}${hint}`);
	}
	return entries.result;
}

class Entries<Key> {
	readonly #templates = new Map<Key, Template>();
	readonly #faults: EntryFault[] = [];
	readonly #unknown: (UnknownTag & { readonly path: Path })[] = [];

	get result(): ParsedOverrides<Key> {
		return {
			templates: this.#templates,
			faults: this.#faults,
			unknown: this.#unknown,
		};
	}

	refuse(path: Path, sentence: string): void {
		this.#faults.push({ path, sentence });
	}

	add(path: Path, key: Key, value: unknown): void {
		if (typeof value !== "string" || value.trim() === "") {
			this.refuse(path, `${path.join(".")} must be a text in quotes`);
			return;
		}
		const { template, unknown } = parseTemplate(value);
		this.#templates.set(key, template);
		this.#unknown.push(...unknown.map((each) => ({ ...each, path })));
	}
}

function codeFault(verb: string, code: number): string | undefined {
	if (!(code in FINAL) && !(code in PRELIMINARY)) {
		return `this server has no reply ${code}`;
	}
	const why = fixedBecause(verb, code);
	if (why === undefined) return undefined;
	const name = verb === ANY_VERB ? `${code}` : `${verb} ${code}`;
	return `${name} cannot have other words here: it ${why}`;
}

function isFailureId(name: string): name is FailureId {
	return Object.hasOwn(FAILURES, name);
}

function isTable(value: unknown): value is Document {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
