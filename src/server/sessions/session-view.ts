import type { RunningSession } from "../../ftp/index.ts";

/** A session without a command or a moving byte for so long is shown as idle. */
const IDLE_AFTER_MS = 30_000;

/** An open session, as an administrator sees it. */
export interface SessionView {
	readonly id: string;
	/** Null until somebody has logged in. */
	readonly user: string | null;
	readonly from: string;
	/** RFC 3339, UTC. */
	readonly since: string;
	readonly idleSeconds: number;
	/** `TLSv1.3`, or null on a connection in clear. */
	readonly tls: string | null;
	/** Whether the TLS session of the control connection was resumed. */
	readonly resumed: boolean;
	/** The last command, `download`, `upload`, `listing` while one runs, or `idle`. */
	readonly action: string;
	readonly path: string | null;
	readonly bytesIn: number;
	readonly bytesOut: number;
	/** Of the running transfer; null when none runs. */
	readonly transferBytes: number | null;
}

/** How a running session looks now. */
export function viewOf({ session }: RunningSession): SessionView {
	const { activity, clock, login, tls, transfer, world } = session;
	const idleMs = clock.monotonicMs() - activity.activeMs;
	const isIdle = transfer === undefined && idleMs >= IDLE_AFTER_MS;
	return {
		id: world.id,
		user: login.stage === "member" ? login.account.name : null,
		from: world.remote.host,
		since: new Date(session.startedMs).toISOString(),
		idleSeconds: Math.floor(idleMs / 1000),
		tls: session.protection.control === "tls" ? (tls?.version ?? null) : null,
		resumed: tls?.resumed ?? false,
		action: isIdle
			? "idle"
			: transfer === undefined
				? activity.action
				: transfer.kind,
		path: transfer?.path ?? activity.path ?? null,
		bytesIn: activity.bytesIn,
		bytesOut: activity.bytesOut,
		transferBytes: transfer?.bytes ?? null,
	};
}
