import type { Settings } from "../../config/index.ts";
import {
	BUILD_INFO,
	type ServiceNotifier,
	systemClock,
	terminalWatch,
} from "../../platform/index.ts";
import {
	administrationOf,
	CONTROL_SOCKET,
	type ControlApi,
	type PreparedServer,
	type ProblemBoard,
	type RunningServer,
	serveControl,
	watchData,
	watchSessions,
} from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import type { Ground } from "../greet.ts";
import type { Voices } from "./voices.ts";

/** What is looked after. */
export interface AdministerParts {
	readonly invocation: Invocation;
	readonly ground: Ground;
	readonly voices: Voices;
	readonly problems: ProblemBoard;
	readonly prepared: PreparedServer;
	readonly server: RunningServer;
	readonly notifier: ServiceNotifier;
	readSettings(): Promise<Settings>;
}

/** A running server in its administrator's hands. */
export interface Administered {
	/** For the service manager. */
	readonly running: string;
	/** Resolves with a grace time in milliseconds when `oceanftp stop` asks for the end. */
	readonly stopAsked: Promise<number>;
	/** The configured grace time of this moment. */
	graceMs(): number;
	/** What changes from now on is of no more interest. */
	endWatching(): void;
}

/** Watches the data folder, hears SIGHUP, opens the control socket and feeds the gauges. */
export async function administer(
	held: AsyncDisposableStack,
	parts: AdministerParts,
): Promise<Administered> {
	const { ground, invocation, notifier, prepared, problems, server } = parts;
	const { logs, metrics } = parts.voices;
	let { settings } = ground;
	let isEnding = false;
	const watching = watchData({
		folder: ground.place?.realPath,
		accounts: prepared.accounts,
		certificates: prepared.certificates,
		clients: prepared.clients,
		messages: prepared.messages,
		renewCertificates: prepared.renewCertificates,
		emptyTrash: prepared.emptyTrash,
		onAccountsChanged: () => void server.accountsChanged(),
		log: logs.log,
		problems,
	});
	held.defer(() => watching.end());
	const running = `Serving on ${server.listening.length} listeners.`;
	const stopAsked = Promise.withResolvers<number>();
	const { process } = invocation;
	const administration = administrationOf({
		prepared,
		server,
		watching,
		problems,
		log: logs.log,
		facts: {
			pid: process.pid,
			version: BUILD_INFO.version,
			runtime: `${process.runtime.name} ${process.runtime.version}`,
			dataFolder: ground.place?.realPath,
		},
		settings,
		readSettings: async () => {
			settings = await parts.readSettings();
			return settings;
		},
		onReload: logs.reopen,
		requestStop: (graceMs) => {
			// Whoever asks again is in more of a hurry.
			if (isEnding && !held.disposed) {
				held.defer(systemClock.after(graceMs, () => server.stopNow()));
			}
			stopAsked.resolve(graceMs);
		},
	});
	// Whoever asks for it, the service manager hears of it.
	const api: ControlApi = {
		...administration,
		reload: async () => {
			notifier.reloading("Reading everything again.");
			try {
				return await administration.reload();
			} finally {
				if (!isEnding) notifier.ready(running);
			}
		},
	};
	const isTerminalGone = terminalWatch();
	held.defer(
		process.onReloadSignal(() => {
			if (!isTerminalGone()) {
				void api.reload();
				return;
			}
			// Nobody looks at it any more, nor could end it with Ctrl-C. Shells send the signal once more, which must not be the end of it.
			process.onReloadSignal(() => undefined);
			stopAsked.resolve(settings.limits.graceMs);
		}),
	);
	await openControl(held, parts, api);
	const { gauge } = metrics;
	gauge("oceanftp_banned_addresses", () => prepared.bans.list().length);
	gauge("oceanftp_logged_in_sessions", () => server.sessions.members);
	gauge("oceanftp_running_transfers", () => server.sessions.transfers);
	return {
		running,
		stopAsked: stopAsked.promise,
		graceMs: () => settings.limits.graceMs,
		endWatching: () => {
			isEnding = true;
			watching.end();
		},
	};
}

/** Without a data folder there is no place where a command would look for this server. */
async function openControl(
	held: AsyncDisposableStack,
	{ ground, invocation, server }: AdministerParts,
	api: ControlApi,
): Promise<void> {
	const { folder, place, settings } = ground;
	if (place === undefined || !settings.control.enabled) return;
	const control = await serveControl({
		folder,
		socketPath: invocation.files.resolve(place.realPath, CONTROL_SOCKET),
		transport: settings.control.transport,
		version: BUILD_INFO.version,
		api,
		watchSessions: (tell) => watchSessions(server.sessions, systemClock, tell),
		after: systemClock.after,
	});
	held.defer(() => control.close());
}
