import type { Labels } from "./prometheus-text.ts";

/** Numbers that somebody is asked for at each reading. */
export const GAUGES = {
	oceanftp_passive_ports:
		"Passive ports that there are; absent when any free port will do.",
	oceanftp_passive_ports_leased:
		"Passive ports that wait for a client or carry a transfer.",
	oceanftp_banned_addresses: "Addresses and users that are banned now.",
	oceanftp_logged_in_sessions: "Sessions that are logged in.",
	oceanftp_running_transfers: "Transfers under way.",
} as const;

export type GaugeName = keyof typeof GAUGES;

/** Undefined: there is nothing to say now. */
export type GaugeReading =
	| number
	| undefined
	| readonly { readonly labels: Labels; readonly value: number }[];
