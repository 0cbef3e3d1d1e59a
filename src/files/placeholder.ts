import { FileFailure } from "./file-failure.ts";

/**
 * A folder's name with the account's name in place of every `{user}`. A name that would lead to another folder is refused,
 * however it came about.
 *
 * @throws {FileFailure} badName
 * @example fillPlaceholders("homes/{user}/in", "alice") === "homes/alice/in"
 */
export function fillPlaceholders(folder: string, user: string): string {
	if (!folder.includes("{user}")) return folder;
	if (/^\.{0,2}$|[/\\:\p{Cc}]/u.test(user)) {
		throw new FileFailure("badName", "the account's name is no folder's name");
	}
	return folder.replaceAll("{user}", () => user);
}
