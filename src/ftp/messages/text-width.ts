/** Blocks of characters that take two columns: Hangul, CJK, kana, full-width forms and pictographs (Unicode UAX #11: W and F). */
const WIDE: readonly (readonly [from: number, to: number])[] = [
	[0x1100, 0x115f],
	[0x2e80, 0x303e],
	[0x3041, 0x33ff],
	[0x3400, 0x4dbf],
	[0x4e00, 0xa4cf],
	[0xa960, 0xa97f],
	[0xac00, 0xd7a3],
	[0xf900, 0xfaff],
	[0xfe30, 0xfe6f],
	[0xff00, 0xff60],
	[0xffe0, 0xffe6],
	[0x1f300, 0x1f64f],
	[0x1f680, 0x1f6ff],
	[0x1f900, 0x1f9ff],
	[0x20000, 0x3fffd],
];

/** Made when first wanted: that takes 4 ms. */
let segmenter: Intl.Segmenter | undefined;

/** What readers see as one character each, accents and joined pictographs included. */
export function graphemes(text: string): readonly string[] {
	segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
	return [...segmenter.segment(text)].map(({ segment }) => segment);
}

/** The columns that a text takes in a fixed-width font. @example textWidth("日本") === 4 */
export function textWidth(text: string): number {
	if (/^[ -~]*$/.test(text)) return text.length;
	return graphemes(text).reduce((sum, each) => sum + graphemeWidth(each), 0);
}

function graphemeWidth(grapheme: string): number {
	const point = grapheme.codePointAt(0) ?? 0;
	if (/^[\p{Mark}\p{Format}]/u.test(grapheme)) return 0;
	const isWide =
		/^\p{Emoji_Presentation}|\ufe0f/u.test(grapheme) ||
		WIDE.some(([from, to]) => point >= from && point <= to);
	return isWide ? 2 : 1;
}
