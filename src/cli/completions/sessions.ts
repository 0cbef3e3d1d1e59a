import { type Folder, printable } from "../../base/index.ts";
import { systemClock } from "../../platform/index.ts";
import { CONTROL_SOCKET, connectControl } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import type { Candidate } from "./complete.ts";

/** A key press waits for it. */
const DEADLINE_MS = 1_000;

/** The open sessions of the server that runs on a data folder, by id; none when no server answers soon. */
export async function completeSessions(
	folder: Folder,
	invocation: Invocation,
): Promise<readonly Candidate[]> {
	const late = Promise.withResolvers<readonly Candidate[]>();
	const cancel = systemClock.after(DEADLINE_MS, () => late.resolve([]));
	try {
		return await Promise.race([
			openSessions(folder, invocation).catch(() => []),
			late.promise,
		]);
	} finally {
		cancel();
	}
}

async function openSessions(
	folder: Folder,
	{ files }: Invocation,
): Promise<readonly Candidate[]> {
	const { location } = folder;
	if (location === undefined) return [];
	const realPath = await files.realPath(location);
	const server = await connectControl({
		folder,
		socketPath: files.resolve(realPath, CONTROL_SOCKET),
		after: systemClock.after,
	});
	try {
		const { sessions } = await server.call("sessions.list");
		return sessions.map(({ action, from, id, path, user }) => ({
			word: id,
			about: printable(
				[user ?? "nobody yet", from, action, path ?? ""].join(" ").trim(),
			),
		}));
	} finally {
		server.close();
	}
}
