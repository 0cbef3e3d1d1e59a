import {
	balanceText,
	type CreditRates,
	chargeFor,
	chargeSentence,
} from "../../accounts/index.ts";
import { type Clock, KIB } from "../../base/index.ts";
import { FileFailure } from "../../files/index.ts";
import type { Traffic, TrafficMeter, TrafficRefusal } from "../../ftp/index.ts";
import type { State } from "../../state/index.ts";
import { RateRegistry } from "./rate-registry.ts";
import type { Flow, SharedRate } from "./shared-rate.ts";

type Direction = Parameters<Traffic["begin"]>[0];

/** What of an account counts here. Absent is without limit. */
export interface TrafficAccount {
	readonly name: string;
	readonly limits: {
		readonly dailyUploadBytes?: number | undefined;
		readonly dailyDownloadBytes?: number | undefined;
		readonly uploadBytesPerSecond?: number | undefined;
		readonly downloadBytesPerSecond?: number | undefined;
	};
	/** Shared by all members of each group. */
	readonly groupRates: readonly {
		readonly group: string;
		readonly uploadBytesPerSecond?: number | undefined;
		readonly downloadBytesPerSecond?: number | undefined;
	}[];
	/** The account's own rates; undefined: the server's. */
	readonly credits: CreditRates | undefined;
}

/** What of the settings counts here. */
export interface TrafficSettings {
	/** For all transfers together. */
	readonly uploadBytesPerSecond: number | undefined;
	readonly downloadBytesPerSecond: number | undefined;
	/** Undefined: credits are switched off, for every account. */
	readonly credits: CreditRates | undefined;
}

export interface TrafficOptions {
	/** Asked at the beginning of each transfer, so that a reload counts from then on. */
	settings(): TrafficSettings;
	readonly state: Pick<State, "usage" | "credits">;
	readonly clock: Clock;
}

/** Counts and limits what accounts move: speed, bytes a day, credits. */
export interface TrafficControl {
	/** @param account asked at the beginning of each transfer: it may be changed while a session is open */
	forAccount(account: () => TrafficAccount): Traffic;
	/** What an account has, for the reply after its login; undefined while credits are switched off. */
	balanceOf(
		account: TrafficAccount,
	): { readonly balance: number; readonly sentence: string } | undefined;
}

/** Makes the one {@link TrafficControl} of a server. */
export function createTrafficControl(options: TrafficOptions): TrafficControl {
	const { clock, settings, state } = options;
	const rates = new RateRegistry(clock);
	const ratesOf = (account: TrafficAccount): CreditRates | undefined => {
		const ofServer = settings().credits;
		return ofServer && (account.credits ?? ofServer);
	};
	return {
		forAccount: (current) => ({
			refusal: (direction) => {
				const account = current();
				return (
					capRefusal(account, direction, state) ??
					creditRefusal(account, { rates: ratesOf(account), direction, state })
				);
			},
			begin: (direction) => {
				const account = current();
				return meterFor({
					account,
					direction,
					state,
					perKib: perKib(ratesOf(account), direction),
					chain: chainFor(account, {
						direction,
						rates,
						settings: settings(),
					}),
				});
			},
		}),
		balanceOf: (account) => {
			if (ratesOf(account) === undefined) return undefined;
			const balance = state.credits.balance(account.name);
			return { balance, sentence: balanceText(balance) };
		},
	};
}

function capOf(
	{ limits }: TrafficAccount,
	direction: Direction,
): number | undefined {
	return direction === "upload"
		? limits.dailyUploadBytes
		: limits.dailyDownloadBytes;
}

function perKib(rates: CreditRates | undefined, direction: Direction): number {
	if (rates === undefined) return 0;
	return direction === "upload" ? rates.uploadPerKib : rates.downloadPerKib;
}

function capRefusal(
	account: TrafficAccount,
	direction: Direction,
	state: TrafficOptions["state"],
): TrafficRefusal | undefined {
	const cap = capOf(account, direction);
	if (cap === undefined) return undefined;
	const tally = state.usage.today(account.name);
	const moved =
		direction === "upload" ? tally.uploadedBytes : tally.downloadedBytes;
	if (moved < cap) return undefined;
	return {
		kind: "dailyCap",
		sentence: `The ${direction}s of today are used up; it begins anew at the server's midnight.`,
	};
}

function creditRefusal(
	account: TrafficAccount,
	{
		direction,
		rates,
		state,
	}: {
		readonly direction: Direction;
		readonly rates: CreditRates | undefined;
		readonly state: TrafficOptions["state"];
	},
): TrafficRefusal | undefined {
	if (perKib(rates, direction) >= 0) return undefined;
	const balance = state.credits.balance(account.name);
	if (balance > 0) return undefined;
	return {
		kind: "credits",
		sentence: `A ${direction} costs credits. ${balanceText(balance)}`,
	};
}

