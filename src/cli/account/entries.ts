import {
	type AccountStore,
	accountNameFault,
	type Entry,
	type EntryKind,
	type EntryName,
	existsAlready,
	notFoundAmong,
	type Values,
} from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import { checkServedFolder, FILES_FOLDER } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData } from "../open-data.ts";

/** A name that `--group none` could not mean. */
const NO_GROUP = "none";

/** The user or group that the command names. @throws {OperatorError} user.not-found, group.not-found */
export function existing(
	accounts: AccountStore,
	{ kind, name }: EntryName,
): Entry {
	const entry = accounts.entry(kind, name);
	if (entry !== undefined) return entry;
	throw notFoundAmong(
		{ kind, name },
		accounts.entries(kind).map((each) => each.name),
	);
}

/** Before anything is asked: nobody should think up a password for nothing. @throws {OperatorError} usage.invalid, user.exists, group.exists */
export function checkFree(
	accounts: AccountStore,
	{ kind, name }: EntryName,
): void {
	const why =
		kind === "group" && name.toLowerCase() === NO_GROUP
			? "in --group it stands for no group at all"
			: accountNameFault(name);
	if (why !== undefined) {
		throw new OperatorError(
			"usage.invalid",
			`"${name}" cannot be a ${kind}'s name.`,
			{ why },
		);
	}
	const same = accounts.entry(kind, name);
	if (same !== undefined) throw existsAlready(same);
}

/** The folder that holds the homes. */
export async function rootOf(invocation: Invocation): Promise<string> {
	const data = await chosenData(invocation);
	const { settings } = await loadConfig(invocation, data);
	return settings.root ?? invocation.files.resolve(data.path, FILES_FOLDER);
}

/**
 * Refuses folders in which the server's keys lie, or that hold them.
 *
 * @throws {OperatorError} root.overlap
 */
export async function checkFolders(
	invocation: Invocation,
	{ name, values }: { readonly name: string; readonly values: Values },
): Promise<void> {
	const served = [values["home"], ...mountFolders(values["mounts"])].filter(
		(folder) => typeof folder === "string",
	);
	if (served.length === 0) return;
	const { files } = invocation;
	const data = await chosenData(invocation);
	const root = await rootOf(invocation);
	for (const folder of served) {
		const path = files.resolve(root, folder.replaceAll("{user}", name));
		await checkServedFolder(path, data.path, files);
	}
}

function mountFolders(mounts: Values[string]): readonly unknown[] {
	if (!Array.isArray(mounts)) return [];
	return mounts.map((mount) =>
		typeof mount === "object" && "folder" in mount
			? mount["folder"]
			: undefined,
	);
}

/** The word of the command line for what it works on. */
export function named(
	{ input }: Pick<Invocation, "input">,
	kind: EntryKind,
): EntryName {
	return { kind, name: input.word("name") ?? "" };
}
