import { addressVerdict, type Bans, createBans } from "../accounts/index.ts";
import type { Settings } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import { systemClock } from "../platform/index.ts";
import type { State } from "../state/index.ts";
import type { AddressGate } from "./create-server.ts";

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
