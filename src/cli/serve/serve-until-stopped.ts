import { hostPort } from "../../base/index.ts";
import type { Settings } from "../../config/index.ts";
import {
	compileAsUsual,
	type RunAs,
	serviceNotifier,
} from "../../platform/index.ts";
import {
	createServer,
	type OpenLogs,
	type PreparedServer,
	ProblemBoard,
	prepareServer,
	type RunningServer,
} from "../../server/index.ts";
import { givenPassphrase, withPassphrase } from "../cert/passphrase.ts";
import type { Invocation } from "../command.ts";
import { type Ground, greet } from "../greet.ts";
import { type Administered, administer } from "./administer.ts";
import { keepPorts } from "./keep-ports.ts";
import { openReadyFiles, type ReadyFiles } from "./ready-files.ts";
import { type StopSignals, stopSignals } from "./stop-signals.ts";
import { openVoices, type Voices } from "./voices.ts";

/** How a server is run. */
export interface Serving {
	/** The user that it steps down to once the ports are bound. */
	readonly runAs: RunAs | undefined;
	/** Called when every listener is bound. */
	readonly onStarted?: () => void;
	/** Reads the configuration again. @throws {OperatorError} when it is not valid */
	readSettings(): Promise<Settings>;
}

/** A server whose listeners are bound. */
interface Started {
	readonly invocation: Invocation;
	readonly ground: Ground;
	readonly voices: Voices;
	readonly problems: ProblemBoard;
	readonly prepared: PreparedServer;
	readonly server: RunningServer;
	readonly signals: StopSignals;
	readonly ready: ReadyFiles;
}

/** Serves until a signal, or `oceanftp stop`, ends it; whatever was opened is let go of, the last first. */
export async function serveUntilStopped(
	invocation: Invocation,
	ground: Ground,
	serving: Serving,
): Promise<void> {
	await using held = new AsyncDisposableStack();
	const started = await start(held, { invocation, ground, serving });
	const { ready, server, signals, voices } = started;
	const notifier = await serviceNotifier(invocation.process.env);
	held.defer(() => notifier.end());
	const administered = await administer(held, {
		...started,
		notifier,
		readSettings: serving.readSettings,
	});
	await announce(started);
	notifier.ready(administered.running);
	compileAsUsual();
	const graceMs = await untilTold(started, administered);
	notifier.stopping(`Stopping; transfers may end within ${graceMs / 1000} s.`);
	signals.onSecond(() => {
		server.stopNow();
		voices.logs.closeNow();
	});
	administered.endWatching();
	await ready.remove();
	await server.stop(graceMs);
}

/** Prepares everything, binds the listeners, and gives up root. */
async function start(
	held: AsyncDisposableStack,
	{
		ground,
		invocation,
		serving: { onStarted, runAs },
	}: {
		readonly invocation: Invocation;
		readonly ground: Ground;
		readonly serving: Serving;
	},
): Promise<Started> {
	const voices = openVoices(held, invocation, ground);
	const problems = new ProblemBoard(voices.logs.log);
	const prepared = await prepare(invocation, ground, {
		log: voices.logs.log,
		problems,
	});
	held.defer(() => prepared.release());
	voices.history.keepIn(prepared.records.history);
	const signals = stopSignals(invocation);
	held.defer(() => signals.forget());
	const ready = openReadyFiles(invocation, ground);
	held.defer(() => ready.remove());
	const bind = (): Promise<RunningServer> => createServer(prepared.options);
	const server = await (runAs === undefined ? bind() : runAs.asRoot(bind));
	held.defer(() => server.stopNow());
	onStarted?.();
	await runAs?.dropForGood();
	return {
		invocation,
		ground,
		voices,
		problems,
		prepared,
		server,
		signals,
		ready,
	};
}

async function prepare(
	invocation: Invocation,
	{ folder, place, settings }: Ground,
	{
		log,
		problems,
	}: { readonly log: OpenLogs["log"]; readonly problems: ProblemBoard },
): Promise<PreparedServer> {
	const given = await givenPassphrase(invocation);
	return await withPassphrase(invocation, given, (passphrase) =>
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
	);
}

/** Says to people and to scripts that it serves. */
async function announce({
	ground,
	invocation,
	prepared,
	ready,
	server,
	voices,
}: Started): Promise<void> {
	const { log } = voices.logs;
	await keepPorts(ground, prepared, server);
	const page = await voices.metrics.serve(server);
	await greet(invocation, ground, { prepared, server, log });
	if (page !== undefined) {
		invocation.output.note(`Metrics        http://${hostPort(page)}/metrics`);
	}
	const { name, sha256 } = prepared.certificate.file;
	await ready.write({
		pid: invocation.process.pid,
		listening: server.listening,
		certificate: { name, sha256 },
	});
}

/** @returns the grace time for transfers, in milliseconds */
async function untilTold(
	{ signals }: Started,
	{ graceMs, stopAsked }: Administered,
): Promise<number> {
	return await Promise.race([signals.first.then(graceMs), stopAsked]);
}
