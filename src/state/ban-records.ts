import {
	type Ban,
	type BanRecords,
	type BanSubject,
	formatBanSubject,
	keptBanSubject,
} from "../accounts/index.ts";
import { type Clock, SECOND_MS } from "../base/index.ts";
import type { Database, SqlRow } from "./database.ts";
import type { Gatherer } from "./gatherer.ts";

const PUT = `
	INSERT INTO bans (kind, subject, since_ms, until_ms, reason, count) VALUES (?, ?, ?, ?, ?, ?)
	ON CONFLICT (kind, subject) DO UPDATE SET
		since_ms = excluded.since_ms, until_ms = excluded.until_ms, reason = excluded.reason, count = excluded.count`;

/** How often it is looked whether somebody else has written. */
const LOOK_AGAIN_MS = SECOND_MS;

/** @param parts.database the tables must be there */
export function banRecords({
	clock,
	database,
	gatherer,
}: {
	readonly clock: Clock;
	readonly database: Database;
	readonly gatherer: Gatherer;
}): BanRecords {
	const put = database.prepare(PUT);
	const remove = database.prepare(
		"DELETE FROM bans WHERE kind = ? AND subject = ?",
	);
	const all = database.prepare("SELECT * FROM bans");
	const dataVersion = database.prepare("PRAGMA data_version");
	const waiting = new Map<
		string,
		{ readonly subject: BanSubject; readonly ban: Ban | undefined }
	>();
	let version = 0;
	let lookedMs = Number.NEGATIVE_INFINITY;

	gatherer.add({
		write: () => {
			for (const { subject, ban } of waiting.values()) {
				const key = [subject.kind, formatBanSubject(subject)] as const;
				if (ban === undefined) remove.run(...key);
				else {
					const { sinceMs, untilMs = null, reason, count } = ban;
					put.run(...key, sinceMs, untilMs, reason, count);
				}
			}
		},
		written: () => waiting.clear(),
	});

	function change(subject: BanSubject, ban: Ban | undefined): void {
		waiting.set(keyOf(subject), { subject, ban });
		gatherer.wake();
	}

	return {
		all: () => {
			const rows = gatherer.read(() => all.all(), []);
			const bans = new Map(
				rows.flatMap(banOf).map((ban) => [keyOf(ban.subject), ban]),
			);
			for (const [key, { ban }] of waiting) {
				if (ban === undefined) bans.delete(key);
				else bans.set(key, ban);
			}
			return [...bans.values()];
		},
		put: (ban) => change(ban.subject, ban),
		remove: (subject) => change(subject, undefined),
		version: () => {
			const nowMs = clock.monotonicMs();
			if (nowMs - lookedMs < LOOK_AGAIN_MS) return version;
			lookedMs = nowMs;
			const row = gatherer.read(() => dataVersion.get(), undefined);
			version = Number(row?.["data_version"] ?? version);
			return version;
		},
	};
}

function keyOf(subject: BanSubject): string {
	return `${subject.kind} ${formatBanSubject(subject)}`;
}

function banOf(row: SqlRow): readonly Ban[] {
	const subject = keptBanSubject(String(row["kind"]), String(row["subject"]));
	if (subject === undefined) return [];
	const until = row["until_ms"];
	return [
		{
			subject,
			sinceMs: Number(row["since_ms"]),
			untilMs: typeof until === "number" ? until : undefined,
			reason: String(row["reason"]),
			count: Number(row["count"]),
		},
	];
}
