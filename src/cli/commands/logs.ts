import type { CommandDef } from "citty";
import { command } from "../command.ts";

export const logs: CommandDef = command({
	name: "logs",
	about: "Show what the log files say, filtered.",
	details: [
		"The server need not run: the files in logs/ of the data folder are read, those that were set aside too, oldest first.",
		"A time is 2026-11-22, 2026-11-22T19:30:00Z, or how long ago it was: 45s, 30m, 2h, 7d, 2w. Dates and times without a zone are UTC, like those of the lines.",
		"In a pattern, * stands for any text and ? for one character; it must fit the whole of what it is compared with.",
		"Examples: oceanftp logs --since 2h --user 'a*'; oceanftp logs --kind transfer --match '/reports/*.pdf' --json; oceanftp logs --kind audit --follow",
	],
	examples: [
		["oceanftp logs --since 2h --user alice", "What alice did."],
		["oceanftp logs --follow", "As it happens."],
		["oceanftp logs --kind transfer --match '*.pdf'", "Who moved PDF files."],
	],
	args: {
		user: {
			type: "string",
			valueHint: "PATTERN",
			description: "Only what this user did; letter case does not count.",
		},
		session: {
			type: "string",
			valueHint: "ID",
			description: "Only this session, by the id in brackets.",
		},
		since: {
			type: "string",
			valueHint: "TIME",
			description: "Nothing older.",
		},
		until: {
			type: "string",
			valueHint: "TIME",
			description: "Nothing later; a date means its end.",
		},
		match: {
			type: "string",
			valueHint: "PATTERN",
			description:
				"Only lines whose sentence, or one of whose texts (a path, an address, a reason), fits.",
		},
		kind: {
			type: "enum",
			options: ["log", "transfer", "audit"],
			description:
				"Which files: everything from the log's level on (the default), uploads and downloads, or logins, bans and changes.",
		},
		follow: {
			type: "boolean",
			alias: "f",
			description:
				"Go on with what comes, from the last ten lines on (or --since), until Ctrl-C.",
		},
	},
	run: async (invocation) =>
		(await import("../logs/show-logs.ts")).showLogs(invocation),
});
