import { type Folder, memoryFolder } from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import { jsonLog, type Log, peopleLog } from "../log/index.ts";
import { acquireLock, diskFolder, systemClock } from "../platform/index.ts";
import {
	createServer,
	type DataFolder,
	FIRST_USER,
	hasInitialLogin,
	INITIAL_LOGIN_FILE,
	openDataFolder,
	type PreparedServer,
	portsToKeep,
	prepareServer,
	type RunningServer,
	readyFile,
	startLines,
	writeState,
} from "../server/index.ts";
import { checkServe } from "./check-serve.ts";
import type { Invocation } from "./command.ts";
import { loadConfig } from "./load-config.ts";
import { chosenData } from "./open-data.ts";

/** `serve`: until a signal ends it. */
export async function runServe(invocation: Invocation): Promise<void> {
	const { files, input } = invocation;
	if (input.has("check") || input.has("dry-run")) return checkServe(invocation);
	await readyFile(input.value("ready-file"), files).remove();
	if (input.has("ephemeral")) {
		const { settings, warnings } = await loadConfig(invocation, undefined);
		const folder = memoryFolder();
		await serve(invocation, { settings, warnings, folder, place: undefined });
		return;
	}
	const choice = await chosenData(invocation);
	const { settings, warnings } = await loadConfig(invocation, choice);
	const place = await openDataFolder(choice, invocation);
	const lock = await acquireLock(files.resolve(place.realPath, "run", "lock"));
	let isStarted = false;
	try {
		await serve(
			invocation,
			{
				settings,
				warnings: [...place.warnings, ...warnings],
				folder: diskFolder(place.realPath),
				place,
			},
			() => {
				isStarted = true;
			},
		);
	} finally {
		await lock.release();
		// A first start that failed leaves nothing behind: what is in the folder was made just now, and nobody has seen it.
		if (place.isNew && !isStarted) await files.remove(place.realPath);
	}
}

interface Ground {
	readonly settings: Settings;
	/** Sentences for the administrator. */
	readonly warnings: readonly string[];
	readonly folder: Folder;
	/** Undefined when nothing is kept. */
	readonly place: DataFolder | undefined;
}

async function serve(
	invocation: Invocation,
	ground: Ground,
	onStarted: () => void = () => undefined,
): Promise<void> {
	const { files, input, process } = invocation;
	const { folder, place, settings } = ground;
	const sink = settings.log.format === "json" ? jsonLog : peopleLog;
	const log = sink({
		level: settings.log.level,
		write: (line) =>
			process.writeNote(`${line}
`),
		nowMs: systemClock.nowMs,
	});
	const prepared = await prepareServer({
		settings,
		folder,
		dataFolder: place?.realPath,
		process,
		files,
		log,
	});
	const signals = stopSignals(invocation);
	const ready = readyFile(input.value("ready-file"), files);
	const server = await createServer(prepared.options);
	onStarted();
	try {
		const stopWatching = watchAccounts(prepared, log);
		await keepState(ground, prepared, server);
		await greet(invocation, ground, { prepared, server, log });
		const { name, sha256 } = prepared.certificate.file;
		await ready.write({
			pid: process.pid,
			listening: server.listening,
			certificate: { name, sha256 },
		});
		await signals.first;
		signals.onSecond(() => server.stopNow());
		stopWatching();
		await ready.remove();
		await server.stop(settings.limits.graceMs);
	} finally {
		server.stopNow();
		await ready.remove();
		signals.forget();
	}
}

interface StopSignals {
	/** Resolves at the first signal. */
	readonly first: Promise<void>;
	/** What to do at the second one, before the program ends with 130. */
	onSecond(callback: () => void): void;
	forget(): void;
}

function stopSignals({ process }: Invocation): StopSignals {
	let count = 0;
	let second = (): void => undefined;
	let resolveFirst = (): void => undefined;
	const first = new Promise<void>((resolve) => {
		resolveFirst = resolve;
	});
	const forget = process.onStopSignal(() => {
		count++;
		if (count === 1) {
			resolveFirst();
			return;
		}
		second();
		process.exit(130);
	});
	return {
		first,
		forget,
		onSecond: (callback) => {
			second = callback;
		},
	};
}

const ACCOUNTS_LOOK_MS = 1000;

/** The accounts' file is the truth, and other processes write it: it is looked at every second. */
function watchAccounts({ accounts }: PreparedServer, log: Log): () => void {
	let lastProblem = "";
	let cancel = (): void => undefined;
	const look = async (): Promise<void> => {
		try {
			if (await accounts.reload()) {
				log.event({ kind: "reloaded", what: "accounts.toml" });
			}
			lastProblem = "";
		} catch (error) {
			const what = error instanceof Error ? error.message : String(error);
			// Said once, not every second.
			if (what !== lastProblem) log.event({ kind: "problem", what });
			lastProblem = what;
		}
		if (!isStopped)
			cancel = systemClock.after(ACCOUNTS_LOOK_MS, () => void look());
	};
	let isStopped = false;
	cancel = systemClock.after(ACCOUNTS_LOOK_MS, () => void look());
	return () => {
		isStopped = true;
		cancel();
	};
}

/** The first start's ports are written down, so that later ones never differ silently. */
async function keepState(
	{ folder, place }: Ground,
	prepared: PreparedServer,
	server: RunningServer,
): Promise<void> {
	if (place === undefined || prepared.state !== undefined) return;
	await writeState(folder, {
		ports: portsToKeep(prepared.options.listeners, server.listening),
		certificate: "default",
	});
}

/** The lines for whoever started it come first, and the first of them says where the data is. */
async function greet(
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
	const { name, sha256, notAfterMs } = certificate.file;
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
	log.event({ kind: "certificate", name, sha256, notAfterMs });
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
