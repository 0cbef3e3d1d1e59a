import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerEvent } from "../../src/log/index.ts";
import { createHistoryLog } from "../../src/server/history-log.ts";
import type { PastSession, PastTransfer } from "../../src/state/index.ts";
import { call } from "../cli/kit.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { ALICE, startServer } from "../support/start-server.ts";
import { testClock } from "../support/test-clock.ts";
import { member, USUAL } from "../wire/channels.ts";

const guest = { session: "s1", remote: "192.0.2.7" } as const;
const alice = { ...guest, user: "alice" } as const;
const transfer = {
	kind: "transfer",
	...alice,
	path: "/f",
	durationMs: 499.6,
	result: "complete",
	tls: true,
	resumed: true,
} as const;

async function heard(events: readonly (ServerEvent | number)[]) {
	const clock = testClock(1_000_000);
	const sessions: PastSession[] = [];
	const transfers: PastTransfer[] = [];
	const { keepIn, log } = createHistoryLog(clock);
	keepIn({
		addSession: (one) => sessions.push(one),
		addTransfer: (one) => transfers.push(one),
	});
	for (const event of events) {
		if (typeof event === "number") await clock.pass(event);
		else log.event(event);
	}
	return { sessions, transfers };
}

test("a session is kept at its end, with who it was and what it moved; listings are no transfers", async () => {
	const { sessions, transfers } = await heard([
		{ kind: "connected", mode: "explicit", ...guest },
		{
			kind: "secured",
			version: "TLSv1.3",
			cipher: "c",
			resumed: false,
			...guest,
		},
		{ kind: "login", ...alice },
		1000,
		{ ...transfer, direction: "upload", bytes: 70 },
		{
			...transfer,
			direction: "download",
			bytes: 8,
			result: "aborted",
			why: "ABOR",
		},
		{ ...transfer, direction: "listing", bytes: 1000 },
		{ kind: "disconnected", why: "QUIT", ...guest },
		{ kind: "disconnected", why: "again", ...guest },
	]);
	expect(sessions).toEqual([
		{
			id: "s1",
			account: "alice",
			address: "192.0.2.7",
			beganMs: 1_000_000,
			endedMs: 1_001_000,
			tls: true,
			uploadedBytes: 70,
			downloadedBytes: 8,
			why: "QUIT",
		},
	]);
	const [up, down] = transfers;
	expect(transfers).toHaveLength(2);
	expect(up).toMatchObject({
		direction: "upload",
		bytes: 70,
		beganMs: 1_000_500,
	});
	expect(down).toMatchObject({
		result: "aborted",
		why: "ABOR",
		account: "alice",
	});
});

test("a session in clear that never logged in has no account", async () => {
	const { sessions } = await heard([
		{ kind: "connected", mode: "explicit", ...guest },
		{ kind: "disconnected", why: "timeout", ...guest },
	]);
	expect(sessions).toMatchObject([{ account: undefined, tls: false }]);
});

test("logs --kind sessions shows sessions that are over while the server runs", async () => {
	await using server = await startServer();
	writeFileSync(join(server.home(ALICE.name), "f"), "12345");
	{
		await using ftp = await member(server, USUAL);
		await ftp.download("RETR f");
		await ftp.expect("QUIT", 221);
	}
	const shown = async (...flags: string[]) => {
		const { exit, stdout, stderr } = await call([
			...["logs", "--kind", "sessions", "--data", server.data],
			...flags,
		]);
		if (exit !== 0) throw new Error(stderr);
		return stdout;
	};
	const document = await within(
		PATIENCE_MS,
		"a past session",
		(async () => {
			for (;;) {
				const text = await shown("--json", "--user", "AL?CE");
				if (text !== "") return JSON.parse(text);
			}
		})(),
	);
	expect(document).toMatchObject({
		schema: "oceanftp.past-session/1",
		account: "alice",
		address: "127.0.0.1",
		tls: true,
		uploadedBytes: 0,
		downloadedBytes: 5,
	});
	expect(await shown()).toMatch(
		/^\S+Z \[\w+\] alice 127\.0\.0\.1: \d+ s, TLS, 0 B up, 5 B down: .+\n$/,
	);
	expect(await shown("--user", "bob")).toBe("");
	expect(await shown("--until", "1h")).toBe("");
}, 120_000);
