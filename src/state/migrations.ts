import { OperatorError } from "../base/index.ts";
import type { Database } from "./database.ts";

/**
 * What makes the tables, in order; the number of a step is its place here, counted from 1. A step that was released is never
 * changed: what comes later is a new step at the end.
 *
 * Times are milliseconds since 1970 UTC, days are the server's local ones as `2026-11-22`, names are in lower case.
 */
export const MIGRATIONS: readonly string[] = [
	`
	CREATE TABLE usage (
		account TEXT NOT NULL,
		day TEXT NOT NULL,
		uploaded INTEGER NOT NULL,
		downloaded INTEGER NOT NULL,
		PRIMARY KEY (account, day)
	) WITHOUT ROWID;
	CREATE TABLE holdings (
		home TEXT NOT NULL PRIMARY KEY,
		bytes INTEGER NOT NULL,
		files INTEGER NOT NULL,
		counted_ms INTEGER NOT NULL
	) WITHOUT ROWID;
	CREATE TABLE credits (
		account TEXT NOT NULL PRIMARY KEY,
		balance REAL NOT NULL
	) WITHOUT ROWID;
	CREATE TABLE bans (
		kind TEXT NOT NULL,
		subject TEXT NOT NULL,
		since_ms INTEGER NOT NULL,
		until_ms INTEGER,
		reason TEXT NOT NULL,
		count INTEGER NOT NULL,
		PRIMARY KEY (kind, subject)
	) WITHOUT ROWID;
	CREATE TABLE sessions (
		number INTEGER PRIMARY KEY,
		id TEXT NOT NULL,
		account TEXT,
		address TEXT NOT NULL,
		began_ms INTEGER NOT NULL,
		ended_ms INTEGER NOT NULL,
		tls INTEGER NOT NULL,
		uploaded INTEGER NOT NULL,
		downloaded INTEGER NOT NULL,
		why TEXT NOT NULL
	);
	CREATE INDEX sessions_by_end ON sessions (ended_ms);
	CREATE TABLE transfers (
		number INTEGER PRIMARY KEY,
		session TEXT NOT NULL,
		account TEXT,
		address TEXT NOT NULL,
		direction TEXT NOT NULL,
		path TEXT NOT NULL,
		bytes INTEGER NOT NULL,
		began_ms INTEGER NOT NULL,
		ended_ms INTEGER NOT NULL,
		result TEXT NOT NULL,
		why TEXT
	);
	CREATE INDEX transfers_by_end ON transfers (ended_ms);
	`,
];

/**
 * Brings the tables to the form that this version wants, each step as a whole or not at all.
 *
 * @throws {OperatorError} state.newer when a newer version has been here, and what the database throws
 */
export function migrate(
	database: Database,
	steps: readonly string[] = MIGRATIONS,
): void {
	refuseNewer(database, steps.length);
	for (const [index, step] of steps.entries()) {
		if (versionOf(database) > index) continue;
		database.transaction(() => {
			// Another program may have done the step while this one waited for the right to write.
			if (versionOf(database) > index) return;
			database.execute(step);
			database.execute(`PRAGMA user_version = ${index + 1}`);
		});
	}
}

/** How many steps were done; 0 in one that is empty. */
export function versionOf(database: Database): number {
	const row = database.prepare("PRAGMA user_version").get();
	return Number(row?.["user_version"] ?? 0);
}

/** @throws {OperatorError} state.newer when a newer version has been here */
export function refuseNewer(
	database: Database,
	known: number = MIGRATIONS.length,
): void {
	const version = versionOf(database);
	if (version <= known) return;
	const file = database.location ?? "the database";
	throw new OperatorError(
		"state.newer",
		`${file} was written by a newer version of this program.`,
		{
			why: `its tables have version ${version}, this program knows ${known}`,
			fix: `use the newer program, or rename ${file}: usage, credits, bans and history then begin anew`,
		},
	);
}
