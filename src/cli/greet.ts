import type { Folder } from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import {
	type DataFolder,
	FIRST_USER,
	hasInitialLogin,
	INITIAL_LOGIN_FILE,
	type PreparedServer,
	type RunningServer,
	startLines,
} from "../server/index.ts";
import type { Invocation } from "./command.ts";

/** What a server stands on. */
export interface Ground {
	readonly settings: Settings;
	/** Sentences for the administrator. */
	readonly warnings: readonly string[];
	readonly folder: Folder;
	/** Undefined when nothing is kept. */
	readonly place: DataFolder | undefined;
}

/** The lines for whoever started it come first, and the first of them says where the data is. */
export async function greet(
	invocation: Invocation,
	ground: Ground,
	started: {
		readonly prepared: PreparedServer;
		readonly server: RunningServer;
		readonly log: Log;
	},
): Promise<void> {
	const { folder, place, settings, warnings } = ground;
	const { output, process } = invocation;
	const { prepared, server, log } = started;
	const { certificate, firstLogin } = prepared;
	const { name, sha256 } = certificate.file;
	if (firstLogin !== undefined && place === undefined) {
		await tellPasswordWithoutTerminal(invocation, firstLogin);
	}
	if (settings.log.format === "text") {
		const lines = startLines({
			data:
				place === undefined ? undefined : { path: place.path, why: place.why },
			made: [
				...(place?.isNew === true ? ["the data folder"] : []),
				...prepared.made,
			],
			listening: server.listening,
			addresses: process.addresses(),
			passivePorts: settings.passive.ports,
			root: prepared.root,
			login: await shownLogin(invocation, { folder, place, firstLogin }),
			certificate: { name, sha256 },
			notes: warnings,
		});
		for (const line of lines) output.note(line);
	} else {
		for (const what of warnings) log.event({ kind: "problem", what });
	}
	for (const { mode, host, port } of server.listening) {
		log.event({ kind: "listening", mode, at: `${host} port ${port}` });
	}
	for (const file of prepared.certificates.all) {
		const { name, notAfterMs, sha256 } = file;
		log.event({ kind: "certificate", name, sha256, notAfterMs });
	}
}

/** The password itself goes to a terminal only; into a log file goes where it can be read. */
async function shownLogin(
	{ files, process }: Invocation,
	parts: {
		readonly folder: Folder;
		readonly place: DataFolder | undefined;
		readonly firstLogin: PreparedServer["firstLogin"];
	},
): Promise<Parameters<typeof startLines>[0]["login"]> {
	const { firstLogin, folder, place } = parts;
	if (firstLogin !== undefined && process.isTerminal.stderr) return firstLogin;
	const user = firstLogin?.user ?? FIRST_USER;
	if (place === undefined) return { user, passwordAt: "on stdout" };
	if (!(await hasInitialLogin(folder))) return undefined;
	const path = files.resolve(place.realPath, INITIAL_LOGIN_FILE);
	return { user, passwordAt: `in ${path}` };
}

/** Nothing is kept, so whoever started it without a terminal has no other way to learn the password. */
async function tellPasswordWithoutTerminal(
	{ output, process }: Invocation,
	login: NonNullable<PreparedServer["firstLogin"]>,
): Promise<void> {
	if (process.isTerminal.stderr && !output.isJson) return;
	const password = login.password.reveal();
	await output.result({
		lines: [`user: ${login.user}`, `password: ${password}`],
		document: {
			schema: "oceanftp.login/1",
			user: login.user,
			password,
		},
	});
}
