import { printable } from "../base/index.ts";
import type { LogLevel } from "./log.ts";
import type { ServerEvent } from "./server-event.ts";

/** An event as one line for people. */
export interface Description {
	readonly level: LogLevel;
	readonly text: string;
}

/** The one place where events become sentences. Whatever a client chose in them is made printable. */
export function describeEvent(event: ServerEvent): Description {
	const { level, text } = sentence(event);
	return { level, text: printable(`${who(event)}${text}`) };
}

/** How loud an event is. */
export function levelOf(event: ServerEvent): LogLevel {
	return sentence(event).level;
}

function who(event: ServerEvent): string {
	if (!("session" in event)) return "";
	const user = event.user === undefined ? "" : ` ${event.user}`;
	return `[${event.session}] ${event.remote}${user}: `;
}

function withFix(text: string, fix: string | undefined): string {
	return fix === undefined ? text : `${text} (${fix})`;
}

function sentence(event: ServerEvent): Description {
	switch (event.kind) {
		case "listening":
			return info(`listening for ${event.mode} FTP over TLS on ${event.at}`);
		case "certificate":
			return info(
				`certificate ${event.name}, SHA-256 ${event.sha256}, valid until ${new Date(event.notAfterMs).toISOString().slice(0, 10)}`,
			);
		case "renewed":
			return info(`certificate ${event.name} renewed: ${event.why}`);
		case "expiring":
			return { level: "warn", text: withFix(event.what, event.fix) };
		case "stopping":
			return info(
				`stopping; ${event.sessions} sessions open, transfers may end within ${Math.round(event.graceMs / 1000)} s`,
			);
		case "stopped":
			return info("stopped");
		case "reloaded":
			return info(`read again: ${event.what}`);
		case "problem":
			return { level: "error", text: withFix(event.what, event.fix) };
		case "refused":
			return {
				level: "warn",
				text: `${event.remote} refused: ${withFix(event.why, event.setting)}`,
			};
		case "connected":
			return info(`connected (${event.mode})`);
		case "secured":
			return debug(
				`${event.version}, ${event.cipher}${event.resumed ? ", resumed" : ""}${event.client === undefined ? "" : `, client certificate ${event.client}`}`,
			);
		case "command":
			return debug(`> ${event.line}`);
		case "reply":
			return debug(`< ${event.line}`);
		case "login":
			return info("logged in");
		case "loginFailed":
			return { level: "warn", text: `login failed: ${event.why}` };
		case "transfer":
			return {
				level: event.result === "complete" ? "info" : "warn",
				text: transferText(event),
			};
		case "warning":
			return { level: "warn", text: withFix(event.what, event.fix) };
		case "disconnected":
			return info(`disconnected: ${event.why}`);
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

function info(text: string): Description {
	return { level: "info", text };
}

function debug(text: string): Description {
	return { level: "debug", text };
}
