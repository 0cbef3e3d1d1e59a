import type { Settings } from "./settings.ts";

/** What becomes of each setting that a reload changes; settings by their names in the file. */
export interface ReloadPlan {
	/** Counts at once, for sessions under way as far as it concerns them. */
	readonly applied: readonly string[];
	/** Sockets are closed and opened: those of `listen`. Sessions under way go on. */
	readonly rebinds: readonly string[];
	/** Counts from the next start on. */
	readonly needsRestart: readonly string[];
}

type Fate = keyof ReloadPlan;

/** How each setting is read out of {@link Settings}, in the order of the file. */
const READERS: Readonly<Record<string, (settings: Settings) => unknown>> = {
	name: ({ name }) => name,
	root: ({ root }) => root,
	run_as: ({ runAs }) => runAs,
	listen: ({ listen }) => listen,
	"tls.certificate": ({ tls }) => [tls.certificate, tls.isCertificateChosen],
	"tls.control": ({ tls }) => tls.control,
	"tls.data": ({ tls }) => tls.data,
	"tls.min_version": ({ tls }) => tls.minVersion,
	"tls.ciphers": ({ tls }) => tls.ciphers,
	"tls.curves": ({ tls }) => tls.curves,
	"tls.session_resumption": ({ tls }) => tls.sessionResumption,
	"tls.close_notify": ({ tls }) => tls.closeNotify,
	"tls.lenient_pbsz": ({ tls }) => tls.lenientPbsz,
	"tls.ccc": ({ tls }) => tls.ccc,
	"tls.client_auth": ({ tls }) => tls.clientAuth,
	"tls.client_ca": ({ tls }) => tls.clientCa,
	"tls.client_crl": ({ tls }) => tls.clientCrl,
	"passive.ports": ({ passive }) => passive.ports,
	"passive.host": ({ passive }) => passive.host,
	"passive.networks": ({ passive }) => passive.networks,
	"active.enabled": ({ active }) => active.enabled,
	"auth.change_password": ({ auth }) => auth.changePassword,
	"auth.password_min_length": ({ auth }) => auth.passwordMinLength,
	"auth.ban_failures": ({ auth }) => auth.banFailures,
	"auth.ban_window_seconds": ({ auth }) => auth.banWindowMs,
	"auth.ban_seconds": ({ auth }) => auth.banMs,
	"auth.ban_longest_seconds": ({ auth }) => auth.banLongestMs,
	"limits.connections": ({ limits }) => limits.connections,
	"limits.users": ({ limits }) => limits.users,
	"limits.per_address": ({ limits }) => limits.perAddress,
	"limits.per_account": ({ limits }) => limits.perAccount,
	"limits.not_logged_in_per_address": ({ limits }) =>
		limits.notLoggedInPerAddress,
	"limits.login_seconds": ({ limits }) => limits.loginMs,
	"limits.idle_seconds": ({ limits }) => limits.idleMs,
	"limits.stalled_seconds": ({ limits }) => limits.stalledMs,
	"limits.login_failures": ({ limits }) => limits.loginFailures,
	"limits.grace_seconds": ({ limits }) => limits.graceMs,
	"limits.upload_rate": ({ limits }) => limits.uploadBytesPerSecond,
	"limits.download_rate": ({ limits }) => limits.downloadBytesPerSecond,
	"limits.largest_file": ({ limits }) => limits.largestFileBytes,
	"limits.free_space": ({ limits }) => limits.freeSpaceBytes,
	"files.interrupted": ({ files }) => files.interrupted,
	"files.safe_names": ({ files }) => files.safeNames,
	"files.symlinks": ({ files }) => files.symlinks,
	"files.overwrite": ({ files }) => files.overwrite,
	"files.umask": ({ files }) => files.umask,
	"files.trash": ({ files }) => files.trash,
	"files.trash_days": ({ files }) => files.trashMs,
	"files.denied_names": ({ files }) => files.deniedNames,
	"files.hidden_names": ({ files }) => files.hiddenNames,
	"files.convert_text": ({ files }) => files.convertText,
	"access.safe": ({ access }) => access.safe,
	"access.blocked": ({ access }) => access.blocked,
	"access.default": ({ access }) => access.default,
	"credits.enabled": ({ credits }) => credits.enabled,
	"credits.upload": ({ credits }) => credits.uploadPerKib,
	"credits.download": ({ credits }) => credits.downloadPerKib,
	"messages.width": ({ messages }) => messages.width,
	"log.format": ({ log }) => log.format,
	"log.level": ({ log }) => log.level,
	"log.files": ({ log }) => log.files,
	"log.transfers": ({ log }) => log.transfers,
	"log.rotate_size": ({ log }) => log.rotateBytes,
	"log.retention_days": ({ log }) => log.retentionMs,
	"log.history_days": ({ log }) => log.historyMs,
	"control.enabled": ({ control }) => control.enabled,
	"control.transport": ({ control }) => control.transport,
	"metrics.enabled": ({ metrics }) => metrics.enabled,
	"metrics.host": ({ metrics }) => metrics.host,
	"metrics.port": ({ metrics }) => metrics.port,
	"metrics.public": ({ metrics }) => metrics.public,
};

/** All others are applied. */
const OTHER_FATES: Readonly<Record<string, Fate>> = {
	// Open uploads are written down in the journal under it, and accounts' homes are in it.
	root: "needsRestart",
	// Root is given up for good.
	run_as: "needsRestart",
	// What reads stderr should not meet two forms in one stream.
	"log.format": "needsRestart",
	// The log is opened once, before anything that could have something to tell.
	"log.level": "needsRestart",
	"log.files": "needsRestart",
	"log.transfers": "needsRestart",
	"log.rotate_size": "needsRestart",
	"log.retention_days": "needsRestart",
	// A reload may come through this very channel.
	"control.enabled": "needsRestart",
	"control.transport": "needsRestart",
	listen: "rebinds",
	// Counting begins with the start.
	"metrics.enabled": "needsRestart",
	"metrics.host": "needsRestart",
	"metrics.port": "needsRestart",
	"metrics.public": "needsRestart",
};

/** The settings that a plan can name; `credits.ratio` counts as the rates that it stands for. */
export const RELOADABLE: readonly string[] = Object.keys(READERS);

/** Says what a change of the configuration means to a running server. Pure: nothing is applied here. */
export function reloadPlan(before: Settings, after: Settings): ReloadPlan {
	const plan: Record<Fate, string[]> = {
		applied: [],
		rebinds: [],
		needsRestart: [],
	};
	for (const [name, read] of Object.entries(READERS)) {
		if (isSame(read(before), read(after))) continue;
		plan[OTHER_FATES[name] ?? "applied"].push(name);
	}
	return plan;
}

/** Settings are plain values: they say the same when they are written the same. */
function isSame(one: unknown, other: unknown): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
