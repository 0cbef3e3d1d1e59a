import type { ServerEvent } from "../../log/index.ts";
import type { Labels } from "./prometheus-text.ts";

type Kind = ServerEvent["kind"];
type EventOf<K extends Kind> = Extract<ServerEvent, { kind: K }>;

/** What an event does to a number. */
export interface Change {
	readonly labels?: Labels;
	/** Default: 1. */
	readonly by?: number;
}

/** A number that follows from events of some kinds. */
export interface EventMetric {
	readonly name: string;
	readonly type: "counter" | "gauge" | "histogram";
	readonly help: string;
	/** Counters and gauges are changed by it; a histogram observes it. */
	readonly on: {
		readonly [K in Kind]?: (event: EventOf<K>) => Change | undefined;
	};
	/** Shown from the start on, so that a rate can be taken of the first change too. */
	readonly initial?: readonly Labels[];
}

/** Versions that TLS may agree on; a label takes nothing that a peer could choose freely. */
const TLS_VERSIONS = ["TLSv1.2", "TLSv1.3"];

const DIRECTIONS = ["upload", "download"].map((direction) => ({ direction }));

/** Transfers take from a moment to hours. */
export const SECONDS_BOUNDS: readonly number[] = [
	0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 1800, 7200,
];

/** Every number that is made of events. */
export const EVENT_METRICS: readonly EventMetric[] = [
	{
		name: "oceanftp_connections_total",
		type: "counter",
		help: "Control connections that were let in, by kind of listener.",
		initial: ["explicit", "implicit"].map((mode) => ({ mode })),
		on: { connected: ({ mode }) => ({ labels: { mode } }) },
	},
	{
		name: "oceanftp_sessions",
		type: "gauge",
		help: "Sessions that are open now, logged in or not.",
		initial: [{}],
		on: { connected: () => ({}), disconnected: () => ({ by: -1 }) },
	},
	{
		name: "oceanftp_logins_total",
		type: "counter",
		help: "Logins that succeeded.",
		initial: [{}],
		on: { login: () => ({}) },
	},
	{
		name: "oceanftp_login_failures_total",
		type: "counter",
		help: "Logins that failed.",
		initial: [{}],
		on: { loginFailed: () => ({}) },
	},
	{
		name: "oceanftp_refused_connections_total",
		type: "counter",
		help: "Connections that were not let in, by the setting that says so.",
		on: {
			refused: ({ setting = "none" }) => ({
				// "[limits] per_address = 50": the number is not part of the name.
				labels: { setting: setting.split("=")[0]?.trim() ?? setting },
			}),
		},
	},
	{
		name: "oceanftp_bans_total",
		type: "counter",
		help: "Bans that began.",
		initial: [{}],
		on: { banned: () => ({}) },
	},
	{
		name: "oceanftp_kicked_sessions_total",
		type: "counter",
		help: "Sessions that an administrator ended.",
		initial: [{}],
		on: { kicked: () => ({}) },
	},
	{
		name: "oceanftp_stopped_transfers_total",
		type: "counter",
		help: "Transfers that an administrator ended.",
		initial: [{}],
		on: { stoppedTransfer: () => ({}) },
	},
	{
		name: "oceanftp_tls_handshakes_total",
		type: "counter",
		help: "TLS handshakes of control connections, by version and whether a session was resumed.",
		on: {
			secured: ({ version, resumed }) => ({
				labels: {
					version: TLS_VERSIONS.includes(version) ? version : "other",
					resumed: resumed ? "yes" : "no",
				},
			}),
		},
	},
	{
		name: "oceanftp_transfers_total",
		type: "counter",
		help: "Transfers that ended, by direction, result, and protection of the data connection.",
		on: {
			transfer: ({ direction, result, tls, resumed }) => ({
				labels: {
					direction,
					result,
					tls: tls ? (resumed ? "resumed" : "full") : "none",
				},
			}),
		},
	},
	{
		name: "oceanftp_transferred_bytes_total",
		type: "counter",
		help: "Bytes of files and listings on data connections, also of transfers that failed.",
		initial: [...DIRECTIONS, { direction: "listing" }],
		on: {
			transfer: ({ direction, bytes }) => ({
				labels: { direction },
				by: bytes,
			}),
		},
	},
	{
		name: "oceanftp_transfer_seconds",
		type: "histogram",
		help: "How long complete uploads and downloads took.",
		initial: DIRECTIONS,
		on: {
			transfer: ({ direction, durationMs, result }) =>
				direction === "listing" || result !== "complete"
					? undefined
					: { labels: { direction }, by: durationMs / 1000 },
		},
	},
	{
		name: "oceanftp_certificate_renewals_total",
		type: "counter",
		help: "Certificates that the server renewed by itself.",
		initial: [{}],
		on: { renewed: () => ({}) },
	},
	{
		name: "oceanftp_reloads_total",
		type: "counter",
		help: "Times that something was read again while the server ran.",
		initial: [{}],
		on: { reloaded: () => ({}) },
	},
	{
		name: "oceanftp_problems_total",
		type: "counter",
		help: "Problems of the server itself that its log tells of.",
		initial: [{}],
		on: { problem: () => ({}) },
	},
	{
		name: "oceanftp_log_lines_lost_total",
		type: "counter",
		help: "Lines missing from log files because the disk did not take them.",
		initial: [{}],
		on: { lost: ({ lines }) => ({ by: lines }) },
	},
];
