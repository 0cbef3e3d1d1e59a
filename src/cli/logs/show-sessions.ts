import { formatSize, matchesPattern, OperatorError } from "../../base/index.ts";
import { openDatabase } from "../../platform/index.ts";
import {
	migrate,
	type PastSession,
	pastIn,
	STATE_DATABASE,
} from "../../state/index.ts";
import type { Invocation } from "../command.ts";
import { chosenData } from "../open-data.ts";
import { timesFrom } from "./log-time.ts";

/** So many are shown at most; the latest ones. */
const MOST = 100_000;
/** A running server writes in a moment. */
const BUSY_MS = 2_000;

/** `logs --kind sessions`: the sessions that are over, oldest first, from state.db. The server may run. */
export async function showSessions(invocation: Invocation): Promise<void> {
	const { files, input, output, process } = invocation;
	if (input.has("follow")) {
		throw new OperatorError(
			"usage.invalid",
			"--follow is for lines of files, and does not go with --kind sessions.",
		);
	}
	const { sinceMs, untilMs } = timesFrom(input);
	const { path } = await chosenData(invocation);
	const file = files.resolve(path, STATE_DATABASE);
	const account = input.value("user");
	const found = await sessionsIn(invocation, file, {
		fromMs: Math.max(0, sinceMs),
		toMs: Math.min(Number.MAX_SAFE_INTEGER, untilMs + 1),
		most: MOST,
		...(account === undefined ? {} : { account }),
	});
	if (found === undefined) {
		output.note(`There are no past sessions in ${path} yet.`);
		return;
	}
	if (found.length === MOST) {
		output.note(`Only the latest ${MOST} are shown; narrow it by --until.`);
	}
	const id = input.value("session");
	const match = input.value("match");
	const lines = found
		.filter((each) => id === undefined || each.id === id)
		.filter((each) => match === undefined || fits(each, match))
		.reverse()
		.map(output.isJson ? sessionDocument : sessionLine);
	if (lines.length > 0) await process.writeResult(`${lines.join("\n")}\n`);
}

async function sessionsIn(
	{ files }: Invocation,
	file: string,
	question: Parameters<ReturnType<typeof pastIn>["sessions"]>[0],
): Promise<readonly PastSession[] | undefined> {
	if ((await files.facts(file)) === undefined) return undefined;
	const database = await openDatabase({ file, busyMs: BUSY_MS });
	try {
		migrate(database);
		return pastIn(database).sessions(question);
	} finally {
		database.close();
	}
}

function fits({ account, address, why }: PastSession, match: string): boolean {
	return [account ?? "", address, why].some((text) =>
		matchesPattern(match, text),
	);
}

/** @example "2026-11-22T19:30:05Z [0k3x9ab] alice 192.0.2.7: 12 min 3 s, TLS, 1.5 MiB up, 0 B down: QUIT" */
function sessionLine(session: PastSession): string {
	const { account, address, beganMs, endedMs, id, tls, why } = session;
	const facts = [
		durationText(endedMs - beganMs),
		tls ? "TLS" : "clear",
		`${formatSize(session.uploadedBytes)} up`,
		`${formatSize(session.downloadedBytes)} down`,
	].join(", ");
	return `${timeText(endedMs)} [${id}] ${account ?? "(no login)"} ${address}: ${facts}: ${why}`;
}

function sessionDocument(session: PastSession): string {
	const { account, beganMs, endedMs, ...rest } = session;
	return JSON.stringify({
		schema: "oceanftp.past-session/1",
		began: new Date(beganMs).toISOString(),
		ended: new Date(endedMs).toISOString(),
		account: account ?? null,
		...rest,
	});
}

function timeText(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

function durationText(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
