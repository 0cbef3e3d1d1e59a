import type { CommandDef } from "citty";
import { decodeUtf8, ERROR_CODES, type Folder } from "../../base/index.ts";
import { diskFolder } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import { allCommands } from "../help/tree.ts";
import { HELP_TOPICS } from "../help-topics.ts";
import { chosenData } from "../open-data.ts";
import type { Candidate, LiveNames } from "./complete.ts";
import { completeSessions } from "./sessions.ts";

/**
 * The names that there are at this moment, read straight from the files: a key press waits for them, so nothing is
 * parsed or checked that need not be, and nothing is made.
 */
export function liveNames(invocation: Invocation): LiveNames {
	return async (kind, typed) => {
		if (kind === "topic") return topics(invocation.root);
		const folder = await folderOf(invocation, typed);
		if (folder === undefined) return [];
		switch (kind) {
			case "user":
				return tablesOf(folder, "users");
			case "group":
				return tablesOf(folder, "groups");
			case "certificate":
			case "certificateOrFile":
				return certificates(folder);
			case "session":
				return completeSessions(folder, invocation);
			default:
				return [];
		}
	};
}

async function folderOf(
	invocation: Invocation,
	typed: ReadonlyMap<string, string>,
): Promise<Folder | undefined> {
	const { files, input } = invocation;
	const value = (flag: string): string | undefined =>
		typed.get(flag) ?? input.value(flag);
	const asked = { ...invocation, input: { ...input, value } };
	const choice = await chosenData(asked).catch(() => undefined);
	if (choice === undefined) return undefined;
	const facts = await files.facts(choice.path).catch(() => undefined);
	return facts?.isFolder === true ? diskFolder(choice.path) : undefined;
}

/** The names behind `[users.NAME]` or `[groups.NAME]`, by their headers alone. */
async function tablesOf(
	folder: Folder,
	table: "users" | "groups",
): Promise<readonly Candidate[]> {
	const text = decodeUtf8(
		(await folder.read("accounts.toml")) ?? new Uint8Array(),
	);
	return tableNames(text ?? "", table).map((word) => ({ word, about: "" }));
}

/** @example tableNames('[users."a.b"]', "users") // ["a.b"] */
export function tableNames(text: string, table: string): string[] {
	const header = new RegExp(
		`^\\s*\\[\\s*${table}\\s*\\.\\s*(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\\s*\\]`,
		"gm",
	);
	return [...text.matchAll(header)].map(
		([, quoted, literal, bare]) => quoted ?? literal ?? bare ?? "",
	);
}

async function certificates(folder: Folder): Promise<readonly Candidate[]> {
	const names = (await folder.list("certs")).flatMap(
		(file) => /^(.+)\.(?:crt|key|csr)$/.exec(file)?.[1] ?? [],
	);
	return [...new Set(names)].map((word) => ({ word, about: "" }));
}

/** Commands one word deep, topics, error codes. */
async function topics(root: CommandDef): Promise<readonly Candidate[]> {
	const commands = await allCommands(root);
	return [
		...new Set(commands.flatMap(({ path }) => path[0] ?? [])),
		...Object.keys(HELP_TOPICS),
		...["topics", "commands", "errors"],
		...Object.keys(ERROR_CODES),
	].map((word) => ({ word, about: "" }));
}
