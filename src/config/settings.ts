import type { RawSettings } from "./schema.ts";
import { type AccessSettings, accessSettings } from "./tables/access.ts";
import type { ActiveSettings } from "./tables/active.ts";
import { type AuthSettings, authSettings } from "./tables/auth.ts";
import type { ControlSettings } from "./tables/control.ts";
import { type CreditSettings, creditSettings } from "./tables/credits.ts";
import { type FilesSettings, filesSettings } from "./tables/files.ts";
import { type LimitSettings, limitSettings } from "./tables/limits.ts";
import { type ListenSetting, listenSettings } from "./tables/listen.ts";
import { type LogSettings, logSettings } from "./tables/log.ts";
import type { MessageSettings } from "./tables/messages.ts";
import type { MetricsSettings } from "./tables/metrics.ts";
import { type PassiveSettings, passiveSettings } from "./tables/passive.ts";
import { type TlsSettings, tlsSettings } from "./tables/tls.ts";

/** All settings with their defaults, as the server uses them; times are in ms, sizes in bytes. */
export interface Settings {
	readonly name: string;
	/** Absolute; undefined means `files/` in the data folder. */
	readonly root: string | undefined;
	/** A user of this machine. */
	readonly runAs: string | undefined;
	/** Never empty unless both modes were switched off. */
	readonly listen: readonly ListenSetting[];
	readonly tls: TlsSettings;
	readonly passive: PassiveSettings;
	readonly active: ActiveSettings;
	readonly auth: AuthSettings;
	readonly limits: LimitSettings;
	readonly files: FilesSettings;
	readonly access: AccessSettings;
	readonly credits: CreditSettings;
	readonly messages: MessageSettings;
	readonly log: LogSettings;
	readonly control: ControlSettings;
	readonly metrics: MetricsSettings;
}

/** What the flags say about listening: they replace all configured listeners of their mode. */
export interface ListenFlags {
	readonly hosts: readonly string[];
	readonly explicitPort?: number;
	readonly implicitPort?: number | "off";
}

/** The server's view of validated values; each table's file knows both spellings. Paths must be absolute by now. */
export function settingsFrom(
	raw: RawSettings,
	extra: {
		readonly listen: ListenFlags;
		readonly isCertificateChosen: boolean;
	},
): Settings {
	return {
		name: raw.name,
		root: raw.root,
		runAs: raw.run_as,
		listen: listenersFrom(listenSettings(raw.listen), extra.listen),
		tls: tlsSettings(raw.tls, extra.isCertificateChosen),
		passive: passiveSettings(raw.passive),
		active: raw.active,
		auth: authSettings(raw.auth),
		limits: limitSettings(raw.limits),
		files: filesSettings(raw.files),
		access: accessSettings(raw.access),
		credits: creditSettings(raw.credits),
		messages: raw.messages,
		log: logSettings(raw.log),
		control: raw.control,
		metrics: raw.metrics,
	};
}

/**
 * The listeners that remain when the flags have had their say: a port or host flag replaces all of its mode.
 *
 * @example listenersFrom([{ mode: "implicit" }], { hosts: [], implicitPort: "off" }) // []
 */
export function listenersFrom(
	configured: readonly ListenSetting[],
	flags: ListenFlags,
): readonly ListenSetting[] {
	return (["explicit", "implicit"] as const).flatMap((mode) => {
		const before = configured.filter((each) => each.mode === mode);
		const port = mode === "explicit" ? flags.explicitPort : flags.implicitPort;
		if (port === "off") return [];
		if (port === undefined && (flags.hosts.length === 0 || before.length === 0))
			return before;
		const ports =
			port === undefined
				? [...new Set(before.map((each) => each.port))]
				: [port];
		const hosts = flags.hosts.length === 0 ? [undefined] : flags.hosts;
		return hosts.flatMap((host) =>
			ports.map((each) => ({
				mode,
				...(host === undefined ? {} : { host }),
				...(each === undefined ? {} : { port: each }),
			})),
		);
	});
}
