import type { VirtualPath } from "../../../files/index.ts";
import type { ArgumentParser } from "../../argument.ts";
import { path } from "../../argument.ts";
import type { Command } from "../../command.ts";
import { defineCommand } from "../../command.ts";
import { answer } from "../../reply.ts";
import { parseTimeValue } from "../../time-value.ts";

interface Change {
	readonly modifiedMs: number;
	readonly target: VirtualPath;
}

/** `path access modify create UTC`, or `modify path`, whose time may lack the seconds. */
const timeAndPath: ArgumentParser<Change> = (given = "", context) => {
	const long = /^(.+) \d{14} (\d{14}) \d{14} UTC$/is.exec(given);
	const short = /^(\d{12}|\d{14}) (.+)$/s.exec(given);
	const [name, time = ""] =
		long === null ? [short?.[2], short?.[1]] : [long[1], long[2]];
	const modifiedMs = parseTimeValue(time.padEnd(14, "0"));
	if (name === undefined || modifiedMs === undefined) {
		return { refused: "A time and a path are expected." };
	}
	const target = path(name, context);
	return "refused" in target
		? target
		: { value: { modifiedMs, target: target.value } };
};

/** SITE UTIME: what MFMT does, in the two forms that clients from before MFMT send. */
export const UTIME: Command = defineCommand({
	verb: "UTIME",
	rfc: "no RFC; a custom of servers",
	syntax:
		"SITE UTIME <SP> ( YYYYMMDDhhmm[ss] <SP> path | path <SP> access <SP> modify <SP> create <SP> UTC )",
	help: "Set the time at which a file was last changed (UTC).",
	argument: timeAndPath,
	async run(session, { modifiedMs, target }) {
		await session.files.setModified(target, modifiedMs);
		return answer(200, "Time set.");
	},
});
