import { FAILURES, FIXED_REPLIES, TAGS } from "../../ftp/index.ts";
import type { Topic } from "./topic.ts";

export const MESSAGES: Topic = {
	title: "Texts that users are told",
	about: "Greeting, replies and failures in your own words.",
	passages: [
		"Text files in the folder messages in the data folder ({data}) stand in for the built-in words. They are UTF-8 text of at most 64 KiB, and are read again a moment after they change, or by oceanftp reload. What is wrong is said in the log and by oceanftp status, with the file and the line, and what counted before stays; oceanftp serve --check tells it before a start.",
		{
			terms: [
				["greeting.txt", "before login: the lines of the 220"],
				["login.txt", "after login: the lines of the 230, or the 232"],
				["goodbye.txt", "at QUIT: the lines of the 221"],
				["replies.toml", "replies by command and code"],
				["failures.toml", "failures by their kind, whatever the command"],
			],
		},
		"In replies.toml each command has a table, commands of SITE one within SITE, and any is for all commands that have no words of their own:",
		{
			type: [
				"[RNTO]",
				'250 = "Renamed, thank you."',
				"",
				"[SITE.CHMOD]",
				'200 = "New mode. {{reply}}"',
				"",
				"[any]",
				'226 = """',
				"Done.",
				'{{dashes}}"""',
			],
		},
		"In failures.toml a kind of failure goes before words by command and code:",
		{ type: ['notFound = "There is nothing of that name."'] },
		"A text changes words, never a code, so programs are told the same as before. Lines that are longer than [messages] width are wrapped, in columns, and a line that fits stays as it is. What a transfer earned or cost stands behind whatever words.",
		"Tags, in one spelling or the other: {{usercount}} and ####SYST_USERCOUNT####; where nothing is known a - stands:",
		{ terms: TAGS.map(({ about, name }) => [name, about] as const) },
		"Kinds of failures:",
		{ terms: Object.entries(FAILURES) },
		"Replies whose words are read by programs, or stand elsewhere; they cannot be changed in replies.toml:",
		{
			terms: FIXED_REPLIES.map(
				({ codes, verb, why }) =>
					[
						[...(verb === undefined ? [] : [verb]), ...codes].join(" "),
						why,
					] as const,
			),
		},
	],
};
