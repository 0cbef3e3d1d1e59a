import { hostPort, memoryFolder } from "../base/index.ts";
import {
	acquireLock,
	diskFolder,
	prepareRunAs,
	type RunAs,
	serviceNotifier,
	systemClock,
} from "../platform/index.ts";
import {
	createServer,
	DEFAULT_CERTIFICATE,
	LOGS_FOLDER,
	type OpenLogs,
	type OpenMetrics,
	openDataFolder,
	openLogs,
	openMetrics,
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
		const { host, runAs } = await steppedDown(invocation, settings.runAs);
		const ground = { settings, warnings, folder, place: undefined };
		await serve(host, ground, { runAs });
		return;
	}
	const choice = await chosenData(invocation);
	const { settings, warnings } = await loadConfig(invocation, choice);
	const { host, runAs } = await steppedDown(
		invocation,
		settings.runAs,
		choice.path,
	);
	const place = await openDataFolder(choice, host);
	const lock = await acquireLock(files.resolve(place.realPath, "run", "lock"));
	let isStarted = false;
	try {
		await serve(
			host,
			{
				settings,
				warnings: [...place.warnings, ...warnings],
				folder: diskFolder(place.realPath),
				place,
			},
			{
				runAs,
				onStarted: () => {
					isStarted = true;
				},
			},
		);
	} finally {
		await lock.release();
		// A first start that failed leaves nothing behind: what is in the folder was made just now, and nobody has seen it.
		if (place.isNew && !isStarted) await files.remove(place.realPath);
	}
}

/**
 * With `run_as` all that follows is read and written as that user; root is left for the ports only.
 *
 * @param dataFolder is made for the user when it is not there
 */
async function steppedDown(
	invocation: Invocation,
	wish: string | undefined,
	dataFolder?: string,
): Promise<{ readonly host: Invocation; readonly runAs: RunAs | undefined }> {
	const runAs = wish === undefined ? undefined : await prepareRunAs(wish);
	if (runAs === undefined) return { host: invocation, runAs };
	if (dataFolder !== undefined) await runAs.takeFolder(dataFolder);
	runAs.stepDown();
	const process = { ...invocation.process, uid: runAs.uid };
	return { host: { ...invocation, process }, runAs };
}

async function serve(
	invocation: Invocation,
	ground: Ground,
	{
		runAs,
		onStarted = () => undefined,
	}: { readonly runAs: RunAs | undefined; readonly onStarted?: () => void },
): Promise<void> {
	const { files, process } = invocation;
	const { place, settings } = ground;
	const metrics = openMetrics(settings.metrics, systemClock);
	const logs = openLogs({
		folder: place && files.resolve(place.realPath, LOGS_FOLDER),
		settings: settings.log,
		process,
		clock: systemClock,
		others: [metrics.log],
	});
	try {
		await serveLogged(invocation, ground, { logs, metrics, runAs, onStarted });
	} finally {
		await metrics.close();
		await logs.close();
	}
}

async function serveLogged(
	invocation: Invocation,
	ground: Ground,
	{
		logs,
		metrics,
		runAs,
		onStarted,
	}: {
		readonly logs: OpenLogs;
		readonly metrics: OpenMetrics;
		readonly runAs: RunAs | undefined;
		readonly onStarted: () => void;
	},
): Promise<void> {
	const { files, input, process } = invocation;
	const { folder, place, settings } = ground;
	const { log } = logs;
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
	const bind = (): Promise<RunningServer> => createServer(prepared.options);
	const server = await (runAs === undefined ? bind() : runAs.asRoot(bind));
	onStarted();
	const notifier = await serviceNotifier(process.env);
	let endWatching = (): void => undefined;
	try {
		await runAs?.dropForGood();
		const page = await metrics.serve(server);
		const watching = watchData({
			folder: place?.realPath,
			accounts: prepared.accounts,
			certificates: prepared.certificates,
			clients: prepared.clients,
			renewCertificates: prepared.renewCertificates,
			log,
		});
		endWatching = () => watching.end();
		const running = `Serving on ${server.listening.length} listeners.`;
		let isStopping = false;
		const forgetReload = process.onReloadSignal(() => {
			notifier.reloading("Reading everything again.");
			logs.reopen();
			void watching.refresh().finally(() => {
				if (!isStopping) notifier.ready(running);
			});
		});
		await keepState(ground, prepared, server);
		await greet(invocation, ground, { prepared, server, log });
		if (page !== undefined) {
			invocation.output.note(`Metrics        http://${hostPort(page)}/metrics`);
		}
		const { name, sha256 } = prepared.certificate.file;
		const facts = {
			pid: process.pid,
			listening: server.listening,
			certificate: { name, sha256 },
		};
		await ownReady.write(facts);
		await ready.write(facts);
		notifier.ready(running);
		await signals.first;
		isStopping = true;
		notifier.stopping(
			`Stopping; transfers may end within ${settings.limits.graceMs / 1000} s.`,
		);
		signals.onSecond(() => {
			server.stopNow();
			logs.closeNow();
		});
		forgetReload();
		watching.end();
		await ready.remove();
		await ownReady.remove();
		await server.stop(settings.limits.graceMs);
	} finally {
		notifier.end();
		endWatching();
		server.stopNow();
		prepared.release();
		signals.forget();
		await ownReady.remove();
		await ready.remove();
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
