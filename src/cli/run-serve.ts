import { memoryFolder } from "../base/index.ts";
import { jsonLog, peopleLog } from "../log/index.ts";
import { acquireLock, diskFolder, systemClock } from "../platform/index.ts";
import {
	createServer,
	DEFAULT_CERTIFICATE,
	openDataFolder,
	type PreparedServer,
	portsToKeep,
	prepareServer,
	READY_FILE,
	type RunningServer,
	readyFile,
	watchData,
	writeState,
} from "../server/index.ts";
import { givenPassphrase, withPassphrase } from "./cert/passphrase.ts";
import { checkServe } from "./check-serve.ts";
import type { Invocation } from "./command.ts";
import { type Ground, greet } from "./greet.ts";
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
	const prepared = await withPassphrase(
		invocation,
		await givenPassphrase(invocation),
		(passphrase) =>
			prepareServer({
				settings,
				folder,
				dataFolder: place?.realPath,
				process,
				files,
				log,
				...(passphrase === undefined ? {} : { passphrase }),
			}),
	);
	const signals = stopSignals(invocation);
	const ready = readyFile(input.value("ready-file"), files);
	const ownReady = readyFile(
		place && files.resolve(place.realPath, READY_FILE),
		files,
	);
	const server = await createServer(prepared.options);
	onStarted();
	try {
		const watching = watchData({
			folder: place?.realPath,
			accounts: prepared.accounts,
			certificates: prepared.certificates,
			clients: prepared.clients,
			renewCertificates: prepared.renewCertificates,
			log,
		});
		const forgetReload = process.onReloadSignal(() => void watching.refresh());
		await keepState(ground, prepared, server);
		await greet(invocation, ground, { prepared, server, log });
		const { name, sha256 } = prepared.certificate.file;
		const facts = {
			pid: process.pid,
			listening: server.listening,
			certificate: { name, sha256 },
		};
		await ownReady.write(facts);
		await ready.write(facts);
		await signals.first;
		signals.onSecond(() => server.stopNow());
		forgetReload();
		watching.end();
		await ready.remove();
		await ownReady.remove();
		await server.stop(settings.limits.graceMs);
	} finally {
		server.stopNow();
		await ready.remove();
		await ownReady.remove();
		prepared.release();
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

/** The first start's ports are written down, so that later ones never differ silently. */
async function keepState(
	{ folder, place }: Ground,
	prepared: PreparedServer,
	server: RunningServer,
): Promise<void> {
	const { state } = prepared;
	if (place === undefined || state?.ports !== undefined) return;
	await writeState(folder, {
		ports: portsToKeep(prepared.options.listeners, server.listening),
		certificate: state?.certificate ?? DEFAULT_CERTIFICATE,
	});
}
