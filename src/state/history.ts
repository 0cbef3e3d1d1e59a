import type { Database, SqlRow, SqlValue } from "./database.ts";
import type { Gatherer } from "./gatherer.ts";

/** A session that is over. */
export interface PastSession {
	readonly id: string;
	/** Undefined when nobody logged in. */
	readonly account: string | undefined;
	readonly address: string;
	readonly beganMs: number;
	readonly endedMs: number;
	readonly tls: boolean;
	readonly uploadedBytes: number;
	readonly downloadedBytes: number;
	readonly why: string;
}

/** A transfer that is over. */
export interface PastTransfer {
	readonly session: string;
	readonly account: string | undefined;
	readonly address: string;
	readonly direction: "upload" | "download";
	readonly path: string;
	readonly bytes: number;
	readonly beganMs: number;
	readonly endedMs: number;
	readonly result: "complete" | "failed" | "aborted";
	readonly why: string | undefined;
}

/** What of the past is wanted; what is absent does not narrow it. */
export interface HistoryQuestion {
	/** Ended at or after this. */
	readonly fromMs?: number;
	/** Ended before this. */
	readonly toMs?: number;
	/** An account's name, in which `*` stands for any text; letter case does not matter. */
	readonly account?: string;
	/** The latest so many. */
	readonly most: number;
}

/** Past sessions and transfers. */
export interface History {
	addSession(session: PastSession): void;
	addTransfer(transfer: PastTransfer): void;
	/** The latest first. */
	sessions(question: HistoryQuestion): readonly PastSession[];
	/** The latest first. */
	transfers(question: HistoryQuestion): readonly PastTransfer[];
}

/** So much waits at most when nothing can be written; the oldest goes then. */
const MOST_WAITING = 10_000;
/** What a database in memory holds of each kind. */
const MOST_IN_MEMORY = 10_000;

const ADD_SESSION = `
	INSERT INTO sessions (id, account, address, began_ms, ended_ms, tls, uploaded, downloaded, why)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const ADD_TRANSFER = `
	INSERT INTO transfers (session, account, address, direction, path, bytes, began_ms, ended_ms, result, why)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const WANTED = `
	WHERE ended_ms >= ? AND ended_ms < ? AND (? IS NULL OR lower(account) GLOB ?)
	ORDER BY ended_ms DESC, number DESC LIMIT ?`;

/** @param parts.database the tables must be there */
export function historyIn({
	database,
	gatherer,
}: {
	readonly database: Database;
	readonly gatherer: Gatherer;
}): History {
	const addSession = database.prepare(ADD_SESSION);
	const addTransfer = database.prepare(ADD_TRANSFER);
	const sessions = database.prepare(`SELECT * FROM sessions ${WANTED}`);
	const transfers = database.prepare(`SELECT * FROM transfers ${WANTED}`);
	const trims =
		database.location === undefined
			? ["sessions", "transfers"].map((table) =>
					database.prepare(
						`DELETE FROM ${table} WHERE number <= (SELECT max(number) FROM ${table}) - ${MOST_IN_MEMORY}`,
					),
				)
			: [];
	const waiting: {
		readonly statement: typeof addSession;
		readonly values: readonly SqlValue[];
	}[] = [];
	gatherer.add({
		write: () => {
			for (const { statement, values } of waiting) statement.run(...values);
			if (waiting.length > 0) for (const trim of trims) trim.run();
		},
		written: () => {
			waiting.length = 0;
		},
	});

	function add(
		statement: typeof addSession,
		...values: readonly SqlValue[]
	): void {
		if (waiting.length >= MOST_WAITING) waiting.shift();
		waiting.push({ statement, values });
		gatherer.wake();
	}

	function found(
		statement: typeof addSession,
		question: HistoryQuestion,
	): readonly SqlRow[] {
		gatherer.flush();
		const { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, most } = question;
		const pattern =
			question.account === undefined ? null : globOf(question.account);
		return gatherer.read(
			() => statement.all(fromMs, toMs, pattern, pattern, most),
			[],
		);
	}

	return {
		addSession: (one) =>
			add(
				addSession,
				one.id,
				one.account ?? null,
				one.address,
				one.beganMs,
				one.endedMs,
				one.tls ? 1 : 0,
				one.uploadedBytes,
				one.downloadedBytes,
				one.why,
			),
		addTransfer: (one) =>
			add(
				addTransfer,
				one.session,
				one.account ?? null,
				one.address,
				one.direction,
				one.path,
				one.bytes,
				one.beganMs,
				one.endedMs,
				one.result,
				one.why ?? null,
			),
		sessions: (question) => found(sessions, question).map(sessionOf),
		transfers: (question) => found(transfers, question).map(transferOf),
	};
}

/** Only `*` means more than itself. */
function globOf(pattern: string): string {
	return pattern.toLowerCase().replace(/[?[\]]/g, "[$&]");
}

function sessionOf(row: SqlRow): PastSession {
	return {
		id: String(row["id"]),
		account: textOf(row["account"]),
		address: String(row["address"]),
		beganMs: Number(row["began_ms"]),
		endedMs: Number(row["ended_ms"]),
		tls: row["tls"] === 1,
		uploadedBytes: Number(row["uploaded"]),
		downloadedBytes: Number(row["downloaded"]),
		why: String(row["why"]),
	};
}

const RESULTS = ["complete", "failed", "aborted"] as const;

function transferOf(row: SqlRow): PastTransfer {
	return {
		session: String(row["session"]),
		account: textOf(row["account"]),
		address: String(row["address"]),
		direction: row["direction"] === "upload" ? "upload" : "download",
		path: String(row["path"]),
		bytes: Number(row["bytes"]),
		beganMs: Number(row["began_ms"]),
		endedMs: Number(row["ended_ms"]),
		result: RESULTS.find((result) => result === row["result"]) ?? "failed",
		why: textOf(row["why"]),
	};
}

function textOf(value: SqlValue | undefined): string | undefined {
	return typeof value === "string" ? value : undefined;
}
