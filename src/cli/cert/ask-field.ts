import { OperatorError } from "../../base/index.ts";
import { Interrupted } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import { textWidth, wrapped } from "../help/wrap.ts";

type Terminal = Pick<Invocation["process"], "ask" | "columns" | "writeNote">;

/** One question. */
export interface Field<T> {
	readonly label: string;
	/** Taken when nothing is typed; empty when there is nothing to offer. */
	readonly preset: string;
	/** Shown for `?`; each line is a paragraph. */
	readonly help: string;
	/** @throws {OperatorError} when the answer is none; its sentence is shown and the question asked again */
	read(text: string): T;
}

const HELP_INDENT = 4;

/**
 * Asks one question, line by line on stderr, until its answer can be used. Plain lines rather than drawn menus: they
 * also work on a serial console, in a terminal of unknown size, and for a screen reader.
 *
 * @throws {Interrupted} when the input ends
 */
export async function askField<T>(
	terminal: Terminal,
	{ label, preset, help, read }: Field<T>,
): Promise<T> {
	const offer = preset === "" ? "" : ` [${preset}]`;
	// The terminal itself would break a long one within a word.
	const question = wrapped(`${label}${offer}:`, 0, textWidth(terminal.columns));
	const above = question.slice(0, -1);
	for (;;) {
		terminal.writeNote(above.map((line) => `${line}\n`).join(""));
		const line = await terminal.ask(`${question.at(-1)} `);
		if (line === undefined) throw new Interrupted();
		const text = line.trim();
		if (text === "?") {
			sayHelp(terminal, help);
			continue;
		}
		try {
			return read(text === "" ? preset : text);
		} catch (error) {
			if (!(error instanceof OperatorError)) throw error;
			sayHelp(terminal, [error.message, error.why ?? ""].join("\n"));
		}
	}
}

/** A question that is answered with y or n. */
export function askYesNo(
	terminal: Terminal,
	{
		label,
		preset,
		help,
	}: Pick<Field<boolean>, "label" | "help"> & { readonly preset: boolean },
): Promise<boolean> {
	return askField(terminal, {
		...{ label: `${label}?`, help },
		preset: preset ? "Y/n" : "y/N",
		read: (text) => {
			if (text === "Y/n" || text === "y/N") return preset;
			if (/^y(es)?$/i.test(text)) return true;
			if (/^no?$/i.test(text)) return false;
			throw new OperatorError("usage.invalid", "answer y or n");
		},
	});
}

/** Writes what explains a question, indented below it; each line is a paragraph. */
export function sayHelp(
	terminal: Pick<Terminal, "columns" | "writeNote">,
	text: string,
): void {
	const lines = text
		.split("\n")
		.filter((paragraph) => paragraph !== "")
		.flatMap((paragraph) =>
			wrapped(paragraph, HELP_INDENT, textWidth(terminal.columns)),
		);
	terminal.writeNote(lines.map((line) => `${line}\n`).join(""));
}
