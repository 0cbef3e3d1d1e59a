/** The width of texts for what is no terminal. */
export const USUAL_WIDTH = 78;
const NARROWEST = 40;
/** Longer lines are hard to read. */
const WIDEST = 100;

/** The width of texts on a terminal with that many columns. @example textWidth(80) // 78 */
export function textWidth(columns: number | undefined): number {
	if (columns === undefined) return USUAL_WIDTH;
	return Math.max(NARROWEST, Math.min(columns - 2, WIDEST));
}

/** Words in lines of at most `width` characters, the indent among them. @example wrapped("a b", 2) // ["  a b"] */
export function wrapped(
	text: string,
	indent: number,
	width: number = USUAL_WIDTH,
): string[] {
	const lines: string[] = [];
	let line = "";
	for (const word of text.split(/\s+/)) {
		if (line !== "" && indent + line.length + 1 + word.length > width) {
			lines.push(line);
			line = word;
		} else {
			line = line === "" ? word : `${line} ${word}`;
		}
	}
	return [...lines, line].map((each) => " ".repeat(indent) + each);
}
