import { graphemes, textWidth } from "./text-width.ts";

/**
 * A line as lines of at most `width` columns. What fits stays as it is, so that drawings do; else it is broken at spaces, a
 * word that is longer than a line anywhere, and the lines that follow stand as far in as the first.
 *
 * @example wrapLine("  one two", 6) // ["  one", "  two"]
 */
export function wrapLine(line: string, width: number): readonly string[] {
	const text = line.trimEnd();
	if (textWidth(text) <= width) return [text];
	const indent = (/^ */.exec(text)?.[0] ?? "").slice(0, Math.floor(width / 2));
	const room = width - indent.length;
	const lines: string[] = [];
	let current = "";
	let used = 0;
	for (const word of text.trim().split(/ +/)) {
		for (const piece of piecesOf(word, room)) {
			const size = textWidth(piece);
			if (current === "") {
				current = piece;
				used = size;
			} else if (used + 1 + size <= room) {
				current += ` ${piece}`;
				used += 1 + size;
			} else {
				lines.push(indent + current);
				current = piece;
				used = size;
			}
		}
	}
	return [...lines, indent + current];
}

/** A word in pieces that fit. */
function piecesOf(word: string, room: number): readonly string[] {
	if (textWidth(word) <= room) return [word];
	const pieces: string[] = [];
	let piece = "";
	let used = 0;
	for (const letter of graphemes(word)) {
		const size = textWidth(letter);
		if (piece !== "" && used + size > room) {
			pieces.push(piece);
			piece = "";
			used = 0;
		}
		piece += letter;
		used += size;
	}
	return [...pieces, piece];
}
