import { FileFailure } from "../../files/index.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import type { HashAlgorithm } from "../ports.ts";
import { answer } from "../reply.ts";
import type { Session } from "../session.ts";
import type { DigestTarget } from "./digest-argument.ts";
import { digestArgument } from "./digest-argument.ts";
import { hashFile } from "./hash-file.ts";

/** What tells one of these commands from the others. */
export interface DigestFacts {
	readonly verb: string;
	readonly aliases?: readonly string[];
	readonly algorithm: HashAlgorithm;
}

/** A command of the XCRC kind: one algorithm, the range behind the path, 250 and the hash in upper case. */
export function digestCommand({
	aliases = [],
	algorithm,
	verb,
}: DigestFacts): Command {
	return defineCommand({
		verb,
		aliases,
		rfc: "no RFC; a custom of servers",
		syntax: `${verb} <SP> path [<SP> start [<SP> end]]`,
		help: `Hash a file, or its bytes from start up to end, with ${algorithm}.`,
		transfers: true,
		argument: digestArgument,
		feature: () => verb,
		async run(session, readings) {
			const target = await firstThatIsThere(session, readings);
			const hashed = await hashFile(session, { ...target, algorithm });
			if (hashed.kind === "refused") return { reply: hashed.reply };
			return answer(250, hashed.hex.toUpperCase());
		},
	});
}

/** @throws {FileFailure} notFound when nothing of any reading is there */
async function firstThatIsThere(
	session: Session,
	readings: readonly DigestTarget[],
): Promise<DigestTarget> {
	for (const reading of readings) {
		try {
			await session.files.facts(reading.path);
			return reading;
		} catch (failure) {
			const isMissing =
				failure instanceof FileFailure && failure.reason === "notFound";
			if (!isMissing) throw failure;
		}
	}
	throw new FileFailure("notFound", "no such file to hash");
}
