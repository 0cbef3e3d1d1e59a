/** What the log costs whoever has something to say: events a second into all files, and lines a second into one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServerEvent } from "../src/log/index.ts";
import { LogFile, systemClock } from "../src/platform/index.ts";
import { openLogs } from "../src/server/logs/index.ts";
import { createMetrics } from "../src/server/metrics/index.ts";

const ROUNDS = 50;
const EACH = 2000;

const event: ServerEvent = {
	kind: "transfer",
	session: "1ce3x0p",
	remote: "192.0.2.7",
	user: "alice",
	direction: "upload",
	path: "/pictures/2026/november/beach-0042.jpg",
	bytes: 5_242_880,
	durationMs: 1512.25,
	result: "complete",
	tls: true,
	resumed: true,
};

const folder = mkdtempSync(join(tmpdir(), "oceanftp-bench-"));
try {
	const file = new LogFile({
		folder,
		name: "one.log",
		rotateBytes: 64 << 20,
		retentionMs: undefined,
		keepBytes: undefined,
		clock: systemClock,
		onTrouble: (trouble) => console.error(trouble),
	});
	const line = "x".repeat(200);
	await measure("lines of 200 bytes into a file", () => file.write(line), {
		flush: () => file.flush(),
	});
	await file.close();
	for (const transfers of ["json", "both"] as const) {
		const logs = openLogs({
			folder: join(folder, transfers),
			settings: {
				...{ format: "json", level: "info", transfers, files: true },
				...{
					rotateBytes: 64 << 20,
					keepBytes: undefined,
					retentionMs: undefined,
				},
			},
			process: { env: {}, writeNote: () => undefined },
			clock: systemClock,
		});
		await measure(
			`transfer events into all files (${transfers})`,
			() => logs.log.event(event),
			{ flush: () => new Promise((resolve) => setTimeout(resolve, 250)) },
		);
		await logs.close();
	}
	const metrics = createMetrics({ clock: systemClock });
	await measure("transfer events into metrics", () => metrics.log.event(event));
	metrics.close();
} finally {
	rmSync(folder, { recursive: true });
}

/** The writer's own time is not the caller's, so it is let go between rounds and not counted. */
async function measure(
	what: string,
	act: () => void,
	{ flush }: { flush(): Promise<void> } = { flush: async () => undefined },
): Promise<void> {
	let spentMs = 0;
	for (let round = 0; round < ROUNDS; round++) {
		const begun = performance.now();
		for (let i = 0; i < EACH; i++) act();
		spentMs += performance.now() - begun;
		if (round % 2 === 1) await flush();
	}
	const count = ROUNDS * EACH;
	const microseconds = ((spentMs * 1000) / count).toFixed(2);
	const rate = Math.round(count / (spentMs / 1000));
	console.log(`${what}: ${microseconds} µs each, ${rate} a second`);
}
