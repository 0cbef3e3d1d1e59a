import { hostPort } from "../../base/index.ts";
import type { Settings } from "../../config/index.ts";
import {
	BUILD_INFO,
	type RunAs,
	serviceNotifier,
	systemClock,
} from "../../platform/index.ts";
import {
	administrationOf,
	CONTROL_SOCKET,
	type ControlServer,
	createServer,
	DEFAULT_CERTIFICATE,
	LOGS_FOLDER,
	type OpenLogs,
	type OpenMetrics,
	openLogs,
	openMetrics,
	type PreparedServer,
	ProblemBoard,
	portsToKeep,
	prepareServer,
	READY_FILE,
	type RunningServer,
	readyFile,
	serveControl,
	watchData,
	watchSessions,
	writeState,
} from "../../server/index.ts";
import { givenPassphrase, withPassphrase } from "../cert/passphrase.ts";
import type { Invocation } from "../command.ts";
import { type Ground, greet } from "../greet.ts";
import { stopSignals } from "./stop-signals.ts";

/** How a server is run. */
export interface Serving {
	/** The user that it steps down to once the ports are bound. */
	readonly runAs: RunAs | undefined;
	/** Called when every listener is bound. */
	readonly onStarted?: () => void;
	/** Reads the configuration again. @throws {OperatorError} when it is not valid */
	readSettings(): Promise<Settings>;
}

/** Serves until a signal, or `oceanftp stop`, ends it; whatever was opened is let go of. */
export async function serveUntilStopped(
	invocation: Invocation,
	ground: Ground,
	serving: Serving,
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
		await serve(invocation, ground, { ...serving, logs, metrics });
	} finally {
		await metrics.close();
		await logs.close();
	}
}

async function serve(
	invocation: Invocation,
	ground: Ground,
	{
		logs,
		metrics,
		runAs,
		onStarted = () => undefined,
		readSettings,
	}: Serving & { readonly logs: OpenLogs; readonly metrics: OpenMetrics },
): Promise<void> {
	const { files, input, process } = invocation;
	const { place, settings } = ground;
	const { log } = logs;
	const problems = new ProblemBoard(log);
	const prepared = await prepare(invocation, ground, { log, problems });
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
	const stopAsked = Promise.withResolvers<number>();
	const endings: (() => void | Promise<void>)[] = [];
	try {
		await runAs?.dropForGood();
		const page = await metrics.serve(server);
		feedGauges(metrics, { prepared, server });
		const watching = watchData({
			folder: place?.realPath,
			accounts: prepared.accounts,
			certificates: prepared.certificates,
			clients: prepared.clients,
			renewCertificates: prepared.renewCertificates,
			onAccountsChanged: () => void server.accountsChanged(),
			log,
			problems,
		});
		endings.push(watching.end);
		const running = `Serving on ${server.listening.length} listeners.`;
		let isStopping = false;
		let patienceMs = settings.limits.graceMs;
		const administration = administrationOf({
			prepared,
			server,
			watching,
			problems,
			log,
			facts: {
				pid: process.pid,
				version: BUILD_INFO.version,
				runtime: `${process.runtime.name} ${process.runtime.version}`,
				dataFolder: place?.realPath,
			},
			settings,
			readSettings,
			onReload: ({ limits }) => {
				patienceMs = limits.graceMs;
				logs.reopen();
			},
			requestStop: stopAsked.resolve,
		});
		const reload = async (): Promise<void> => {
			notifier.reloading("Reading everything again.");
			await administration.reload();
			if (!isStopping) notifier.ready(running);
		};
		endings.push(process.onReloadSignal(() => void reload()));
		const control = await openControl(
			invocation,
			ground,
			administration,
			server,
		);
		if (control !== undefined) endings.push(() => control.close());
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
		const graceMs = await Promise.race([
			signals.first.then(() => patienceMs),
			stopAsked.promise,
		]);
		isStopping = true;
		notifier.stopping(
			`Stopping; transfers may end within ${graceMs / 1000} s.`,
		);
		signals.onSecond(() => {
			server.stopNow();
			logs.closeNow();
		});
		watching.end();
		await ready.remove();
		await ownReady.remove();
		await server.stop(graceMs);
	} finally {
		notifier.end();
		for (const end of endings.reverse()) await end();
		server.stopNow();
		prepared.release();
		signals.forget();
		await ownReady.remove();
		await ready.remove();
	}
}

function prepare(
	invocation: Invocation,
	{ folder, place, settings }: Ground,
	{
		log,
		problems,
	}: { readonly log: OpenLogs["log"]; readonly problems: ProblemBoard },
): Promise<PreparedServer> {
	return givenPassphrase(invocation).then((given) =>
		withPassphrase(invocation, given, (passphrase) =>
			prepareServer({
				settings,
				folder,
				dataFolder: place?.realPath,
				process: invocation.process,
				files: invocation.files,
				log,
				problems,
				...(passphrase === undefined ? {} : { passphrase }),
			}),
		),
	);
}

/** Without a data folder there is no place where a command would look for this server. */
async function openControl(
	{ files }: Invocation,
	{ folder, place, settings }: Ground,
	api: ReturnType<typeof administrationOf>,
	server: RunningServer,
): Promise<ControlServer | undefined> {
	if (place === undefined || !settings.control.enabled) return undefined;
	return await serveControl({
		folder,
		socketPath: files.resolve(place.realPath, CONTROL_SOCKET),
		transport: settings.control.transport,
		version: BUILD_INFO.version,
		api,
		watchSessions: (tell) => watchSessions(server.sessions, systemClock, tell),
		after: systemClock.after,
	});
}

function feedGauges(
	{ gauge }: OpenMetrics,
	{
		prepared,
		server,
	}: { readonly prepared: PreparedServer; readonly server: RunningServer },
): void {
	gauge("oceanftp_banned_addresses", () => prepared.bans.list().length);
	gauge("oceanftp_logged_in_sessions", () => server.sessions.members);
	gauge("oceanftp_running_transfers", () => server.sessions.transfers);
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
