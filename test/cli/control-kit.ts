import { truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RawFtp } from "../support/raw-ftp.ts";
import { ALICE, type Server } from "../support/start-server.ts";
import type { Wire } from "../support/wire.ts";
import { call } from "./kit.ts";

/** More than all buffers between a server and a client hold. */
const LARGE_BYTES = 256 * 1024 * 1024;

/** The one JSON document that a command prints. */
export async function jsonOf(
	server: Pick<Server, "data">,
	...args: readonly string[]
): Promise<Record<string, unknown>> {
	const { exit, stderr, stdout } = await call([
		...args,
		...["--json", "--data", server.data],
	]);
	if (exit !== 0) throw new Error(`${args.join(" ")}: ${exit} ${stderr}`);
	return JSON.parse(stdout);
}

/** A session as `sessions list --json` shows it. */
export interface ShownSession {
	readonly id: string;
	readonly user: string | null;
	readonly action: string;
	readonly path: string | null;
	readonly transferBytes: number | null;
	readonly [key: string]: unknown;
}

export async function shownSessions(
	server: Pick<Server, "data">,
): Promise<readonly ShownSession[]> {
	const { sessions } = await jsonOf(server, "sessions", "list");
	if (!Array.isArray(sessions)) throw new Error("no list of sessions");
	return sessions;
}

/** The id of the only open session. */
export async function onlySession(
	server: Pick<Server, "data">,
): Promise<string> {
	const [session, ...more] = await shownSessions(server);
	if (session === undefined || more.length > 0) {
		throw new Error(`${more.length} sessions beside ${session?.id}`);
	}
	return session.id;
}

/** Alice, logged in under TLS. */
export async function alice(server: Server): Promise<RawFtp> {
	const ftp = await RawFtp.connect(server.explicit());
	await ftp.secure();
	await ftp.login();
	await ftp.protect();
	return ftp;
}

/** A download of /large.bin of which the client reads no more than its buffers take: it goes on for as long as the test likes. */
export async function heldDownload(server: Server, ftp: RawFtp): Promise<Wire> {
	const file = join(server.home(ALICE.name), "large.bin");
	writeFileSync(file, "");
	truncateSync(file, LARGE_BYTES);
	return await ftp.begin("RETR large.bin");
}
