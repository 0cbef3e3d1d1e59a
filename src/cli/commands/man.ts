import type { CommandDef } from "citty";
import { BUILD_INFO } from "../../platform/index.ts";
import { command } from "../command.ts";

export const man: CommandDef = command({
	name: "man",
	about: "Print the manual page.",
	details: ["It holds the texts of --help and help, in the form of man(1)."],
	examples: [
		["oceanftp man | man -l -", "Read it."],
		[
			"oceanftp man | sudo tee /usr/local/share/man/man1/oceanftp.1 > /dev/null",
			"Install it, for man oceanftp.",
		],
	],
	run: async ({ output, root }) => {
		const { manPage } = await import("../man/man-page.ts");
		const page = await manPage(root, BUILD_INFO.version);
		await output.result({
			lines: page.trimEnd().split("\n"),
			document: { schema: "oceanftp.man/1", page },
		});
	},
});
