/** What a cell may hold here. Whole numbers up to 2^53. */
export type SqlValue = string | number | null;

export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A statement that was read once and may run many times. */
export interface Statement {
	/** @returns how many rows were changed */
	run(...values: readonly SqlValue[]): number;
	get(...values: readonly SqlValue[]): SqlRow | undefined;
	all(...values: readonly SqlValue[]): readonly SqlRow[];
}

/**
 * A SQLite database, in a file or in memory. Everything is synchronous: statements here take microseconds, and what is
 * written often is gathered first.
 *
 * @throws {OperatorError} state.damaged, state.locked or file.no-right from every method; other failures as they are
 */
export interface Database {
	/** The file, absolute, to be shown to people; undefined when it is memory. */
	readonly location: string | undefined;
	/** Runs statements that have no parameters and give no rows. */
	execute(sql: string): void;
	prepare(sql: string): Statement;
	/** All of the work or nothing of it; the right to write is had from the beginning on. Not to be nested. */
	transaction<T>(work: () => T): T;
	close(): void;
}
