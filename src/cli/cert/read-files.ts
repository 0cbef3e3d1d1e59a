import { MIB, OperatorError } from "../../base/index.ts";
import type { NamedBytes } from "../../certificates/index.ts";
import type { Invocation } from "../command.ts";

/** Far more than any bundle of certificates; it keeps a disk image from filling the memory. */
const MOST_BYTES = 4 * MIB;

/** Standard input. */
const STDIN = "-";

/**
 * The files that the command line names, `-` being standard input.
 *
 * @throws {OperatorError} file.no-right for one that is not there, usage.invalid when standard input is needed twice
 */
export async function readNamedFiles(
	{ files, input, process }: Invocation,
	names: readonly string[],
): Promise<readonly NamedBytes[]> {
	const fromStdin = names.filter((name) => name === STDIN).length;
	const isSecretThere = input.has("passphrase-stdin");
	if (fromStdin > 1 || (fromStdin === 1 && isSecretThere)) {
		throw new OperatorError("usage.invalid", "Standard input is named twice.", {
			why: isSecretThere
				? "--passphrase-stdin reads it too"
				: "- stands for it",
			fix: isSecretThere
				? "give the passphrase with --passphrase-file or --passphrase-env"
				: "name - once",
		});
	}
	const read: NamedBytes[] = [];
	for (const name of names) {
		const bytes =
			name === STDIN
				? await process.readInput()
				: await files.readBytes(files.resolve(name), MOST_BYTES);
		if (bytes === undefined) {
			throw new OperatorError("file.no-right", `There is no file ${name}.`, {
				why: `looked for ${files.resolve(name)}`,
			});
		}
		read.push({ name, bytes });
	}
	return read;
}
