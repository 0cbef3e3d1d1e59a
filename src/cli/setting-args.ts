import { type SettingFact, settingList } from "../config/index.ts";
import type { CommandArg } from "./command.ts";

/** The flags that choose where the server listens: they replace all `[[listen]]` of their mode. */
export const LISTEN_ARGS: Readonly<Record<string, CommandArg>> = {
	host: {
		type: "string",
		valueHint: "ADDR",
		repeat: true,
		description: "Listen on this address; on every address when absent.",
	},
	port: {
		type: "string",
		valueHint: "N",
		description: "The port for explicit TLS; 0 for any free one.",
	},
	"implicit-port": {
		type: "string",
		valueHint: "N",
		description: "The port for implicit TLS; 0 for any free one, or off.",
	},
};

/** The flags that the settings ask for. */
export function settingArgs(): Record<string, CommandArg> {
	return Object.fromEntries(
		settingList().flatMap((fact) =>
			fact.flag === undefined ? [] : [[fact.flag, argOf(fact)]],
		),
	);
}

function argOf({ about, choices, valueHint }: SettingFact): CommandArg {
	return choices === undefined
		? { type: "string", description: about, valueHint: valueHint ?? "VALUE" }
		: { type: "enum", description: about, options: [...choices] };
}
