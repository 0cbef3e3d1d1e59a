const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", {
	fatal: true,
	ignoreBOM: true,
});

/** @example utf8("é").length === 2 */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
	return encoder.encode(text);
}

/** Whether the text takes no more than so many bytes. @example fitsUtf8("é", 1) === false */
export function fitsUtf8(text: string, mostBytes: number): boolean {
	// Three bytes at most for each UTF-16 unit: most texts need no counting.
	return text.length * 3 <= mostBytes || utf8(text).length <= mostBytes;
}

/** The text of UTF-8 bytes, or undefined when they are not valid UTF-8. A byte order mark is kept as a character. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
	try {
		return strictDecoder.decode(bytes);
	} catch {
		return undefined;
	}
}

/**
 * Text that can stand in a reply line or a log line: control characters become `?`, so that nobody
 * can add lines or colour by a file name, and U+00FF is kept out because a Telnet peer may read it as IAC.
 *
 * @example printable("a\r\n226 done") === "a??226 done"
 */
export function printable(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
	return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "?");
}

/** The candidate that was probably meant, or undefined when none is near. @example nearest("--prot", ["--port"]) === "--port" */
export function nearest(
	word: string,
	candidates: Iterable<string>,
): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
	for (const candidate of candidates) {
		const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words (optimal string alignment). */
export function editDistance(a: string, b: string): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const cost = a[i - 1] === b[j - 1] ? 0 : 1;
			let value = Math.min(
				(last[j] ?? 0) + 1,
				(row[j - 1] ?? 0) + 1,
				(last[j - 1] ?? 0) + cost,
			);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
				value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1);
			}
			row.push(value);
		}
		beforeLast = last;
		last = row;
	}
	return last[b.length] ?? 0;
}
