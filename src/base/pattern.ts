/**
 * Whether a text fits a pattern of `*` and `?`, by characters. Time grows with the product of the lengths at worst,
 * never with 2^n: on a mismatch only the last `*` is tried again (CVE-2011-0762 was the other way).
 *
 * @example matchesPattern("*.jp?g", "photo-1.jpg") === false
 */
export function matchesPattern(pattern: string, text: string): boolean {
	const letters = [...text];
	const wanted = [...pattern];
	let at = 0;
	let from = 0;
	let star = -1;
	let retryAt = 0;
	while (at < letters.length) {
		if (wanted[from] === "*") {
			star = from;
			from += 1;
			retryAt = at;
		} else if (wanted[from] === "?" || wanted[from] === letters[at]) {
			from += 1;
			at += 1;
		} else if (star !== -1) {
			from = star + 1;
			retryAt += 1;
			at = retryAt;
		} else {
			return false;
		}
	}
	while (wanted[from] === "*") from += 1;
	return from === wanted.length;
}
