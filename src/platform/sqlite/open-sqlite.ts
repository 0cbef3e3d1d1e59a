import { chmodSync, closeSync, fstatSync, openSync } from "node:fs";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { OperatorError } from "../../base/index.ts";
import type {
	Database,
	SqlRow,
	SqlValue,
	Statement,
} from "../../state/index.ts";
import type { DatabaseRequest } from "../database.ts";
import { systemCode } from "../errno.ts";
import { asOperatorError } from "./sqlite-failure.ts";

/**
 * Written in the order of time and synced now and then: a process that is killed loses nothing that was committed, a power cut
 * may take the last second or so, and neither damages the file.
 *
 * @see https://sqlite.org/wal.html
 */
const SETTINGS = [
	"PRAGMA journal_mode = WAL",
	"PRAGMA synchronous = NORMAL",
	"PRAGMA foreign_keys = ON",
];

/** The file may come from elsewhere, and nothing in its schema is trusted. */
const TRUST_NOTHING = "PRAGMA trusted_schema = OFF";

/** As `openDatabase` of the module that loads this one. */
export function openSqlite({
	file,
	busyMs,
	looksOnly,
}: DatabaseRequest): Database {
	if (file !== undefined && looksOnly !== true) makePrivateFile(file);
	const settings =
		looksOnly === true
			? [TRUST_NOTHING, "PRAGMA query_only = ON"]
			: [...SETTINGS, TRUST_NOTHING];
	const shown = file ?? "the database in memory";
	return guarded(shown, () => {
		const sqlite = new DatabaseSync(file ?? ":memory:");
		try {
			sqlite.exec(`PRAGMA busy_timeout = ${Math.trunc(busyMs)}`);
			for (const setting of settings) sqlite.exec(setting);
			// The first read of the file: what is no database is found out here.
			sqlite.prepare("PRAGMA schema_version").get();
		} catch (failure) {
			sqlite.close();
			throw failure;
		}
		return databaseOn(sqlite, { location: file, shown });
	});
}

function databaseOn(
	sqlite: DatabaseSync,
	{
		location,
		shown,
	}: { readonly location: string | undefined; readonly shown: string },
): Database {
	const execute = (sql: string): void =>
		guarded(shown, () => {
			sqlite.exec(sql);
		});
	return {
		location,
		execute,
		prepare: (sql) =>
			guarded(shown, () => statementOn(sqlite.prepare(sql), shown)),
		transaction: (work) => {
			execute("BEGIN IMMEDIATE");
			try {
				const result = work();
				execute("COMMIT");
				return result;
			} catch (failure) {
				rollBack(sqlite);
				throw failure;
			}
		},
		close: () => sqlite.close(),
	};
}

/** Some failures have ended the transaction already; the first failure is the one to tell of. */
function rollBack(sqlite: DatabaseSync): void {
	try {
		sqlite.exec("ROLLBACK");
	} catch {
		// There is no transaction any more.
	}
}

function statementOn(
	statement: ReturnType<DatabaseSync["prepare"]>,
	shown: string,
): Statement {
	return {
		run: (...values) =>
			guarded(shown, () => Number(statement.run(...values).changes)),
		get: (...values) =>
			guarded(shown, () => {
				const row: unknown = statement.get(...values);
				return row === undefined || row === null ? undefined : rowOf(row);
			}),
		all: (...values) =>
			guarded(shown, () => statement.all(...values).map(rowOf)),
	};
}

function rowOf(row: unknown): SqlRow {
	return Object.fromEntries(
		Object.entries(Object(row)).map(([name, value]) => [name, cellOf(value)]),
	);
}

function cellOf(value: unknown): SqlValue {
	if (typeof value === "string" || typeof value === "number") return value;
	return typeof value === "bigint" ? Number(value) : null;
}

function guarded<T>(file: string, work: () => T): T {
	try {
		return work();
	} catch (failure) {
		throw asOperatorError(failure, file);
	}
}

const FOR_OTHERS = 0o077;

/**
 * SQLite would make it readable by everybody, as the umask says; its side files take the mode of the file. At once, as SQLite
 * itself opens it next: everything waits for this disk in any case.
 */
function makePrivateFile(file: string): void {
	try {
		if ((modeOf(file) & FOR_OTHERS) !== 0) keepFromOthers(file);
	} catch (failure) {
		const code = systemCode(failure);
		if (code === undefined) throw failure;
		throw new OperatorError("file.no-right", `${file} cannot be used.`, {
			why: `the system refuses it (${code})`,
			fix: `look at its owner and permissions, and its folder's: ls -ld ${file}`,
			cause: failure,
		});
	}
}

/** The permission bits of a file, which is made when it is missing; on Windows there are none. */
function modeOf(file: string): number {
	const descriptor = openSync(file, "a", 0o600);
	try {
		return process.platform === "win32" ? 0 : fstatSync(descriptor).mode;
	} finally {
		closeSync(descriptor);
	}
}

function keepFromOthers(file: string): void {
	try {
		chmodSync(file, 0o600);
	} catch {
		// Where there are no modes the data folder's own check has said so.
	}
}
