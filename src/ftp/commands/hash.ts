import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { HASH_ALGORITHMS, hashAlgorithm, hashFile } from "../hashing/index.ts";
import { answer } from "../reply.ts";

/** HASH: a file's hash, or that of the bytes that RANG chose; OPTS HASH tells and chooses the algorithm. */
export const HASH: Command = defineCommand({
	verb: "HASH",
	rfc: "draft-bryan-ftpext-hash",
	syntax: "HASH <SP> path",
	help: "Hash a file; OPTS HASH chooses how, RANG which bytes.",
	transfers: true,
	argument: path,
	feature: (session) =>
		`HASH ${HASH_ALGORITHMS.map((name) =>
			name === session.hashAlgorithm ? `${name}*` : name,
		).join(";")}`,
	options(session, text) {
		if (text.trim() !== "") {
			const chosen = hashAlgorithm(text);
			if (chosen === undefined) {
				return answer(504, `Known are ${HASH_ALGORITHMS.join(", ")}.`);
			}
			session.hashAlgorithm = chosen;
		}
		return answer(200, session.hashAlgorithm);
	},
	async run(session, target) {
		const { range } = session.pending;
		const algorithm = session.hashAlgorithm;
		const hashed = await hashFile(session, {
			path: target,
			algorithm,
			...(range === undefined ? {} : { range }),
		});
		if (hashed.kind === "refused") return { reply: hashed.reply };
		const { fromByte, toByte } = hashed.range;
		return answer(
			213,
			`${algorithm} ${fromByte}-${toByte} ${hashed.hex} ${target}`,
		);
	},
});
