import type { VirtualPath } from "../../../files/index.ts";
import type { ArgumentParser } from "../../argument.ts";
import { path } from "../../argument.ts";
import type { Command } from "../../command.ts";
import { defineCommand } from "../../command.ts";
import { parseMode } from "../../file-mode.ts";
import { answer } from "../../reply.ts";

interface Change {
	readonly mode: number;
	readonly target: VirtualPath;
}

const modeAndPath: ArgumentParser<Change> = (given, context) => {
	const [, digits = "", name] = /^(\S+) (.+)$/s.exec(given ?? "") ?? [];
	const mode = parseMode(digits);
	if (mode === undefined) {
		return { refused: "Three octal digits and a path are expected." };
	}
	const target = path(name, context);
	return "refused" in target
		? target
		: { value: { mode, target: target.value } };
};

/** SITE CHMOD: permission bits of a file or folder on the server's disk; what the account may do does not change. */
export const CHMOD: Command = defineCommand({
	verb: "CHMOD",
	rfc: "no RFC; a custom of servers",
	syntax: "SITE CHMOD <SP> mode <SP> path",
	help: "Set the permission bits of a file or folder.",
	argument: modeAndPath,
	async run(session, { mode, target }) {
		await session.files.setMode(target, mode);
		return answer(200, `Mode is ${mode.toString(8).padStart(3, "0")}.`);
	},
});
