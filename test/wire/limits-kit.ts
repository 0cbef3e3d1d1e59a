import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "../../src/base/index.ts";
import {
	diskFolder,
	scryptHasher,
	systemClock,
} from "../../src/platform/index.ts";
import {
	CONTROL_SOCKET,
	type ControlClient,
	connectControl,
} from "../../src/server/index.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import { PLAIN_FLAGS } from "../support/shared-server.ts";
import {
	type Server,
	type ServerOptions,
	startServer,
} from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const PASSWORD = "the password of everybody 7";

/** What is said of the users, or of the groups, by their names: lines of accounts.toml. */
export type Entries = Readonly<Record<string, string>>;

/** Users and groups with limits, and the settings. */
export interface LimitedServer extends Omit<ServerOptions, "data" | "users"> {
	readonly users: Entries;
	readonly groups?: Entries;
}

/** A data folder with accounts in it; all have one password. */
export async function limitedData(
	parts: Pick<LimitedServer, "users" | "groups">,
): Promise<TempFolder> {
	const folder = tempFolder();
	const hash = await scryptHasher().hash(new Secret(PASSWORD));
	const groups = Object.entries(parts.groups ?? {}).map(
		([name, lines]) => `[groups.${name}]\n${lines}\n`,
	);
	const users = Object.entries(parts.users).map(
		([name, lines]) => `[users.${name}]\npassword = "${hash}"\n${lines}\n`,
	);
	const text = ["version = 1\n", ...groups, ...users].join("\n");
	writeFileSync(join(folder.path, "accounts.toml"), text, { mode: 0o600 });
	return folder;
}

/** Starts on that data; clear connections are allowed, since TLS is not what is measured. */
export function startOn(
	data: string,
	options: ServerOptions = {},
): Promise<Server> {
	return startServer({ ...options, flags: PLAIN_FLAGS, data, users: {} });
}

/** What an administrator may ask of it. */
export function controlOf({
	data,
}: Pick<Server, "data">): Promise<ControlClient> {
	return connectControl({
		folder: diskFolder(data),
		socketPath: join(data, CONTROL_SOCKET),
		after: systemClock.after,
	});
}

/** Logged in without TLS. */
export async function clientOf(server: Server, user: string): Promise<RawFtp> {
	const ftp = await RawFtp.connect(server.explicit());
	await ftp.login(user, PASSWORD);
	return ftp;
}

/** The last reply of an attempt to log in. */
export async function loginReply(
	ftp: RawFtp,
	user: string,
): Promise<{ readonly code: number; readonly text: string }> {
	await ftp.expect(`USER ${user}`, 331);
	return await ftp.command(`PASS ${PASSWORD}`);
}

/** The last reply of an upload that may be refused at once, in the middle or not at all. */
export async function uploadReply(
	ftp: RawFtp,
	line: string,
	bytes: Uint8Array,
): Promise<{ readonly code: number; readonly text: string }> {
	const arranged = await ftp.arrange("EPSV");
	const data = await arranged.open();
	const first = await ftp.command(line);
	if (first.code !== 150) {
		data.destroy();
		return first;
	}
	// The server may break off in the middle, and takes no more then.
	data.push(bytes);
	data.end();
	const last = await ftp.reply();
	data.destroy();
	return last;
}

/** What is in a folder, in all. */
export function held(folder: string): {
	readonly bytes: number;
	readonly files: number;
} {
	mkdirSync(folder, { recursive: true });
	const sizes = readdirSync(folder).map(
		(name) => statSync(join(folder, name)).size,
	);
	return {
		bytes: sizes.reduce((sum, size) => sum + size, 0),
		files: sizes.length,
	};
}
