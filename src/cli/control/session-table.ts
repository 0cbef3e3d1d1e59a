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

/** What a narrow screen does without, the first one first: the amounts stand with the transfer too. */
const LEFT_OUT: readonly string[] = ["IN", "OUT", "SINCE", "TLS", "IDLE"];

/** What a table shows beyond what the sessions say of themselves. */
export interface TableFacts {
	readonly nowMs: number;
	/** Bytes a second of the transfers, by session. */
	readonly rates?: ReadonlyMap<string, number>;
	/** Columns of the screen: for what does not fit, those of {@link LEFT_OUT} give way. */
	readonly width?: number;
}

/** Open sessions for people; what strangers have named holds no control characters. */
export function sessionTable(
	sessions: readonly SessionView[],
	{ nowMs, rates = new Map(), width = Number.POSITIVE_INFINITY }: TableFacts,
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
	return fitted([HEADINGS, ...rows.map((row) => row.map(printable))], width);
}

function fitted(
	rows: readonly (readonly string[])[],
	width: number,
): readonly string[] {
	let left = rows;
	for (const heading of LEFT_OUT) {
		const lines = columns(left);
		if (lines.every((line) => line.length <= width)) return lines;
		const index = left[0]?.indexOf(heading) ?? 0;
		left = left.map((row) => row.toSpliced(index, 1));
	}
	return columns(left);
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
