import { levelOf } from "./event-level.ts";
import type { LogLevel } from "./log.ts";
import type { ServerEvent } from "./server-event.ts";

/** A line of a log file, read. */
export interface ReadEvent {
	readonly timeMs: number;
	readonly level: LogLevel;
	readonly event: ServerEvent;
}

type Kind = ServerEvent["kind"];
type FieldType = "string" | "number" | "boolean";

const OF_SESSION = { session: "string", remote: "string" } as const;

/** What an event of each kind cannot be told without. */
const NEEDED: {
	readonly [K in Kind]: Readonly<
		Partial<Record<keyof Extract<ServerEvent, { kind: K }>, FieldType>>
	>;
} = {
	listening: { mode: "string", at: "string" },
	certificate: { name: "string", sha256: "string", notAfterMs: "number" },
	renewed: { name: "string", why: "string" },
	trashEmptied: { files: "number", bytes: "number" },
	expiring: { what: "string" },
	stopping: { sessions: "number", graceMs: "number" },
	stopped: {},
	reloaded: { what: "string" },
	problem: { what: "string" },
	refused: { remote: "string", why: "string" },
	banned: { remote: "string", why: "string" },
	unbanned: { remote: "string", why: "string" },
	accountChanged: { account: "string", what: "string" },
	lost: { file: "string", lines: "number" },
	connected: { ...OF_SESSION, mode: "string" },
	secured: {
		...OF_SESSION,
		version: "string",
		cipher: "string",
		resumed: "boolean",
	},
	command: { ...OF_SESSION, line: "string" },
	reply: { ...OF_SESSION, line: "string" },
	login: OF_SESSION,
	loginFailed: { ...OF_SESSION, why: "string" },
	transfer: {
		...OF_SESSION,
		direction: "string",
		path: "string",
		bytes: "number",
		durationMs: "number",
		result: "string",
		tls: "boolean",
		resumed: "boolean",
	},
	stoppedTransfer: { ...OF_SESSION, why: "string" },
	kicked: { ...OF_SESSION, why: "string" },
	warning: { ...OF_SESSION, what: "string" },
	disconnected: { ...OF_SESSION, why: "string" },
};

/**
 * A line that {@link jsonLine} wrote. Undefined for what is none: a line torn by a power cut, one of a program that
 * knows other events, one that somebody wrote by hand.
 */
export function readEvent(line: string): ReadEvent | undefined {
	const value = parsed(line);
	if (value === undefined || !isEvent(value)) return undefined;
	const { time, level: _written, ...fields } = value;
	const timeMs = typeof time === "string" ? Date.parse(time) : Number.NaN;
	if (Number.isNaN(timeMs)) return undefined;
	const event: ServerEvent = fields;
	return { timeMs, level: levelOf(event), event };
}

function parsed(line: string): object | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return typeof value === "object" && value !== null ? value : undefined;
	} catch {
		return undefined;
	}
}

function isEvent(value: object): value is ServerEvent & {
	readonly time?: unknown;
	readonly level?: unknown;
} {
	const kind: unknown = Reflect.get(value, "kind");
	if (typeof kind !== "string" || !Object.hasOwn(NEEDED, kind)) return false;
	const needed: Readonly<Record<string, FieldType>> = {
		...Reflect.get(NEEDED, kind),
	};
	return Object.entries(needed).every(
		([field, type]) => typeof Reflect.get(value, field) === type,
	);
}
