import { formatSize, printable } from "../base/index.ts";
import { levelOf } from "./event-level.ts";
import type { LogLevel } from "./log.ts";
import type { ServerEvent } from "./server-event.ts";

/** An event as one line for people. */
export interface Description {
	readonly level: LogLevel;
	readonly text: string;
}

/** The one place where events become sentences. Whatever a client chose in them is made printable. */
export function describeEvent(event: ServerEvent): Description {
	return {
		level: levelOf(event),
		text: printable(`${who(event)}${sentence(event)}`),
	};
}

function who(event: ServerEvent): string {
	if (!("session" in event)) return "";
	const user = event.user === undefined ? "" : ` ${event.user}`;
	return `[${event.session}] ${event.remote}${user}: `;
}

function sentence(event: ServerEvent): string {
	switch (event.kind) {
		case "listening":
			return `listening for ${event.mode} FTP over TLS on ${event.at}`;
		case "certificate":
			return `certificate ${event.name}, SHA-256 ${event.sha256}, valid until ${isoTime(event.notAfterMs).slice(0, 10)}`;
		case "renewed":
			return `certificate ${event.name} renewed: ${event.why}`;
		case "expiring":
			return withFix(event.what, event.fix);
		case "stopping":
			return `stopping; ${event.sessions} ${event.sessions === 1 ? "session" : "sessions"} open, transfers may end within ${Math.round(event.graceMs / 1000)} s`;
		case "stopped":
			return "stopped";
		case "reloaded":
			return `read again: ${event.what}`;
		case "trashEmptied":
			return `trash emptied: ${event.files === 1 ? "1 file" : `${event.files} files`}, ${formatSize(event.bytes)}`;
		case "problem":
			return withFix(event.what, bothOf(event.why, event.fix));
		case "refused":
			return `${event.remote} refused: ${withFix(event.why, event.setting)}`;
		case "banned":
			return `${event.remote} banned ${event.untilMs === undefined ? "for good" : `until ${isoTime(event.untilMs)}`}: ${event.why}`;
		case "unbanned":
			return `${event.remote} no longer banned: ${event.why}`;
		case "accountChanged":
			return `account ${event.account}: ${event.what}${event.by === undefined ? "" : `, by ${event.by}`}`;
		case "lost":
			return `log file ${event.file} is written again, ${linesText(event.lines)}`;
		case "connected":
			return `connected (${event.mode})`;
		case "secured":
			return `${event.version}, ${event.cipher}${event.resumed ? ", resumed" : ""}${event.client === undefined ? "" : `, client certificate ${event.client}`}`;
		case "command":
			return `> ${event.line}`;
		case "reply":
			return `< ${event.line}`;
		case "login":
			return "logged in";
		case "loginFailed":
			return `login failed: ${event.why}`;
		case "transfer":
			return transferText(event);
		case "stoppedTransfer":
			return `transfer stopped by an administrator: ${event.why}`;
		case "kicked":
			return `ended by an administrator: ${event.why}`;
		case "warning":
			return withFix(event.what, event.fix);
		case "disconnected":
			return `disconnected: ${event.why}`;
	}
}

function transferText(
	event: Extract<ServerEvent, { kind: "transfer" }>,
): string {
	const seconds = (event.durationMs / 1000).toFixed(3);
	const how = event.tls ? (event.resumed ? "TLS, resumed" : "TLS") : "clear";
	const why =
		event.why === undefined ? "" : `: ${withFix(event.why, event.fix)}`;
	return `${event.direction} of ${event.path} ${event.result}, ${event.bytes} bytes in ${seconds} s, ${how}${why}`;
}

function linesText(lines: number): string {
	if (lines === 0) return "no line was lost";
	return lines === 1 ? "1 line was lost" : `${lines} lines were lost`;
}

/** @example bothOf("no room", "make some") === "no room; make some" */
function bothOf(
	why: string | undefined,
	fix: string | undefined,
): string | undefined {
	return why === undefined || fix === undefined
		? (why ?? fix)
		: `${why}; ${fix}`;
}

function withFix(text: string, fix: string | undefined): string {
	return fix === undefined ? text : `${text} (${fix})`;
}

/** To the second. Events also come out of files, where a number may be one that no date has. */
function isoTime(ms: number): string {
	const date = new Date(ms);
	return Number.isNaN(date.getTime())
		? "unknown"
		: `${date.toISOString().slice(0, -5)}Z`;
}
