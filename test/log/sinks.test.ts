import { expect, test } from "bun:test";
import {
	combineLogs,
	jsonLog,
	type Log,
	type LogLevel,
	peopleLog,
	type ServerEvent,
} from "../../src/log/index.ts";

const NOW = Date.UTC(2026, 10, 22, 19, 21);

const session = { session: "s1", remote: "192.0.2.7", user: "alice" } as const;
const login: ServerEvent = { kind: "login", ...session };
const command: ServerEvent = { kind: "command", ...session, line: "RETR a" };
const failed: ServerEvent = {
	kind: "transfer",
	...session,
	direction: "upload",
	path: "/a\r\nroot logged in",
	bytes: 5,
	durationMs: 1500,
	result: "failed",
	why: "truncated",
	tls: true,
	resumed: true,
};

function written(
	make: typeof jsonLog,
	level: LogLevel,
	events: readonly ServerEvent[],
): string[] {
	const lines: string[] = [];
	const log = make({
		level,
		write: (line) => lines.push(line),
		nowMs: () => NOW,
	});
	for (const event of events) log.event(event);
	return lines;
}

test("people's log is one sentence a line, with the session and the user", () => {
	expect(written(peopleLog, "info", [login, command])).toEqual([
		"2026-11-22T19:21:00Z info  [s1] 192.0.2.7 alice: logged in",
	]);
});

test("people's log drops no repeats", () => {
	expect(written(peopleLog, "info", Array(20).fill(login))).toHaveLength(20);
});

test("people's log lets no file name begin a line of its own", () => {
	expect(written(peopleLog, "warn", [failed])).toEqual([
		"2026-11-22T19:21:00Z warn  [s1] 192.0.2.7 alice: upload of /a??root logged in failed, 5 bytes in 1.500 s, TLS, resumed: truncated",
	]);
});

test("a log says beforehand what it does nothing with", () => {
	const sink = { write: () => undefined, nowMs: () => NOW };
	const quiet = peopleLog({ ...sink, level: "error" });
	const loud = jsonLog({ ...sink, level: "debug" });
	const heard = (...logs: Log[]): boolean[] =>
		(["command", "problem", "transfer"] as const).map(
			(kind) => combineLogs(logs).hears?.(kind) ?? true,
		);
	expect(heard(quiet)).toEqual([false, true, true]);
	expect(heard(quiet, loud)).toEqual([true, true, true]);
	expect(heard(quiet, { event: () => undefined })).toEqual([true, true, true]);
	expect(heard()).toEqual([false, false, false]);
});

test("JSON log is one object a line, from its level on", () => {
	const lines = written(jsonLog, "debug", [login, command, failed]);
	expect(lines.map((line) => JSON.parse(line))).toEqual([
		{ time: "2026-11-22T19:21:00.000Z", level: "info", ...login },
		{ time: "2026-11-22T19:21:00.000Z", level: "debug", ...command },
		{ time: "2026-11-22T19:21:00.000Z", level: "warn", ...failed },
	]);
	expect(written(jsonLog, "error", [login, command, failed])).toEqual([]);
});
