import { addressVerdict, type Bans, createBans } from "../accounts/index.ts";
import type { Settings } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import { systemClock } from "../platform/index.ts";
import type { State } from "../state/index.ts";

/** Knows addresses and names that are not let in: by rule, or for guessing passwords. */
export interface AddressGate {
	/** Why no connection from there is taken; undefined: it may come in. */
	refusal(
		address: string,
	): { readonly why: string; readonly setting?: string } | undefined;
	/** Whether nobody may log in by that name now, whatever the password. */
	isShut(name: string): boolean;
	/** A wrong password. @returns how much longer than usual the answer is to wait, and whether the address is banned now */
	failed(
		address: string,
		name: string,
	): { readonly delayMs: number; readonly isBanned: boolean };
	succeeded(address: string, name: string): void;
}

/** Everybody may come in. */
export const OPEN_GATE: AddressGate = {
	refusal: () => undefined,
	isShut: () => false,
	failed: () => ({ delayMs: 0, isBanned: false }),
	succeeded: () => undefined,
};

/** What the gate stands on. */
export interface GateParts {
	settings(): Pick<Settings, "access" | "auth">;
	readonly state: Pick<State, "bans">;
	readonly log: Log;
}

/** Lets addresses in by the rules of the settings and the bans; safe addresses beat both. */
export function openAddressGate({ log, settings, state }: GateParts): {
	readonly gate: AddressGate;
	readonly bans: Bans;
} {
	const verdict = (address: string): ReturnType<typeof addressVerdict> =>
		addressVerdict(settings().access, address);
	const bans = createBans({
		settings: () => {
			const { auth } = settings();
			return {
				failures: auth.banFailures,
				windowMs: auth.banWindowMs,
				banMs: auth.banMs,
				longestMs: auth.banLongestMs,
			};
		},
		records: state.bans,
		clock: systemClock,
		isSafe: (address) => verdict(address) === "safe",
	});
	const gate: AddressGate = {
		refusal: (address) => {
			const found = verdict(address);
			if (found === "safe") return undefined;
			if (found === "blocked") {
				return {
					why: "the address is blocked",
					setting: "[access] blocked, default",
				};
			}
			const ban = bans.admit(address);
			if (ban === undefined) return undefined;
			return { why: `banned: ${ban.reason}`, setting: "oceanftp bans list" };
		},
		isShut: (name) => bans.admitName(name) !== undefined,
		failed: (address, name) => {
			const { ban, delayMs } = bans.failed(address, name);
			if (ban !== undefined) {
				const { reason, untilMs } = ban;
				log.event({
					kind: "banned",
					remote: address,
					why: reason,
					...(untilMs === undefined ? {} : { untilMs }),
				});
			}
			return { delayMs, isBanned: ban !== undefined };
		},
		succeeded: (address, name) => bans.succeeded(address, name),
	};
	return { gate, bans };
}
