import type { Clock } from "../base/index.ts";
import { isFileTransfer, type Log, type ServerEvent } from "../log/index.ts";
import type { History } from "../state/index.ts";

/** Keeps what has happened as sessions and transfers past. */
export interface HistoryLog {
	/** One more of the server's logs: it adds to what waits to be written, and never waits itself. */
	readonly log: Log;
	/** Where it is kept from now on; nothing is before. */
	keepIn(history: Pick<History, "addSession" | "addTransfer">): void;
}

/** A session that is open, as far as events have told. */
interface OpenSession {
	readonly beganMs: number;
	account: string | undefined;
	isTls: boolean;
	uploadedBytes: number;
	downloadedBytes: number;
}

type SessionEvent = Extract<ServerEvent, { readonly session: string }>;

const REMEMBERED: ReadonlySet<ServerEvent["kind"]> = new Set([
	"connected",
	"secured",
	"login",
	"transfer",
	"disconnected",
]);

/** Makes the history's ear. */
export function createHistoryLog(clock: Clock): HistoryLog {
	const open = new Map<string, OpenSession>();
	let history: Parameters<HistoryLog["keepIn"]>[0] | undefined;

	function transferred(
		event: Extract<ServerEvent, { readonly kind: "transfer" }>,
	): void {
		const { bytes, direction } = event;
		if (direction === "listing") return;
		const session = open.get(event.session);
		if (session !== undefined) {
			if (direction === "upload") session.uploadedBytes += bytes;
			else session.downloadedBytes += bytes;
		}
		const endedMs = clock.nowMs();
		history?.addTransfer({
			session: event.session,
			account: event.user,
			address: event.remote,
			direction,
			path: event.path,
			bytes,
			beganMs: Math.round(endedMs - event.durationMs),
			endedMs,
			result: event.result,
			why: event.why,
		});
	}

	function ended(
		event: Extract<ServerEvent, { readonly kind: "disconnected" }>,
	): void {
		const session = open.get(event.session);
		if (session === undefined) return;
		open.delete(event.session);
		history?.addSession({
			id: event.session,
			account: session.account,
			address: event.remote,
			beganMs: session.beganMs,
			endedMs: clock.nowMs(),
			tls: session.isTls,
			uploadedBytes: session.uploadedBytes,
			downloadedBytes: session.downloadedBytes,
			why: event.why,
		});
	}

	function changed(event: SessionEvent): void {
		const session = open.get(event.session);
		if (session === undefined) return;
		if (event.kind === "login") session.account = event.user;
		if (event.kind === "secured") session.isTls = true;
	}

	return {
		log: {
			event: (event) => {
				if (event.kind === "connected") {
					open.set(event.session, {
						beganMs: clock.nowMs(),
						account: undefined,
						isTls: event.mode === "implicit",
						uploadedBytes: 0,
						downloadedBytes: 0,
					});
				} else if (isFileTransfer(event)) transferred(event);
				else if (event.kind === "disconnected") ended(event);
				else if (event.kind === "login" || event.kind === "secured") {
					changed(event);
				}
			},
			hears: (kind) => REMEMBERED.has(kind),
		},
		keepIn: (kept) => {
			history = kept;
		},
	};
}
