import type { ArgumentParser, NamedPath } from "../argument.ts";
import { namedPath } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import { formatTimeValue, parseTimeValue } from "../time-value.ts";

interface Change {
	readonly modifiedMs: number;
	readonly target: NamedPath;
}

const timeAndPath: ArgumentParser<Change> = (given, context) => {
	const [, time = "", name] = /^(\S+) (.+)$/s.exec(given ?? "") ?? [];
	const modifiedMs = parseTimeValue(time);
	if (modifiedMs === undefined) {
		return { refused: "A time and a path are expected." };
	}
	const target = namedPath(name, context);
	return "refused" in target
		? target
		: { value: { modifiedMs, target: target.value } };
};

/**
 * MFMT: when a file or folder was last changed, as it is to be shown from now on; mirror programs send it behind each
 * upload. The reply has the time that counts now, which lacks a fraction of a second that was asked for.
 *
 * @see draft-somers-ftp-mfxx-04
 */
export const MFMT: Command = defineCommand({
	verb: "MFMT",
	rfc: "draft-somers-ftp-mfxx-04",
	syntax: "MFMT <SP> YYYYMMDDHHMMSS <SP> path",
	help: "Set the time at which a file was last changed (UTC).",
	argument: timeAndPath,
	feature: () => "MFMT",
	async run(session, { modifiedMs, target }) {
		await session.files.setModified(target.path, modifiedMs);
		const now = formatTimeValue(modifiedMs);
		return answer(213, `Modify=${now}; ${target.given}`);
	},
});
