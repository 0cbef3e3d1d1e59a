import { decodeUtf8, OperatorError } from "../../base/index.ts";
import type { Invocation } from "../command.ts";
import { complete } from "./complete.ts";
import { liveNames } from "./live-names.ts";

/** `__complete`: what could stand at the cursor, in the form that the scripts of the shells read. */
export async function answerCompletion(invocation: Invocation): Promise<void> {
	const { input, output, root } = invocation;
	const encoded = input.value("words");
	const words =
		encoded === undefined ? input.words("word") : decodeWords(encoded);
	const found = await complete(root, words, liveNames(invocation));
	await output.result({
		lines: [
			...found.candidates.map(({ word, about }) =>
				about === "" ? word : `${word}\t${firstSentence(about)}`,
			),
			`:${found.paths}`,
		],
		document: { schema: "oceanftp.completion/1", ...found },
	});
}

/**
 * Words that a shell cannot hand over one by one.
 *
 * @param encoded base64 of their UTF-8, each ended by a NUL
 * @throws {OperatorError} usage.invalid
 * @example decodeWords("dXNlcgAA") // ["user", ""]
 */
export function decodeWords(encoded: string): readonly string[] {
	const text = textOfBase64(encoded);
	if (text?.endsWith("\0") !== true) {
		throw new OperatorError("usage.invalid", "--words cannot be read.", {
			why: "it is not the base64 of UTF-8 words that each end in a NUL",
			fix: "oceanftp completions powershell",
		});
	}
	return text.slice(0, -1).split("\0");
}

function textOfBase64(encoded: string): string | undefined {
	try {
		const binary = atob(encoded);
		return decodeUtf8(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)));
	} catch {
		return undefined;
	}
}

/** There is room for one line only. */
function firstSentence(text: string): string {
	return text.replace(/^(.+?[.;:])\s.*$/s, "$1").replace(/[.;:]$/, "");
}
