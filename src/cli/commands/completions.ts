import type { CommandDef } from "citty";
import { command } from "../command.ts";
import {
	SCRIPTS,
	SET_UP,
	SET_UP_ABOUT,
	SHELLS,
} from "../completions/shells.ts";

export const completions: CommandDef = command({
	name: "completions",
	about: "Print what makes a shell complete commands, flags and names.",
	details: [
		"The script asks the program itself for what could come next, so it completes the names of users, groups and certificates of the moment, and need not be made anew after an update.",
	],
	examples: SHELLS.map((shell) => [SET_UP[shell], SET_UP_ABOUT[shell]]),
	args: {
		shell: {
			type: "positional",
			completes: SHELLS,
			description: SHELLS.join(", "),
		},
	},
	run: async ({ input, output }) => {
		const { shellOf } = await import("../completions/shell-of.ts");
		const shell = shellOf(input.word("shell") ?? "");
		const script = SCRIPTS[shell];
		await output.result({
			lines: script.trimEnd().split("\n"),
			document: { schema: "oceanftp.completions/1", shell, script },
		});
	},
});

/** What the scripts call. */
export const answer: CommandDef = command({
	name: "__complete",
	about: "Say what could come next; for the scripts of completions.",
	hidden: true,
	args: {
		words: {
			type: "string",
			valueHint: "BASE64",
			description: "The words so far, each ended by a NUL, as base64.",
		},
		word: {
			type: "positional",
			required: false,
			repeat: true,
			description: "The words so far, behind --.",
		},
	},
	run: async (invocation) =>
		(await import("../completions/answer.ts")).answerCompletion(invocation),
});
