import { formatSize, printable, SECOND_MS } from "../../base/index.ts";
import type { SessionView } from "../../server/index.ts";
import { columns } from "../account/words.ts";
import { durationText, momentText } from "./words.ts";

const HEADINGS: readonly string[] = [
	"ID",
	"USER",
	"FROM",
	"SINCE",
	"IDLE",
	"TLS",
	"IN",
	"OUT",
	"ACTION",
	"PATH",
];

/** What a table shows beyond what the sessions say of themselves. */
export interface TableFacts {
	readonly nowMs: number;
	/** Bytes a second of the transfers, by session. */
	readonly rates?: ReadonlyMap<string, number>;
}

/** Open sessions for people; what strangers have named holds no control characters. */
export function sessionTable(
	sessions: readonly SessionView[],
	{ nowMs, rates = new Map() }: TableFacts,
): readonly string[] {
	if (sessions.length === 0) return [];
	const rows = sessions.map((session) => [
		session.id,
		session.user ?? "-",
		session.from,
		momentText(Date.parse(session.since), nowMs),
		durationText(session.idleSeconds * SECOND_MS),
		tlsText(session),
		formatSize(session.bytesIn),
		formatSize(session.bytesOut),
		actionText(session, rates.get(session.id)),
		session.path ?? "",
	]);
	return columns([HEADINGS, ...rows.map((row) => row.map(printable))]);
}

function tlsText({ resumed, tls }: SessionView): string {
	if (tls === null) return "none";
	return `${tls.replace(/^TLSv/, "")}${resumed ? " resumed" : ""}`;
}

function actionText(
	{ action, transferBytes }: SessionView,
	rate: number | undefined,
): string {
	if (transferBytes === null) return action;
	const speed = rate === undefined ? "" : `, ${formatSize(rate)}/s`;
	return `${action} ${formatSize(transferBytes)}${speed}`;
}
