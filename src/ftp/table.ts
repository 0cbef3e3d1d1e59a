import type { Command } from "./command.ts";

/** All commands of a session by verb, aliases included, and in the order that HELP and FEAT show. */
export interface CommandTable {
	readonly commands: readonly Command[];
	find(verb: string): Command | undefined;
}

/** @throws {Error} when two commands claim one verb: a bug */
export function commandTable(commands: readonly Command[]): CommandTable {
	const byVerb = new Map<string, Command>();
	for (const command of commands) {
		for (const verb of [command.verb, ...(command.aliases ?? [])]) {
			if (byVerb.has(verb)) throw new Error(`two commands named ${verb}`);
			byVerb.set(verb, command);
		}
	}
	return { commands, find: (verb) => byVerb.get(verb) };
}