/** The narrowest first: who waits for its own rate takes nothing from the others'. */
function chainFor(
	account: TrafficAccount,
	{
		direction,
		rates,
		settings,
	}: {
		readonly direction: Direction;
		readonly rates: RateRegistry;
		readonly settings: TrafficSettings;
	},
): readonly SharedRate[] {
	const key =
		direction === "upload" ? "uploadBytesPerSecond" : "downloadBytesPerSecond";
	const wanted = [
		[`user ${account.name.toLowerCase()}`, account.limits[key]],
		...account.groupRates.map(
			(each) => [`group ${each.group.toLowerCase()}`, each[key]] as const,
		),
		["server", settings[key]],
	] as const;
	return wanted.flatMap(([name, bytesPerSecond]) =>
		bytesPerSecond === undefined
			? []
			: [rates.at(`${direction} ${name}`, bytesPerSecond)],
	);
}

interface MeterParts {
	readonly account: TrafficAccount;
	readonly direction: Direction;
	readonly state: TrafficOptions["state"];
	/** Credits for each KiB; negative when it costs. */
	readonly perKib: number;
	readonly chain: readonly SharedRate[];
}

function meterFor(parts: MeterParts): TrafficMeter {
	const { account, chain, direction, state } = parts;
	const tally = state.usage.today(account.name);
	const cap = capOf(account, direction);
	if (cap === undefined && parts.perKib === 0 && chain.length === 0) {
		return {
			pass: (bytes) => {
				tally.add(direction, bytes);
				return undefined;
			},
			end: () => undefined,
		};
	}
	const flows = chain.map((rate) => rate.join());
	const credit = creditMeter(parts);
	const isOverCap = (bytes: number): boolean =>
		cap !== undefined &&
		(direction === "upload" ? tally.uploadedBytes : tally.downloadedBytes) +
			bytes >
			cap;
	return {
		grainBytes: grainOf(chain),
		pass: (bytes, signal) => {
			if (isOverCap(bytes)) return used(`the ${direction}s of a day`);
			if (!credit.spend(bytes)) return used("the credits");
			tally.add(direction, bytes);
			return through(flows, bytes, signal);
		},
		end: (result) => {
			for (const flow of flows) flow.leave();
			return credit.end(result);
		},
	};
}

function used(what: string): Promise<void> {
	return Promise.reject(
		new FileFailure("quotaExceeded", `${what} are used up`),
	);
}

/** What costs is taken as it passes, so that parallel transfers cannot spend the same credits; what earns, at a good end. */
function creditMeter({ account, perKib, state }: MeterParts): {
	spend(bytes: number): boolean;
	end(result: "complete" | "failed"): string | undefined;
} {
	const { credits } = state;
	let passed = 0;
	let charged = 0;
	return {
		spend: (bytes) => {
			if (perKib >= 0) {
				passed += bytes;
				return true;
			}
			if (credits.balance(account.name) <= 0) return false;
			passed += bytes;
			// The whole is rounded, not each part of it.
			const due = chargeFor(passed, perKib);
			credits.add(account.name, due - charged);
			charged = due;
			return true;
		},
		end: (result) => {
			if (perKib > 0 && result === "complete") {
				charged = chargeFor(passed, perKib);
				credits.add(account.name, charged);
			}
			return chargeSentence(charged, credits.balance(account.name));
		},
	};
}

/** Moved at once at most: so little that also several who share a rate see their bytes go steadily. */
const GRAIN_SECONDS = 0.01;
const SMALLEST_GRAIN: number = 4 * KIB;
const LARGEST_GRAIN: number = 256 * KIB;

/** Without a rate as much as may be: what has a bound is asked before it passes. */
function grainOf(chain: readonly SharedRate[]): number {
	const slowest = Math.min(...chain.map((rate) => rate.bytesPerSecond));
	const grain = Math.floor(slowest * GRAIN_SECONDS);
	return Math.min(LARGEST_GRAIN, Math.max(SMALLEST_GRAIN, grain));
}

/** Through one rate after the other; nothing is waited for where all have room. */
function through(
	flows: readonly Flow[],
	bytes: number,
	signal: AbortSignal,
): Promise<void> | undefined {
	for (const [index, flow] of flows.entries()) {
		const turn = flow.take(bytes, signal);
		if (turn === undefined) continue;
		const rest = flows.slice(index + 1);
		return rest.length === 0
			? turn
			: turn.then(() => through(rest, bytes, signal));
	}
	return undefined;
}
