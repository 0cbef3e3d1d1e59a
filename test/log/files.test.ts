import { describe, expect, test } from "bun:test";
import {
	describeEvent,
	type FileTransfer,
	isAudited,
	isFileTransfer,
	jsonLine,
	peopleLog,
	readEvent,
	type ServerEvent,
	xferlogLine,
} from "../../src/log/index.ts";

const NOW = Date.UTC(2026, 10, 2, 19, 21, 5);
const session = { session: "s1", remote: "192.0.2.7", user: "alice" } as const;
const upload: FileTransfer = {
	kind: "transfer",
	...session,
	direction: "upload",
	path: "/a.txt",
	bytes: 5,
	durationMs: 1500,
	result: "complete",
	tls: true,
	resumed: false,
};

/** One of each kind, so that no kind is forgotten anywhere. */
const EACH: {
	readonly [K in ServerEvent["kind"]]: Extract<ServerEvent, { kind: K }>;
} = {
	listening: { kind: "listening", mode: "explicit", at: "[::]:21" },
	certificate: {
		kind: "certificate",
		name: "nas",
		sha256: "AA",
		notAfterMs: NOW,
	},
	renewed: { kind: "renewed", name: "nas", why: "it ends soon" },
	expiring: { kind: "expiring", what: "it ends", fix: "renew" },
	stopping: { kind: "stopping", sessions: 2, graceMs: 30_000 },
	stopped: { kind: "stopped" },
	reloaded: { kind: "reloaded", what: "accounts.toml" },
	trashEmptied: { kind: "trashEmptied", files: 2, bytes: 2048 },
	problem: { kind: "problem", what: "no memory" },
	refused: { kind: "refused", remote: "192.0.2.7", why: "too many" },
	banned: {
		kind: "banned",
		remote: "192.0.2.7",
		why: "5 failures",
		untilMs: NOW,
	},
	unbanned: { kind: "unbanned", remote: "192.0.2.7", why: "time is over" },
	accountChanged: {
		kind: "accountChanged",
		account: "bob",
		what: "password changed",
		by: "the user",
	},
	lost: { kind: "lost", file: "/logs/xferlog", lines: 3 },
	connected: { kind: "connected", ...session, mode: "implicit" },
	secured: {
		kind: "secured",
		...session,
		version: "TLSv1.3",
		cipher: "X",
		resumed: false,
	},
	command: { kind: "command", ...session, line: "PWD" },
	reply: { kind: "reply", ...session, line: "257 /" },
	login: { kind: "login", ...session },
	loginFailed: { kind: "loginFailed", ...session, why: "wrong password" },
	transfer: upload,
	stoppedTransfer: { kind: "stoppedTransfer", ...session, why: "too large" },
	kicked: { kind: "kicked", ...session, why: "maintenance" },
	warning: { kind: "warning", ...session, what: "old client" },
	disconnected: { kind: "disconnected", ...session, why: "closed" },
};
const ALL: readonly ServerEvent[] = Object.values(EACH);

describe("a line of the log file", () => {
	test.each(ALL.map((event) => [event.kind, event] as const))(
		"brings %s back as it was",
		(_kind, event) => {
			const read = readEvent(jsonLine(event, NOW));
			expect(read?.event).toEqual(event);
			expect(read?.timeMs).toBe(NOW);
			expect(read?.level).toBe(describeEvent(event).level);
		},
	);

	test.each(
		ALL.filter((event) => "session" in event).map((e) => [e.kind, e] as const),
	)("of %s bears the session's id", (_kind, event) => {
		expect(JSON.parse(jsonLine(event, NOW)).session).toBe("s1");
	});

	test("holds nothing that a terminal obeys", () => {
		const line = jsonLine(
			{ ...upload, path: "/\u009b2J\u2028\u001b[31m\r\n" },
			NOW,
		);
		expect(line).toMatch(/^[\x20-\x7e]+$/);
		expect(JSON.parse(line).path).toBe("/\u009b2J\u2028\u001b[31m\r\n");
	});

	test.each([
		["torn", '{"time":"2026-11-22T00:00:00Z","ki'],
		["of another program", '{"hello":1}'],
		["no object", "[]"],
		["null", "null"],
		["empty", ""],
		["of a kind to come", '{"time":"2026-11-22T00:00:00Z","kind":"eclipse"}'],
		[
			"of an inherited kind",
			'{"time":"2026-11-22T00:00:00Z","kind":"constructor"}',
		],
		["without a field", '{"time":"2026-11-22T00:00:00Z","kind":"problem"}'],
		[
			"of a wrong type",
			'{"time":"2026-11-22T00:00:00Z","kind":"problem","what":1}',
		],
		["without a time", '{"kind":"stopped"}'],
	])("that is %s is not read", (_what, line) => {
		expect(readEvent(line)).toBeUndefined();
	});

	test("with a number that is no date is told all the same", () => {
		const read = readEvent(
			'{"time":"2026-11-22T00:00:00Z","kind":"banned","remote":"a","why":"b","untilMs":1e300}',
		);
		if (read === undefined) throw new Error("not read");
		expect(describeEvent(read.event).text).toBe("a banned until unknown: b");
	});
});

