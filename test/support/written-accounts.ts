import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AT_ONCE_MS, within } from "./deadline.ts";
import type { RawFtp } from "./raw-ftp.ts";
import { ALICE, addUser } from "./start-server.ts";

/** An `accounts.toml` that is edited by hand. */
export interface WrittenAccounts {
	/** Puts a table such as `users.alice` in place of what it said; undefined takes it out. Users get the password of alice. */
	say(table: string, text: string | undefined): void;
	/** Writes what is no accounts file, until the next {@link say}. */
	spoil(text: string): void;
}

/** Accounts in a data folder, written in one go each time, as editors do. */
export async function writtenAccounts(
	data: string,
	tables: Readonly<Record<string, string>>,
): Promise<WrittenAccounts> {
	await addUser({ data, ...ALICE });
	const file = join(data, "accounts.toml");
	const [password] =
		/password = "[^"]+"/.exec(readFileSync(file, "utf8")) ?? [];
	const said = new Map(Object.entries(tables));
	const write = (text: string): void => {
		writeFileSync(`${file}.new`, text, { mode: 0o600 });
		renameSync(`${file}.new`, file);
	};
	const writeAll = (): void => {
		const texts = [...said].map(([table, text]) => {
			const own = table.startsWith("users.") ? `${password}\n` : "";
			return `[${table}]\n${own}${text}\n`;
		});
		write(texts.join("\n"));
	};
	writeAll();
	return {
		say: (table, text) => {
			if (text === undefined) said.delete(table);
			else said.set(table, text);
			writeAll();
		},
		spoil: write,
	};
}

/** Sends a command until its reply has that code. */
export async function becomes(
	ftp: RawFtp,
	line: string,
	code: number,
): Promise<void> {
	let isOver = false;
	const asked = async (): Promise<void> => {
		while (!isOver && (await ftp.command(line)).code !== code);
	};
	try {
		await within(AT_ONCE_MS, `${code} to ${line}`, asked());
	} finally {
		isOver = true;
	}
}
