import {
	formatSize,
	hostPort,
	printable,
	SECOND_MS,
} from "../../base/index.ts";
import { fingerprint } from "../../certificates/index.ts";
import { systemClock } from "../../platform/index.ts";
import type { StatusReport } from "../../server/index.ts";
import { table, whenText } from "../cert/words.ts";
import type { Invocation } from "../command.ts";
import { withServer } from "./running-server.ts";
import { counted, durationText, momentText, problemLines } from "./words.ts";

/** `status` */
export async function showStatus(invocation: Invocation): Promise<void> {
	await withServer(invocation, async (server) => {
		const status = await server.call("status");
		await invocation.output.result({
			lines: statusLines(status, systemClock.nowMs()),
			document: { schema: "oceanftp.status/1", ...status },
		});
	});
}

/** A running server for people: where, since when, what it does, and what is wrong. */
export function statusLines(
	status: StatusReport,
	nowMs: number,
): readonly string[] {
	const { certificate, listening, problems } = status;
	const since = momentText(Date.parse(status.since), nowMs);
	const upFor = durationText(status.uptimeSeconds * SECOND_MS);
	const places = listening.map(
		(place) => `${place.mode.padEnd(8)}  ${hostPort(place)}`,
	);
	return [
		...table([
			["running", `since ${since}, for ${upFor}`],
			[
				"process",
				`${status.pid}, version ${status.version} on ${status.runtime}`,
			],
			["data", status.dataFolder ?? "in memory"],
			...places.map(
				(place, index) => [index === 0 ? "listening" : "", place] as const,
			),
			...(places.length === 0 ? [["listening", "nowhere"] as const] : []),
			[
				"certificate",
				`${certificate.name}, ends ${whenText(Date.parse(certificate.notAfter), nowMs)}`,
			],
			["SHA-256", fingerprint(certificate.sha256)],
			[
				"sessions",
				`${counted(status.sessions, "session")}, ${status.loggedIn} logged in, ${counted(status.transfers, "transfer")}`,
			],
			[
				"bytes",
				`${formatSize(status.bytesIn)} in, ${formatSize(status.bytesOut)} out`,
			],
		]),
		...problems.flatMap(problemLines).map(printable),
	];
}
