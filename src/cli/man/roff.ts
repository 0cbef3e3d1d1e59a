import { type Block, filled, type Placeholders } from "../help/topic.ts";
import { wrapped } from "../help/wrap.ts";

/** Text as roff prints it letter by letter: no word of it begins a request, and no dash becomes a hyphen. */
export function escaped(text: string): string {
	return text
		.replaceAll("\\", "\\e")
		.replaceAll("-", "\\-")
		.replace(/^([.'])/, "\\&$1");
}

/** An argument of a request. */
function argument(text: string): string {
	return `"${escaped(text).replaceAll('"', '""')}"`;
}

export function section(title: string): string {
	return `.SH ${argument(title)}`;
}

export function subsection(title: string): string {
	return `.SS ${argument(title)}`;
}

export function paragraph(text: string): string[] {
	return [".PP", ...running(text)];
}

/** Text in short lines, as people who read roff are used to. */
export function running(text: string): string[] {
	return wrapped(text, 0).map(escaped);
}

/** A term in bold, and what it means behind or below it. */
export function term(name: string, text: string): string[] {
	return [".TP", `.B ${argument(name)}`, ...running(text)];
}

/** Lines as they are to be typed. */
export function typed(lines: readonly string[]): string[] {
	return [".PP", ".RS 4", ".nf", ...lines.map(escaped), ".fi", ".RE"];
}

/** A piece of a help topic. */
export function block(piece: Block, values: Placeholders): string[] {
	if (typeof piece === "string") return paragraph(filled(piece, values));
	if ("type" in piece) {
		return typed(piece.type.map((line) => filled(line, values)));
	}
	return piece.terms.flatMap(([name, text]) =>
		term(filled(name, values), filled(text, values)),
	);
}
