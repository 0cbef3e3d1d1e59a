import {
	DAY_MS,
	HOUR_MS,
	MINUTE_MS,
	type Network,
	OperatorError,
	parseNetwork,
	SECOND_MS,
} from "../../base/index.ts";
import type { Input } from "../command.ts";

/** What the flags of `share` ask for, checked. */
export interface ShareWish {
	readonly user: string;
	readonly mayWrite: boolean;
	/** Undefined: until somebody ends it. */
	readonly forMs: number | undefined;
	readonly once: boolean;
	/** Undefined: any number. */
	readonly mostLogins: number | undefined;
	/** Empty: from everywhere. */
	readonly allowed: readonly Network[];
	readonly showsQrCode: boolean;
}

/** The user's name when nobody says another. */
const SHARE_USER = "share";
/** Timers count milliseconds in 31 bits. */
const LONGEST_MS = 24 * DAY_MS;

/** @throws {OperatorError} usage.invalid for a value that cannot be one */
export function shareWish(input: Input): ShareWish {
	const time = input.value("for");
	const logins = input.value("max-logins");
	return {
		user: input.value("user") ?? SHARE_USER,
		mayWrite: input.has("write"),
		forMs: time === undefined ? undefined : timeOf(time),
		once: input.has("once"),
		mostLogins: logins === undefined ? undefined : countOf(logins),
		allowed: input.values("allow").map(networkOf),
		showsQrCode: input.has("qr"),
	};
}

const UNITS: Readonly<Record<string, number>> = {
	s: SECOND_MS,
	m: MINUTE_MS,
	h: HOUR_MS,
	d: DAY_MS,
};

/**
 * Milliseconds of a time as people write it; undefined when it is none.
 *
 * @example parseTime("1h30m") // 5400000
 */
export function parseTime(text: string): number | undefined {
	if (!/^(\d{1,9}[smhd])+$/.test(text)) return undefined;
	return [...text.matchAll(/(\d+)([smhd])/g)]
		.map(([, count, unit = ""]) => Number(count) * (UNITS[unit] ?? 0))
		.reduce((sum, each) => sum + each, 0);
}

function timeOf(text: string): number {
	const ms = parseTime(text);
	if (ms !== undefined && ms > 0 && ms <= LONGEST_MS) return ms;
	throw new OperatorError("usage.invalid", `--for cannot be "${text}".`, {
		fix: "--for takes a time such as 90s, 30m, 2h or 1d12h, 24d at most",
	});
}

function countOf(text: string): number {
	if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
	throw new OperatorError(
		"usage.invalid",
		`--max-logins cannot be "${text}".`,
		{
			fix: "--max-logins takes a number, 1 or more",
		},
	);
}

function networkOf(text: string): Network {
	const network = parseNetwork(text);
	if (network !== undefined) return network;
	throw new OperatorError("usage.invalid", `--allow cannot be "${text}".`, {
		fix: "--allow takes an address or a network, such as 192.168.0.0/16 or fd00::/8",
	});
}
