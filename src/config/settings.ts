import { type Network, parseNetwork } from "../base/index.ts";
import { portRange, type RawSettings } from "./schema.ts";

/** A listener as configured; an absent port is the mode's usual one, an absent host every address. */
export interface ListenSetting {
	readonly mode: "explicit" | "implicit";
	readonly host?: string;
	readonly port?: number;
	/** A name in the store; absent: the default certificate. */
	readonly certificate?: string;
}

/** Inclusive, both ends 1 to 65535. */
export interface PortRange {
	readonly first: number;
	readonly last: number;
}

/** Clients from a network, and what PASV tells them; undefined means the address that they reached. */
export interface PassiveNetwork {
	readonly from: Network;
	readonly host: string | undefined;
}

/** All settings with their defaults, as the server uses them; {@link settingsFrom} is the only place that knows both spellings. */
export interface Settings {
	readonly name: string;
	/** Absolute; undefined means `files/` in the data folder. */
	readonly root: string | undefined;
	/** Never empty unless both modes were switched off. */
	readonly listen: readonly ListenSetting[];
	readonly tls: {
		/** The name of a certificate in the store. */
		readonly certificate: string;
		/** Whether this name was chosen by somebody; if not, state.json's default counts. */
		readonly isCertificateChosen: boolean;
		readonly control: "required" | "allowed";
		readonly data: "required" | "default-on" | "client";
		readonly minVersion: "1.2" | "1.3";
		readonly sessionResumption: "off" | "prefer" | "require";
		readonly closeNotify: "strict" | "lenient";
		readonly lenientPbsz: boolean;
		readonly ccc: boolean;
		readonly clientAuth: "none" | "optional" | "required";
		/** Absolute; undefined: no authority is trusted for clients. */
		readonly clientCa: string | undefined;
		/** Absolute. */
		readonly clientCrl: string | undefined;
	};
	readonly passive: {
		/** Undefined means any free port. */
		readonly ports: PortRange | undefined;
		/** What PASV tells clients; undefined means the address that they reached. */
		readonly host: string | undefined;
		/** The first that a client's address is in counts before {@link host}. */
		readonly networks: readonly PassiveNetwork[];
	};
	readonly limits: {
		readonly connections: number;
		readonly perAddress: number;
		readonly notLoggedInPerAddress: number;
		readonly loginMs: number;
		readonly idleMs: number;
		readonly stalledMs: number;
		readonly loginFailures: number;
		readonly graceMs: number;
	};
	readonly log: {
		readonly format: "text" | "json";
		readonly level: "debug" | "info" | "warn" | "error";
	};
}

/** What the flags say about listening: they replace all configured listeners of their mode. */
export interface ListenFlags {
	readonly hosts: readonly string[];
	readonly explicitPort?: number;
	readonly implicitPort?: number | "off";
}

/** Where to listen when nobody says anything: both kinds of TLS. */
const DEFAULT_LISTEN: readonly ListenSetting[] = [
	{ mode: "explicit" },
	{ mode: "implicit" },
];

/** The server's view of validated values. `root` must be absolute by now. */
export function settingsFrom(
	raw: RawSettings,
	extra: {
		readonly listen: ListenFlags;
		readonly isCertificateChosen: boolean;
	},
): Settings {
	const range =
		raw.passive.ports === undefined ? undefined : portRange(raw.passive.ports);
	return {
		name: raw.name,
		root: raw.root,
		listen: listenersFrom(configuredListeners(raw), extra.listen),
		tls: {
			certificate: raw.tls.certificate,
			isCertificateChosen: extra.isCertificateChosen,
			control: raw.tls.control,
			data: raw.tls.data,
			minVersion: raw.tls.min_version,
			sessionResumption: raw.tls.session_resumption,
			closeNotify: raw.tls.close_notify,
			lenientPbsz: raw.tls.lenient_pbsz,
			ccc: raw.tls.ccc,
			clientAuth: raw.tls.client_auth,
			clientCa: raw.tls.client_ca,
			clientCrl: raw.tls.client_crl,
		},
		passive: {
			ports:
				range === undefined ? undefined : { first: range[0], last: range[1] },
			host: raw.passive.host,
			networks: (raw.passive.networks ?? []).flatMap(({ from, host }) => {
				const network = parseNetwork(from);
				return network === undefined ? [] : [{ from: network, host }];
			}),
		},
		limits: {
			connections: raw.limits.connections,
			perAddress: raw.limits.per_address,
			notLoggedInPerAddress: raw.limits.not_logged_in_per_address,
			loginMs: raw.limits.login_seconds * 1000,
			idleMs: raw.limits.idle_seconds * 1000,
			stalledMs: raw.limits.stalled_seconds * 1000,
			loginFailures: raw.limits.login_failures,
			graceMs: raw.limits.grace_seconds * 1000,
		},
		log: raw.log,
	};
}

function configuredListeners(raw: RawSettings): readonly ListenSetting[] {
	if (raw.listen === undefined || raw.listen.length === 0) {
		return DEFAULT_LISTEN;
	}
	return raw.listen.map(({ mode, host, port, certificate }) => ({
		mode,
		...(host === undefined ? {} : { host }),
		...(port === undefined ? {} : { port }),
		...(certificate === undefined ? {} : { certificate }),
	}));
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
