import { inspectFiles } from "../../certificates/index.ts";
import { keyMaterial, systemClock } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import type { Inspected } from "./inspect.ts";
import { keyRow } from "./inspect-words.ts";
import { givenPassphrase, withPassphrase } from "./passphrase.ts";
import { readNamedFiles } from "./read-files.ts";
import { namesText } from "./words.ts";

/** Whether the word is a file, or standard input. A folder is none. */
export async function isFileThere(
	{ files }: Invocation,
	word: string,
): Promise<boolean> {
	if (word === "-") return true;
	const facts = await files.facts(files.resolve(word));
	return facts !== undefined && !facts.isFolder;
}

/** Looks at a file; nothing else is opened. */
export async function inspectFile(
	invocation: Invocation,
	name: string,
): Promise<Inspected> {
	const files = await readNamedFiles(invocation, [name]);
	const given = await givenPassphrase(invocation);
	const inspection = await withPassphrase(invocation, given, (passphrase) =>
		inspectFiles(files, {
			keys: keyMaterial,
			nowMs: systemClock.nowMs(),
			...(passphrase === undefined ? {} : { passphrase }),
		}),
	);
	return {
		source: { kind: "file", at: name },
		inspection,
		rows: [
			...inspection.keys.map((key) =>
				keyRow(key, { hasLeaf: inspection.leaf !== undefined }),
			),
			...inspection.requests.map(
				({ key, names, subject }) =>
					[
						"request",
						`for ${namesText(names)}, by ${subject}, with a key ${key.description}`,
					] as const,
			),
		],
		facts: {},
		problems: inspection.keys.flatMap(({ problem }) => problem ?? []),
	};
}
