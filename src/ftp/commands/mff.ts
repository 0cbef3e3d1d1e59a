import type { VirtualPath } from "../../files/index.ts";
import type { ArgumentParser, Parsed } from "../argument.ts";
import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { parseMode } from "../file-mode.ts";
import { answer } from "../reply.ts";
import { formatTimeValue, parseTimeValue } from "../time-value.ts";

/** The facts that can be changed; what is absent stays. */
interface Changes {
	readonly modifiedMs?: number;
	readonly mode?: number;
}

interface Wish {
	readonly changes: Changes;
	readonly target: VirtualPath;
}

const factsAndPath: ArgumentParser<Wish> = (given, context) => {
	const [, facts, name] =
		/^((?:[^;= ]+=[^; ]*;)+) (.+)$/s.exec(given ?? "") ?? [];
	if (facts === undefined) {
		return { refused: "Facts and a path are expected." };
	}
	const changes = readFacts(facts);
	if ("refused" in changes) return changes;
	const target = path(name, context);
	if ("refused" in target) return target;
	return { value: { changes: changes.value, target: target.value } };
};

/** All facts are read before any is changed, so that a bad one changes nothing. */
function readFacts(text: string): Parsed<Changes> {
	let changes: Changes = {};
	for (const fact of text.split(";").slice(0, -1)) {
		const [name = "", value = ""] = fact.split("=");
		switch (name.toLowerCase()) {
			case "modify": {
				const modifiedMs = parseTimeValue(value);
				if (modifiedMs === undefined) {
					return { refused: "Modify is not a time." };
				}
				changes = { ...changes, modifiedMs };
				break;
			}
			case "unix.mode": {
				const mode = parseMode(value);
				if (mode === undefined) {
					return { refused: "UNIX.mode is not three octal digits." };
				}
				changes = { ...changes, mode };
				break;
			}
			default:
				return { refused: "That fact cannot be changed.", code: 504 };
		}
	}
	return { value: changes };
}

/** MFF: facts of a file, each by name. */
export const MFF: Command = defineCommand({
	verb: "MFF",
	rfc: "draft-somers-ftp-mfxx-04",
	syntax: "MFF <SP> fact=value;[fact=value;] <SP> path",
	help: "Change facts of a file: Modify, UNIX.mode.",
	argument: factsAndPath,
	feature: () => "MFF Modify;UNIX.mode;",
	async run(session, { changes: { modifiedMs, mode }, target }) {
		let done = "";
		if (mode !== undefined) {
			await session.files.setMode(target, mode);
			done += `UNIX.mode=0${mode.toString(8).padStart(3, "0")};`;
		}
		if (modifiedMs !== undefined) {
			await session.files.setModified(target, modifiedMs);
			done += `Modify=${formatTimeValue(modifiedMs)};`;
		}
		return answer(213, `${done} ${target}`);
	},
});
