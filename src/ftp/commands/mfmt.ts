import type { VirtualPath } from "../../files/index.ts";
import type { ArgumentParser } from "../argument.ts";
import { path } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";
import { formatTimeValue, parseTimeValue } from "../time-value.ts";

interface Change {
	readonly modifiedMs: number;
	readonly target: VirtualPath;
}

const timeAndPath: ArgumentParser<Change> = (given, context) => {
	const [, time = "", name] = /^(\S+) (.+)$/s.exec(given ?? "") ?? [];
	const modifiedMs = parseTimeValue(time);
	if (modifiedMs === undefined) {
		return { refused: "A time and a path are expected." };
	}
	const target = path(name, context);
	return "refused" in target
		? target
		: { value: { modifiedMs, target: target.value } };
};

/** MFMT: when a file was last changed, as it is to be shown from now on; mirror programs send it behind each upload. */
export const MFMT: Command = defineCommand({
	verb: "MFMT",
	rfc: "draft-somers-ftp-mfxx-04",
	syntax: "MFMT <SP> YYYYMMDDHHMMSS <SP> path",
	help: "Set the time at which a file was last changed (UTC).",
	argument: timeAndPath,
	feature: () => "MFMT",
	async run(session, { modifiedMs, target }) {
		await session.files.setModified(target, modifiedMs);
		return answer(213, `Modify=${formatTimeValue(modifiedMs)}; ${target}`);
	},
});
