import { OperatorError } from "../../base/index.ts";
import type { Inspection } from "../../certificates/index.ts";
import type { Invocation } from "../command.ts";
import { inspectFile, isFileThere } from "./inspect-file.ts";
import { report } from "./inspect-words.ts";

/** What was looked at, and what else is known of it there. */
export interface Inspected {
	readonly source: {
		readonly kind: "store" | "file" | "server";
		/** As people call it. @example "certs/nas.crt", "ftpes://nas.example.com:21" */
		readonly at: string;
	};
	readonly inspection: Inspection;
	/** Rows for people. */
	readonly rows: readonly (readonly [string, string])[];
	/** The same in JSON. */
	readonly facts: Readonly<Record<string, unknown>>;
	/** Sentences of what is wrong beyond the findings. */
	readonly problems: readonly OperatorError[];
}

const URL_FORM = /^(ftpes|ftps|https):\/\//i;

/** `cert inspect NAME|FILE|URL` */
export async function inspect(invocation: Invocation): Promise<void> {
	await report(invocation, await inspected(invocation));
}

/**
 * A word with a dot or a slash is a file where there is one, and so is `-`; everything else is first looked for in
 * the store. Files and servers are looked at without a data folder.
 */
async function inspected(invocation: Invocation): Promise<Inspected> {
	const word = invocation.input.word("target") ?? "";
	if (URL_FORM.test(word)) {
		const { inspectServer } = await import("./inspect-server.ts");
		return inspectServer(invocation, word);
	}
	const isFile = await isFileThere(invocation, word);
	if (isFile && /[./\\-]/.test(word)) return inspectFile(invocation, word);
	if (!isFile && /[/\\]/.test(word)) {
		throw new OperatorError("file.no-right", `There is no file ${word}.`, {
			why: `looked for ${invocation.files.resolve(word)}`,
		});
	}
	// The store, and with it the configuration, is loaded for names only.
	const { inspectStored } = await import("./inspect-stored.ts");
	const stored = await inspectStored(invocation, word, {
		mayBeMissing: isFile,
	});
	return stored ?? inspectFile(invocation, word);
}
