/**
 * Whether a text fits a pattern of `*` and `?`, by characters. Time grows with the product of the lengths at worst,
 * never with 2^n: on a mismatch only the last `*` is tried again (CVE-2011-0762 was the other way).
 *
 * @example matchesPattern("*.jp?g", "photo-1.jpg") === false
 */
export function matchesPattern(pattern: string, text: string): boolean {
	let at = 0;
	let from = 0;
	let star = -1;
	let retryAt = 0;
	while (at < text.length) {
		const wanted = pattern.charCodeAt(from);
		if (wanted === STAR) {
			star = from;
			from += 1;
			retryAt = at;
		} else if (wanted === QUESTION_MARK) {
			from += 1;
			at = behindCharacter(text, at);
		} else if (wanted === text.charCodeAt(at)) {
			from += 1;
			at += 1;
		} else if (star !== -1) {
			from = star + 1;
			retryAt = behindCharacter(text, retryAt);
			at = retryAt;
		} else {
			return false;
		}
	}
	while (pattern.charCodeAt(from) === STAR) from += 1;
	return from === pattern.length;
}

const STAR = 0x2a;
const QUESTION_MARK = 0x3f;

/** A character beyond U+FFFF is two units of UTF-16. */
function behindCharacter(text: string, at: number): number {
	return at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);
}
