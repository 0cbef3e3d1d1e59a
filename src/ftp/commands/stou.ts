import type { VirtualPath } from "../../files/index.ts";
import {
	childOf,
	FileFailure,
	nameOf,
	parentOf,
	ROOT,
	resolvePath,
} from "../../files/index.ts";
import type { ArgumentParser } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import type { Session } from "../session.ts";
import { runUpload } from "../transfer/index.ts";

/** Where the file goes, and what its name begins with. */
interface Wish {
	readonly folder: VirtualPath;
	readonly start: string;
}

/** RFC 959 has no argument, but clients send the local file's name. */
const wish: ArgumentParser<Wish> = (given, { cwd }) => {
	if (given === undefined || given.trim() === "") {
		return { value: { folder: cwd, start: "upload" } };
	}
	const path = resolvePath(cwd, given);
	if (path === ROOT) return { refused: "That is a folder." };
	return { value: { folder: parentOf(path), start: nameOf(path) } };
};

/** STOU: receive a file under a name that no other has; the 150 tells it (RFC 1123 §4.1.2.9). */
export const STOU: Command = defineCommand({
	verb: "STOU",
	rfc: "RFC 959 §4.1.3, RFC 1123 §4.1.2.9",
	syntax: "STOU [<SP> name]",
	help: "Upload a file under a new name that the server makes.",
	transfers: true,
	argument: wish,
	async run(session, wanted, announce) {
		if ((session.pending.restartAt ?? 0) > 0) {
			return answer(503, "STOU makes a new file: REST cannot stand before it.");
		}
		const target = await freePath(session, wanted);
		const shown = parentOf(target) === session.cwd ? nameOf(target) : target;
		const request = {
			target,
			kind: "new",
			opening: `FILE: ${shown}`,
			closing: `Transfer complete: ${shown}`,
		} as const;
		return await runUpload(session, request, announce);
	},
});

const TRIES = 10;

/** A path where nothing is. Should something get there first, the upload fails and nothing is overwritten. */
async function freePath(
	session: Session,
	{ folder, start }: Wish,
): Promise<VirtualPath> {
	for (let round = 0; round < TRIES; round++) {
		const path = childOf(folder, `${start}.${randomWord()}`);
		try {
			await session.files.facts(path);
		} catch (failure) {
			const isFree =
				failure instanceof FileFailure && failure.reason === "notFound";
			if (isFree) return path;
			throw failure;
		}
	}
	throw new FileFailure("exists", "no free name was found");
}

/** Eight letters and digits: 41 bits. */
function randomWord(): string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
	// 252 is the largest multiple of 36 in a byte: larger ones would make some letters likelier.
	const bytes = crypto.getRandomValues(new Uint8Array(64));
	return [...bytes.filter((byte) => byte < 252).subarray(0, 8)]
		.map((byte) => letters[byte % 36] ?? "")
		.join("");
}
