import type { CommandDef } from "citty";
import { command } from "../command.ts";
import { LISTEN_ARGS, settingArgs } from "../setting-args.ts";

const show = command({
	name: "show",
	about: "Show what counts, as TOML.",
	details: [
		"Flags win over the environment, that over oceanftp.toml, that over the defaults. The flags of serve may be given to see what they would change. What has neither value nor default is left out.",
	],
	examples: [
		["oceanftp config show --origin", "Which value comes from where."],
	],
	args: {
		origin: {
			type: "boolean",
			description:
				"Say behind each value where it comes from: a flag, a variable, file:line:column, or default.",
		},
		...LISTEN_ARGS,
		...settingArgs(),
	},
	run: async (invocation) =>
		(await import("../config/show.ts")).showConfig(invocation),
});

const check = command({
	name: "check",
	about:
		"Say all that is wrong with the configuration; exit 3 when something is.",
	details: [
		"Each fault is a line: file:line:column, what is wrong, and what was probably meant. The environment and the flags of serve are checked too. oceanftp serve --check also looks at certificates, accounts and folders.",
	],
	examples: [
		["oceanftp config check", "Before a restart."],
		[
			"oceanftp config check --config /etc/oceanftp/oceanftp.toml",
			"Another file.",
		],
	],
	args: { ...LISTEN_ARGS, ...settingArgs() },
	run: async (invocation) =>
		(await import("../config/check.ts")).checkConfig(invocation),
});

const schema = command({
	name: "schema",
	about: "Print the JSON Schema of oceanftp.toml, for editors.",
	examples: [
		["oceanftp config schema > oceanftp.schema.json", "For an editor."],
	],
	run: async (invocation) =>
		(await import("../config/print.ts")).printSchema(invocation),
});

const example = command({
	name: "example",
	about:
		"Print a whole oceanftp.toml: every setting with its help and default.",
	examples: [
		[
			"oceanftp config example > oceanftp.toml",
			"Every setting, commented out.",
		],
	],
	details: ["oceanftp config example > oceanftp.toml"],
	run: async (invocation) =>
		(await import("../config/print.ts")).printExample(invocation),
});

const path = command({
	name: "path",
	about: "Print where the configuration is, or would be.",
	examples: [["oceanftp config path", "Which file counts."]],
	run: async (invocation) =>
		(await import("../config/print.ts")).printPath(invocation),
});

export const config: CommandDef = command({
	name: "config",
	about: "Show, check and explain the configuration.",
	details: [
		"oceanftp help KEY explains a setting, such as oceanftp help limits.idle_seconds; oceanftp help config lists them all.",
	],
	subCommands: {
		show: async () => show,
		check: async () => check,
		schema: async () => schema,
		example: async () => example,
		path: async () => path,
	},
});
