/** What a session is doing, as an administrator sees it. */
export interface Activity {
	/** The verb of the last command, or `connected`. */
	readonly action: string;
	/** The path that it is about, when it names one. */
	readonly path: string | undefined;
	/** By the monotonic clock: when the session last did anything. */
	readonly activeMs: number;
	/** Of files and listings, over data connections. */
	readonly bytesIn: number;
	readonly bytesOut: number;
}

/** Keeps an {@link Activity}. */
export class ActivityRecord implements Activity {
	action = "connected";
	path: string | undefined;
	activeMs: number;
	bytesIn = 0;
	bytesOut = 0;

	constructor(nowMs: number) {
		this.activeMs = nowMs;
	}

	/** A command begins. */
	began(action: string, path: string | undefined, nowMs: number): void {
		this.action = action;
		this.path = path;
		this.activeMs = nowMs;
	}

	/** Bytes of a data connection have come in or gone out. */
	moved(way: "in" | "out", bytes: number, nowMs: number): void {
		if (way === "in") this.bytesIn += bytes;
		else this.bytesOut += bytes;
		this.activeMs = nowMs;
	}
}
