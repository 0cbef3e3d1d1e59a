import type { Log, LogLevel } from "./log.ts";
import type { ServerEvent } from "./server-event.ts";

/** How loud an event of each kind is. */
const LEVELS: Readonly<Record<ServerEvent["kind"], LogLevel>> = {
	listening: "info",
	certificate: "info",
	renewed: "info",
	expiring: "warn",
	stopping: "info",
	stopped: "info",
	reloaded: "info",
	trashEmptied: "info",
	problem: "error",
	refused: "warn",
	banned: "warn",
	unbanned: "info",
	accountChanged: "info",
	lost: "warn",
	connected: "info",
	secured: "debug",
	command: "debug",
	reply: "debug",
	login: "info",
	loginFailed: "warn",
	transfer: "info",
	stoppedTransfer: "warn",
	kicked: "warn",
	warning: "warn",
	disconnected: "info",
};

const RANKS: Readonly<Record<LogLevel, number>> = {
	debug: 0,
	info: 1,
	warn: 2,
	error: 3,
};

/** How loud an event is: by its kind, but for a transfer that did not end well. */
export function levelOf(event: ServerEvent): LogLevel {
	if (event.kind === "transfer" && event.result !== "complete") return "warn";
	return LEVELS[event.kind];
}

/** {@link Log.hears} of a log that writes from this level on. */
export function hearsFrom(least: LogLevel): NonNullable<Log["hears"]> {
	// Of transfers it depends on how they end.
	return (kind) => kind === "transfer" || isLoudEnough(LEVELS[kind], least);
}

/** Whether an event of this level is to be written. */
export function isLoudEnough(own: LogLevel, least: LogLevel): boolean {
	return RANKS[own] >= RANKS[least];
}
