import { FileFailure } from "../../files/index.ts";
import { namedPath } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { HASH_ALGORITHMS, hashAlgorithm, hashFile } from "../hashing/index.ts";
import { answer, failed } from "../reply.ts";
import type { ByteRange } from "../session.ts";

/** First and last byte, as RANG counts them; of no byte at all there is no last one, and the draft has no other word for it. */
function spanOf({ fromByte, toByte }: ByteRange): string {
	return `${fromByte}-${Math.max(fromByte, toByte - 1)}`;
}

/**
 * HASH: a file's hash, or that of the bytes that RANG chose; OPTS HASH tells and chooses the algorithm.
 *
 * @see draft-bryan-ftpext-hash-02 §3 (213), §3.1 (FEAT), §3.2 (OPTS), §3.5 (501, 553)
 */
export const HASH: Command = defineCommand({
	verb: "HASH",
	rfc: "draft-bryan-ftpext-hash-02 §3",
	syntax: "HASH <SP> path",
	help: "Hash a file; OPTS HASH chooses how, RANG which bytes.",
	transfers: true,
	argument: namedPath,
	feature: (session) =>
		`HASH ${HASH_ALGORITHMS.map((name) =>
			name === session.hashAlgorithm ? `${name}*` : name,
		).join(";")}`,
	options(session, text) {
		if (text.trim() !== "") {
			const chosen = hashAlgorithm(text);
			if (chosen === undefined) {
				return answer(501, `Known are ${HASH_ALGORITHMS.join(", ")}.`);
			}
			session.hashAlgorithm = chosen;
		}
		return answer(200, session.hashAlgorithm);
	},
	async run(session, { given, path }) {
		const { range } = session.pending;
		const algorithm = session.hashAlgorithm;
		try {
			const hashed = await hashFile(session, {
				path,
				algorithm,
				...(range === undefined ? {} : { within: range }),
			});
			if (hashed.kind === "refused") return { reply: hashed.reply };
			const span = spanOf(hashed.range);
			return answer(213, `${algorithm} ${span} ${hashed.hex} ${given}`);
		} catch (failure) {
			const isFolder =
				failure instanceof FileFailure && failure.reason === "notAFile";
			if (!isFolder) throw failure;
			return { reply: failed("notAFile", 553, "Only files have a hash.") };
		}
	},
});
