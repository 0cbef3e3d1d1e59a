import type { AccountFiles, VirtualPath } from "../../files/index.ts";
import type { ArgumentParser, NamedPath, Parsed } from "../argument.ts";
import { namedPath } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { parseMode } from "../file-mode.ts";
import { answer } from "../reply.ts";
import { formatTimeValue, parseTimeValue } from "../time-value.ts";

/** One fact that is to be changed. */
interface Change {
	/** As the reply names it, with the value that counts from then on. */
	readonly said: string;
	apply(files: AccountFiles, target: VirtualPath): Promise<void>;
}

interface Wish {
	/** In the order in which they were asked for. */
	readonly changes: readonly Change[];
	readonly target: NamedPath;
}

/** The facts that can be changed, by their names in small letters. */
const CHANGEABLE: Readonly<Record<string, (value: string) => Parsed<Change>>> =
	{
		modify(value) {
			const modifiedMs = parseTimeValue(value);
			if (modifiedMs === undefined) {
				return { refused: "Modify is not a time." };
			}
			return {
				value: {
					said: `Modify=${formatTimeValue(modifiedMs)};`,
					apply: (files, target) => files.setModified(target, modifiedMs),
				},
			};
		},
		"unix.mode"(value) {
			const mode = parseMode(value);
			if (mode === undefined) {
				return { refused: "UNIX.mode is not three octal digits." };
			}
			return {
				value: {
					said: `UNIX.mode=0${mode.toString(8).padStart(3, "0")};`,
					apply: (files, target) => files.setMode(target, mode),
				},
			};
		},
	};

const factsAndPath: ArgumentParser<Wish> = (given, context) => {
	const [, facts, name] =
		/^((?:[^;= ]+=[^; ]*;)+) (.+)$/s.exec(given ?? "") ?? [];
	if (facts === undefined) {
		return { refused: "Facts and a path are expected." };
	}
	const changes = readFacts(facts);
	if ("refused" in changes) return changes;
	const target = namedPath(name, context);
	if ("refused" in target) return target;
	return { value: { changes: changes.value, target: target.value } };
};

/** All facts are read before any is changed, so that a bad one changes nothing. */
function readFacts(text: string): Parsed<readonly Change[]> {
	const changes: Change[] = [];
	for (const fact of text.split(";").slice(0, -1)) {
		const [name = "", value = ""] = fact.split("=");
		const key = name.toLowerCase();
		const read = Object.hasOwn(CHANGEABLE, key) ? CHANGEABLE[key] : undefined;
		if (read === undefined) {
			return { refused: "That fact cannot be changed.", code: 504 };
		}
		const change = read(value);
		if ("refused" in change) return change;
		changes.push(change.value);
	}
	return { value: changes };
}

/**
 * MFF: facts of a file or folder, each by name. The reply repeats them in the order of the request, each with the value that
 * counts now. `Create` is not among them, and MFCT not offered: few systems let that time be set.
 *
 * @see draft-somers-ftp-mfxx-04
 */
export const MFF: Command = defineCommand({
	verb: "MFF",
	rfc: "draft-somers-ftp-mfxx-04",
	syntax: "MFF <SP> fact=value;[fact=value;] <SP> path",
	help: "Change facts of a file: Modify, UNIX.mode.",
	argument: factsAndPath,
	feature: () => "MFF Modify;UNIX.mode;",
	async run(session, { changes, target }) {
		for (const change of changes) {
			await change.apply(session.files, target.path);
		}
		const said = changes.map((change) => change.said).join("");
		return answer(213, `${said} ${target.given}`);
	},
});
