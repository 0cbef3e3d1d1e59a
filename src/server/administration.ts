import { SECOND_MS } from "../base/index.ts";
import { wholeDays } from "../certificates/index.ts";
import { reloadPlan, type Settings } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import { systemClock } from "../platform/index.ts";
import { banSubjectOf, viewOfBan } from "./control/ban-view.ts";
import type {
	BanView,
	ControlApi,
	StatusReport,
} from "./control/control-api.ts";
import type { RunningServer } from "./create-server.ts";
import type { PreparedServer } from "./prepare-server.ts";
import type { ProblemBoard } from "./problem-board.ts";
import type { DataWatch } from "./watch-data.ts";

/** What the administrator's commands work on. */
export interface AdministrationParts {
	readonly prepared: PreparedServer;
	readonly server: RunningServer;
	readonly watching: DataWatch;
	readonly problems: ProblemBoard;
	readonly log: Log;
	readonly facts: {
		readonly pid: number;
		readonly version: string;
		readonly runtime: string;
		readonly dataFolder: string | undefined;
	};
	readonly settings: Settings;
	/** Reads the configuration again. @throws {OperatorError} when it is not valid */
	readSettings(): Promise<Settings>;
	/** Whoever else has to know of other settings, or that a reload was asked for. */
	onReload(): void;
	/** Begins to stop. */
	requestStop(graceMs: number): void;
}

/** The server from the administrator's side: what the control socket offers, and what SIGHUP does. */
export function administrationOf(parts: AdministrationParts): ControlApi {
	const { facts, log, prepared, problems, server, watching } = parts;
	const startedMs = systemClock.nowMs();
	const startedMonotonicMs = systemClock.monotonicMs();
	let settings = parts.settings;
	let isReloading = Promise.resolve<unknown>(undefined);

	const reload: ControlApi["reload"] = async () => {
		const before = settings;
		const isRead = await problems.during("settings", async () => {
			settings = await parts.readSettings();
		});
		const { applied, rebinds } = reloadPlan(before, settings);
		if (isRead) {
			const failures = await server.change(
				settings,
				prepared.plannedListeners(settings),
			);
			problems.solve("listeners");
			for (const { code, fix = null, message, why = null } of failures) {
				problems.report("listeners", { what: message, why, code, fix });
			}
			prepared.changeSettings(settings);
			parts.onReload();
			server.gateChanged();
		}
		await watching.refresh();
		if (applied.length + rebinds.length > 0) {
			const what = `settings: ${[...applied, ...rebinds].join(", ")}`;
			log.event({ kind: "reloaded", what });
		}
		return {
			applied: [...applied, ...rebinds],
			// Also what an earlier reload has said: it still waits.
			needsRestart: reloadPlan(parts.settings, settings).needsRestart,
			problems: problems.all,
		};
	};

	return {
		status: async (): Promise<StatusReport> => {
			const { name, notAfterMs, sha256 } = prepared.certificates.main;
			const { bytesIn, bytesOut } = server.totals;
			return {
				...facts,
				dataFolder: facts.dataFolder ?? null,
				since: new Date(startedMs).toISOString(),
				uptimeSeconds: Math.floor(
					(systemClock.monotonicMs() - startedMonotonicMs) / SECOND_MS,
				),
				listening: server.listening,
				certificate: {
					name,
					sha256,
					notAfter: new Date(notAfterMs).toISOString(),
					daysLeft: wholeDays(notAfterMs, systemClock.nowMs()),
				},
				sessions: server.sessions.size,
				loggedIn: server.sessions.members,
				transfers: server.sessions.transfers,
				bytesIn,
				bytesOut,
				problems: problems.all,
			};
		},
		"sessions.list": async () => ({ sessions: server.sessions.views() }),
		"sessions.stop": async ({ id, reason }) => {
			const stopped = server.sessions.stopTransfer(id, reason);
			if (stopped) {
				log.event({
					kind: "stoppedTransfer",
					...labelOf(server, id),
					why: reason,
				});
			}
			return { stopped };
		},
		"sessions.kick": async ({ banSeconds, id, reason }) => {
			const label = labelOf(server, id);
			const session = server.sessions.kick(id, reason);
			log.event({ kind: "kicked", ...label, why: reason });
			if (banSeconds !== undefined) {
				const why = reason === "" ? "thrown out by the administrator" : reason;
				ban(parts, { address: session.from, seconds: banSeconds, reason: why });
			}
			return { session };
		},
		// One after the other: two at once would each take half of the other's for its own.
		reload: () => {
			const done = isReloading.then(reload);
			isReloading = done.catch(() => undefined);
			return done;
		},
		stop: async ({ graceSeconds }) => {
			const graceMs =
				graceSeconds === undefined
					? settings.limits.graceMs
					: graceSeconds * SECOND_MS;
			// The answer goes out first.
			systemClock.after(0, () => parts.requestStop(graceMs));
			return {
				pid: facts.pid,
				sessions: server.sessions.size,
				transfers: server.sessions.transfers,
				graceSeconds: graceMs / SECOND_MS,
			};
		},
		"bans.list": async () => ({ bans: prepared.bans.list().map(viewOfBan) }),
		"bans.add": async (wish) => ({ ban: ban(parts, wish) }),
		"bans.remove": async ({ address }) => {
			const removed = prepared.bans.remove(banSubjectOf(address));
			if (removed)
				log.event({
					kind: "unbanned",
					remote: address,
					why: "lifted by the administrator",
				});
			return { removed };
		},
	};
}

function ban(
	parts: AdministrationParts,
	{
		address,
		reason,
		seconds,
	}: {
		readonly address: string;
		readonly seconds: number | null;
		readonly reason: string;
	},
): BanView {
	const made = parts.prepared.bans.add({
		subject: banSubjectOf(address),
		lastsMs: seconds === null ? undefined : seconds * SECOND_MS,
		reason,
	});
	const { reason: why, address: banned, until } = viewOfBan(made);
	parts.log.event({
		kind: "banned",
		remote: banned,
		why,
		...(until === null ? {} : { untilMs: Date.parse(until) }),
	});
	parts.server.gateChanged();
	return viewOfBan(made);
}

/** How the log tells a session. */
function labelOf(
	server: RunningServer,
	id: string,
): {
	readonly session: string;
	readonly remote: string;
	readonly user?: string;
} {
	const view = server.sessions.views().find((each) => each.id === id);
	return {
		session: id,
		remote: view?.from ?? "",
		...(view === undefined || view.user === null ? {} : { user: view.user }),
	};
}