test("the sentences of what administrators and the server do", () => {
	const told = [
		EACH.banned,
		{ kind: "banned", remote: "192.0.2.0/24", why: "by hand" } as const,
		EACH.unbanned,
		EACH.accountChanged,
		EACH.lost,
		EACH.stoppedTransfer,
		EACH.kicked,
	].map((event) => describeEvent(event).text);
	expect(told).toEqual([
		"192.0.2.7 banned until 2026-11-02T19:21:05Z: 5 failures",
		"192.0.2.0/24 banned for good: by hand",
		"192.0.2.7 no longer banned: time is over",
		"account bob: password changed, by the user",
		"log file /logs/xferlog is written again, 3 lines were lost",
		"[s1] 192.0.2.7 alice: transfer stopped by an administrator: too large",
		"[s1] 192.0.2.7 alice: ended by an administrator: maintenance",
	]);
});

test("the audit file has who came in, who did not, and what changed about it", () => {
	const audited: string[] = ALL.filter(isAudited).map(({ kind }) => kind);
	expect(audited.sort()).toEqual(
		[
			...["login", "loginFailed", "refused", "banned", "unbanned", "kicked"],
			...["stoppedTransfer", "accountChanged", "certificate", "renewed"],
			...["reloaded", "listening", "stopping", "stopped", "lost"],
		].sort(),
	);
});

test("listings are no file transfers", () => {
	expect(isFileTransfer(upload)).toBe(true);
	expect(isFileTransfer({ ...upload, direction: "listing" })).toBe(false);
});

describe("xferlog", () => {
	test.each<readonly [string, Partial<FileTransfer>, string]>([
		[
			"an upload",
			{},
			"Mon Nov  2 19:21:05 2026 2 192.0.2.7 5 /a.txt b _ i r alice ftp 0 * c",
		],
		[
			"a download as text",
			{ direction: "download", ascii: true },
			"Mon Nov  2 19:21:05 2026 2 192.0.2.7 5 /a.txt a _ o r alice ftp 0 * c",
		],
		[
			"what did not arrive whole",
			{ result: "aborted", durationMs: 3 },
			"Mon Nov  2 19:21:05 2026 1 192.0.2.7 5 /a.txt b _ i r alice ftp 0 * i",
		],
		[
			"a name that would break the columns",
			{ path: "/my file\r\n\t\u0085\u00a0\u2028é\u001b" },
			"Mon Nov  2 19:21:05 2026 2 192.0.2.7 5 /my_file______é_ b _ i r alice ftp 0 * c",
		],
		[
			"an address of IPv6",
			{ remote: "2001:db8::7" },
			"Mon Nov  2 19:21:05 2026 2 2001:db8::7 5 /a.txt b _ i r alice ftp 0 * c",
		],
	])("%s", (_what, change, expected) => {
		expect(xferlogLine({ ...upload, ...change }, NOW, 0)).toBe(expected);
	});

	test("has local times", () => {
		expect(xferlogLine(upload, NOW, -330)).toStartWith(
			"Tue Nov  3 00:51:05 2026 ",
		);
	});
});

test("people's log in a journal has priorities, and leaves the time to it", () => {
	const lines: string[] = [];
	const log = peopleLog({
		level: "debug",
		write: (line) => lines.push(line),
		nowMs: () => NOW,
		prefix: "priority",
	});
	for (const event of [EACH.problem, EACH.kicked, EACH.stopped, EACH.command]) {
		log.event(event);
	}
	expect(lines).toEqual([
		"<3>no memory",
		"<4>[s1] 192.0.2.7 alice: ended by an administrator: maintenance",
		"<6>stopped",
		"<7>[s1] 192.0.2.7 alice: > PWD",
	]);
});
