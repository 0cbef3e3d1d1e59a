import { type EntryKind, membersOf } from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import type { Invocation } from "../command.ts";
import { changeAccounts, readAccounts } from "../open-data.ts";
import { checkFolders, existing, named } from "./entries.ts";
import { flagValues } from "./entry-flags.ts";
import { groupFacts, say, userFacts } from "./words.ts";

/** `user set NAME`, `group set NAME` */
export async function setEntry(
	invocation: Invocation,
	kind: EntryKind,
): Promise<void> {
	const wanted = named(invocation, kind);
	const values = flagValues(invocation, kind);
	existing(await readAccounts(invocation), wanted);
	if (Object.keys(values).length === 0) {
		throw new OperatorError("usage.missing", "Nothing is to be changed.", {
			why: "no flag names a value",
			fix: `oceanftp ${kind} set --help`,
		});
	}
	const name = kind === "user" ? wanted.name : "{user}";
	await checkFolders(invocation, { name, values });
	await changed(invocation, { kind, values, done: "changed" });
}

/** `user enable NAME`, `group enable NAME` */
export async function enableEntry(
	invocation: Invocation,
	kind: EntryKind,
): Promise<void> {
	await changed(invocation, {
		kind,
		values: { enabled: true },
		done: "enabled",
	});
}

/** `user disable NAME`, `group disable NAME` */
export async function disableEntry(
	invocation: Invocation,
	kind: EntryKind,
): Promise<void> {
	await changed(invocation, {
		kind,
		values: { enabled: false },
		done: "disabled",
	});
}

async function changed(
	invocation: Invocation,
	change: {
		readonly kind: EntryKind;
		readonly values: ReturnType<typeof flagValues>;
		readonly done: string;
	},
): Promise<void> {
	const { kind, values, done } = change;
	const { output } = invocation;
	const facts = await changeAccounts(invocation, async (accounts) => {
		const entry = await accounts.edit(named(invocation, kind), values);
		const account = kind === "user" ? accounts.find(entry.name) : undefined;
		say(invocation, `${kind} ${entry.name} ${done}`);
		if (account?.enabled === false && values["enabled"] === true) {
			output.note(
				`${account.name} still cannot log in: a group of ${account.groups.join(", ")} is disabled.`,
			);
		}
		if (account !== undefined) return userFacts(account);
		const members = membersOf(entry.name, [
			...accounts.entries("user"),
			...accounts.entries("group"),
		]);
		return groupFacts(entry, members);
	});
	await output.result({
		lines: [],
		document: { schema: `oceanftp.${kind}/1`, [kind]: facts },
	});
}
