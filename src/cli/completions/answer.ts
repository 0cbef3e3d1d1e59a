import type { Invocation } from "../command.ts";
import { complete } from "./complete.ts";
import { liveNames } from "./live-names.ts";

/** `__complete`: what could stand at the cursor, in the form that the scripts of the shells read. */
export async function answerCompletion(invocation: Invocation): Promise<void> {
	const { input, output, root } = invocation;
	const words = [
		...input.words("word"),
		...(input.has("new-word") ? [""] : []),
	];
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

/** There is room for one line only. */
function firstSentence(text: string): string {
	return text.replace(/^(.+?[.;:])\s.*$/s, "$1").replace(/[.;:]$/, "");
}
