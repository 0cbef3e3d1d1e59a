import type { Problem } from "../problem-board.ts";
import type { SessionView } from "../sessions/session-view.ts";

/** What one connection to the control socket may ask of the server, by method: what goes in, and what comes back. */
export interface ControlApi {
	status(): Promise<StatusReport>;
	"sessions.list"(): Promise<{ readonly sessions: readonly SessionView[] }>;
	/** 426 with the reason; the session lives. */
	"sessions.stop"(request: {
		readonly id: string;
		readonly reason: string;
	}): Promise<{ readonly stopped: boolean }>;
	/** 421 with the reason, and its address banned when a time is given. */
	"sessions.kick"(request: {
		readonly id: string;
		readonly reason: string;
		readonly banSeconds?: number;
	}): Promise<{ readonly session: SessionView }>;
	/** Reads settings, accounts and certificates again. */
	reload(): Promise<ReloadReport>;
	/** Takes no more connections, and ends when the transfers have. */
	stop(request: { readonly graceSeconds?: number }): Promise<{
		readonly pid: number;
		readonly sessions: number;
		readonly transfers: number;
		readonly graceSeconds: number;
	}>;
	"bans.list"(): Promise<{ readonly bans: readonly BanView[] }>;
	"bans.add"(request: {
		readonly address: string;
		/** Null: until it is lifted. */
		readonly seconds: number | null;
		readonly reason: string;
	}): Promise<{ readonly ban: BanView }>;
	"bans.remove"(request: { readonly address: string }): Promise<{
		readonly removed: boolean;
	}>;
}

export type ControlMethod = keyof ControlApi;

/** Every method, as data: a request that names another one is refused. */
export const CONTROL_METHODS: Readonly<Record<ControlMethod, true>> = {
	status: true,
	"sessions.list": true,
	"sessions.stop": true,
	"sessions.kick": true,
	reload: true,
	stop: true,
	"bans.list": true,
	"bans.add": true,
	"bans.remove": true,
};

/** Somebody who is not let in. Times are RFC 3339, UTC. */
export interface BanView {
	readonly kind: "address" | "name";
	/** An address, a network in CIDR form, or a user's name. */
	readonly address: string;
	readonly since: string;
	/** Null: until it is lifted. */
	readonly until: string | null;
	readonly reason: string;
}

/** How a running server is. Times are RFC 3339, UTC. */
export interface StatusReport {
	readonly pid: number;
	readonly version: string;
	readonly runtime: string;
	readonly since: string;
	readonly uptimeSeconds: number;
	readonly dataFolder: string | null;
	readonly listening: readonly {
		readonly mode: "explicit" | "implicit";
		readonly host: string;
		readonly port: number;
	}[];
	readonly certificate: {
		readonly name: string;
		readonly sha256: string;
		readonly notAfter: string;
		readonly daysLeft: number;
	};
	readonly sessions: number;
	readonly loggedIn: number;
	readonly transfers: number;
	readonly bytesIn: number;
	readonly bytesOut: number;
	/** What is wrong at this moment, each with its remedy: a certificate that cannot be used, a file that could not be read. */
	readonly problems: readonly Problem[];
}

/** What reading everything again came to. */
export interface ReloadReport {
	/** Settings that count from now on, as TOML paths. */
	readonly applied: readonly string[];
	/** Settings that are other than those the server was started with, and count after a restart only. */
	readonly needsRestart: readonly string[];
	/** What could not be read; what was there before stays in use. */
	readonly problems: readonly Problem[];
}
