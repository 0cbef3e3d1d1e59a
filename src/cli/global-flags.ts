import type { CommandArg } from "./command.ts";

/** The flags that every command takes, in any position. */
export const GLOBAL_ARGS: Readonly<Record<string, CommandArg>> = {
	data: {
		type: "string",
		valueHint: "DIR",
		description: "The data folder.",
	},
	config: {
		type: "string",
		valueHint: "FILE",
		description: "The configuration file; oceanftp.toml in the data folder.",
	},
	portable: {
		type: "boolean",
		description: "Keep the data in oceanftp-data/ beside the executable.",
	},
	json: {
		type: "boolean",
		description: "One JSON document on stdout; errors as JSON on stderr.",
	},
	quiet: { type: "boolean", description: "Say nothing but errors." },
	verbose: { type: "boolean", description: "Say more; stack traces too." },
	color: {
		type: "enum",
		options: ["auto", "always", "never"],
		description: "Colour; auto means on a terminal without NO_COLOR.",
	},
	yes: { type: "boolean", description: "Answer yes to every question." },
	"no-input": { type: "boolean", description: "Ask nothing." },
	"dry-run": {
		type: "boolean",
		description: "Say what would be done, and do nothing.",
	},
	help: { type: "boolean", alias: "h", description: "Show this help." },
	version: { type: "boolean", alias: "V", description: "Show the version." },
};
