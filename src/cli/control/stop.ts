import {
	formatSize,
	OperatorError,
	printable,
	SECOND_MS,
} from "../../base/index.ts";
import { lockHolder, systemClock } from "../../platform/index.ts";
import type { ControlClient, SessionView } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { lockPath, withServer } from "./running-server.ts";
import { secondsFlag } from "./seconds-flag.ts";
import { counted } from "./words.ts";

const LOOK_MS: number = SECOND_MS;
/** How often the same is said again. */
const REPEAT_MS: number = 10 * SECOND_MS;
/** Behind the grace: writing state and logs to a slow disk. */
const ENDING_MS: number = 30 * SECOND_MS;
const LOCK_LOOK_MS = 25;

/** `stop`: asks, and waits until the server has gone. */
export async function stopServer(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const graceSeconds = secondsFlag(input, "grace", { mayBeZero: true });
	const lock = await lockPath(invocation);
	await withServer(invocation, async (server) => {
		if (input.has("dry-run")) {
			const { pid, transfers } = await server.call("status");
			output.note(
				`Process ${pid} would stop, with ${counted(transfers, "transfer")} running (dry run).`,
			);
			return;
		}
		const beganMs = systemClock.monotonicMs();
		const answer = await server.call(
			"stop",
			graceSeconds === undefined ? {} : { graceSeconds },
		);
		const deadlineMs = beganMs + answer.graceSeconds * SECOND_MS + ENDING_MS;
		if (answer.transfers > 0) {
			output.note(
				`Process ${answer.pid} takes no more connections; ${counted(answer.transfers, "transfer")} may end within ${answer.graceSeconds} s.`,
			);
		}
		await untilGone(server, {
			deadlineMs,
			say: (line) => output.note(printable(line)),
		});
		await untilFree(lock, answer.pid, deadlineMs);
		const seconds =
			Math.round((systemClock.monotonicMs() - beganMs) / 100) / 10;
		await output.result({
			lines: [`Process ${answer.pid} has stopped.`],
			document: { schema: "oceanftp.stop/1", ...answer, seconds },
		});
	});
}

/** Says what it waits for, each time that is something else, and now and then. */
async function untilGone(
	server: ControlClient,
	{ deadlineMs, say }: { readonly deadlineMs: number; say(line: string): void },
): Promise<void> {
	let said = "";
	let saidMs = 0;
	let isGone = false;
	const gone = server.gone.then(() => {
		isGone = true;
	});
	for (;;) {
		await Promise.race([gone, pause(LOOK_MS)]);
		if (isGone) return;
		const nowMs = systemClock.monotonicMs();
		if (nowMs > deadlineMs) throw stillThere();
		const left = await server.call("sessions.list").catch(() => undefined);
		if (left === undefined) continue;
		const ids = left.sessions.map(({ id }) => id).join(" ");
		if (ids === "" || (ids === said && nowMs - saidMs < REPEAT_MS)) continue;
		said = ids;
		saidMs = nowMs;
		for (const line of left.sessions.map(waitLine)) say(line);
	}
}

function waitLine({
	action,
	from,
	id,
	path,
	transferBytes,
	user,
}: SessionView): string {
	const who = user === null ? from : `${user} from ${from}`;
	const what =
		transferBytes === null
			? "which is about to end"
			: `${action} of ${path ?? "a file"}, ${formatSize(transferBytes)} so far`;
	return `Waiting for session ${id} of ${who}: ${what}.`;
}

/** The lock is what the next server waits for; another one may have it already. */
async function untilFree(
	lock: string,
	pid: number,
	deadlineMs: number,
): Promise<void> {
	for (;;) {
		const holder = await lockHolder(lock).catch(() => undefined);
		if (holder === undefined || !holder.isAlive || holder.pid !== pid) return;
		if (systemClock.monotonicMs() > deadlineMs) throw stillThere();
		await pause(LOCK_LOOK_MS);
	}
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => {
		systemClock.after(ms, resolve);
	});
}

function stillThere(): OperatorError {
	return new OperatorError(
		"control.failed",
		"The server was asked to stop, and has not ended in time.",
		{ fix: "oceanftp stop --grace 0s ends its transfers at once" },
	);
}
