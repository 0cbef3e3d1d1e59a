import { type Clock, isInNetwork, type Network } from "../base/index.ts";
import { accountKey } from "./account-name.ts";
import {
	type BanSubject,
	formatBanSubject,
	isOneAddress,
	subjectOfAddress,
} from "./ban-subject.ts";
import {
	banLengthMs,
	delayForFailures,
	type FailureCounter,
	failureCounter,
} from "./throttle.ts";

/** Somebody who may not come in, or could not until lately. */
export interface Ban {
	readonly subject: BanSubject;
	readonly sinceMs: number;
	/** Undefined: until somebody lifts it. */
	readonly untilMs: number | undefined;
	readonly reason: string;
	/** How many bans there were, this one included; each is longer than the one before. */
	readonly count: number;
}

/** Where bans are kept. */
export interface BanRecords {
	all(): readonly Ban[];
	/** Adds it, in place of what was kept for its subject. */
	put(ban: Ban): void;
	remove(subject: BanSubject): void;
	/** A number that changes when somebody else, such as a command, has changed what is kept. */
	version(): number;
}

export interface BanSettings {
	/** Wrong passwords from one address within the window that lead to a ban; 0: nobody is banned for them. */
	readonly failures: number;
	readonly windowMs: number;
	/** How long the first ban lasts. */
	readonly banMs: number;
	readonly longestMs: number;
}

export interface BanOptions {
	/** Asked at each use, so that a reload counts at once. */
	settings(): BanSettings;
	readonly records: BanRecords;
	readonly clock: Pick<Clock, "nowMs">;
	/** Safe addresses are never banned, nor counted. */
	isSafe?(address: string): boolean;
	/** Told of every ban that wrong passwords led to. */
	onBan?(ban: Ban): void;
}

/** Keeps those out who try passwords, and those whom the administrator names. */
export interface Bans {
	/** The ban that keeps an address out, to be asked before anything is said to it. */
	admit(address: string): Ban | undefined;
	/** The ban that keeps a name out. Only an administrator makes such: else anybody could keep anybody out by guessing wrong. */
	admitName(name: string): Ban | undefined;
	/**
	 * A password was wrong.
	 *
	 * @returns how long the answer should wait, beyond what the session itself makes it wait; and the ban that came of it
	 */
	failed(
		address: string,
		name: string,
	): { readonly delayMs: number; readonly ban: Ban | undefined };
	/** Takes back what this address did wrong with this name. */
	succeeded(address: string, name: string): void;
	/** The bans in force, those that end last first. */
	list(): readonly Ban[];
	add(wish: BanWish): Ban;
	/** Lifts a ban and forgets the earlier ones. @returns whether it was in force */
	remove(subject: BanSubject): boolean;
}

/** A ban that an administrator makes. */
export interface BanWish {
	readonly subject: BanSubject;
	/** Undefined: until it is lifted. */
	readonly lastsMs: number | undefined;
	readonly reason: string;
}

/** So many addresses, and as many names, are watched; the longest unheard of is forgotten first. */
const MOST_WATCHED = 10_000;
/** So many bans are kept; of those that end by themselves the first to end goes first. */
const MOST_BANS = 10_000;

/** Makes {@link Bans} over what is kept. */
export function createBans(options: BanOptions): Bans {
	const { clock, records } = options;
	const kept = new KeptBans(records);
	const windowMs = (): number => options.settings().windowMs;
	const watch = { windowMs, mostKeys: MOST_WATCHED };
	const byAddress = failureCounter(watch);
	const byName = failureCounter(watch);
	const byBoth = failureCounter(watch);
	const known = knownPlaces(MOST_WATCHED);
	let lastPlace: Place | undefined;

	/** An address is asked for when it comes in, and again when somebody logs in from there. */
	function placeOf(address: string): Place {
		if (lastPlace?.address === address) return lastPlace;
		const subject = subjectOfAddress(address);
		const text = subject === undefined ? address : formatBanSubject(subject);
		lastPlace = { address, subject, text };
		return lastPlace;
	}

	const inForce = (ban: Ban | undefined): Ban | undefined =>
		ban !== undefined &&
		(ban.untilMs ?? Number.POSITIVE_INFINITY) > clock.nowMs()
			? ban
			: undefined;

	function banFor(subject: BanSubject, nowMs: number): Ban {
		const settings = options.settings();
		const last = kept.get(subject);
		const isForgotten =
			last?.untilMs !== undefined && last.untilMs + settings.longestMs < nowMs;
		const earlier = last === undefined || isForgotten ? 0 : last.count;
		const ban: Ban = {
			subject,
			sinceMs: nowMs,
			untilMs: nowMs + banLengthMs(earlier, settings),
			reason: `${settings.failures} wrong passwords within ${Math.round(settings.windowMs / 1000)} s`,
			count: earlier + 1,
		};
		kept.makeRoom(nowMs, settings.longestMs);
		kept.put(ban);
		options.onBan?.(ban);
		return ban;
	}

	return {
		admit: (address) => {
			if (options.isSafe?.(address) === true) return undefined;
			const { subject } = placeOf(address);
			if (subject === undefined) return undefined;
			return (
				inForce(kept.get(subject)) ??
				kept.around(address).find((ban) => inForce(ban) !== undefined)
			);
		},
		admitName: (name) =>
			inForce(kept.get({ kind: "name", name: accountKey(name) })),
		failed: (address, name) => {
			const nowMs = clock.nowMs();
			const { subject, text: place } = placeOf(address);
			const key = accountKey(name);
			const ofName = byName.count(key, nowMs);
			// Who has logged in from there before is not made to wait for what others try elsewhere.
			const delayMs = known.has(place, key) ? 0 : delayForFailures(ofName);
			const isSafe = options.isSafe?.(address) === true;
			if (subject === undefined || isSafe) return { delayMs, ban: undefined };
			byBoth.count(bothOf(place, key), nowMs);
			const failures = byAddress.count(place, nowMs);
			const most = options.settings().failures;
			if (most === 0 || failures < most) return { delayMs, ban: undefined };
			byAddress.forgive(place);
			return { delayMs, ban: banFor(subject, nowMs) };
		},
		succeeded: (address, name) => {
			const { text: place } = placeOf(address);
			const key = accountKey(name);
			known.add(place, key);
			// Not more than that: a login of one's own must not wipe out what was tried with other names.
			forgive(byAddress, place, byBoth.of(bothOf(place, key), clock.nowMs()));
			byBoth.forgive(bothOf(place, key));
		},
		list: () =>
			kept
				.all()
				.filter((ban) => inForce(ban) !== undefined)
				.sort(
					(a, b) =>
						(b.untilMs ?? Number.POSITIVE_INFINITY) -
							(a.untilMs ?? Number.POSITIVE_INFINITY) || a.sinceMs - b.sinceMs,
				),
		add: ({ subject, lastsMs, reason }) => {
			const nowMs = clock.nowMs();
			const ban: Ban = {
				subject,
				sinceMs: nowMs,
				untilMs: lastsMs === undefined ? undefined : nowMs + lastsMs,
				reason,
				count: (kept.get(subject)?.count ?? 0) + 1,
			};
			kept.put(ban);
			return ban;
		},
		remove: (subject) => {
			const was = inForce(kept.get(subject)) !== undefined;
			kept.remove(subject);
			if (subject.kind === "address")
				byAddress.forgive(formatBanSubject(subject));
			return was;
		},
	};
}

/** What an address counts as. */
interface Place {
	readonly address: string;
	readonly subject: BanSubject | undefined;
	readonly text: string;
}

function forgive(counter: FailureCounter, key: string, count: number): void {
	if (count > 0) counter.forgive(key, count);
}

/** Neither part can hold a space. */
function bothOf(place: string, name: string): string {
	return `${place} ${name}`;
}

/** From where names have logged in lately. */
function knownPlaces(most: number): {
	has(place: string, name: string): boolean;
	add(place: string, name: string): void;
} {
	const places = new Set<string>();
	return {
		has: (place, name) => places.has(bothOf(place, name)),
		add: (place, name) => {
			places.delete(bothOf(place, name));
			places.add(bothOf(place, name));
			const [oldest] = places;
			if (places.size > most && oldest !== undefined) places.delete(oldest);
		},
	};
}

/** The records as maps, read again when somebody else has changed them. */
class KeptBans {
	readonly #records: BanRecords;
	#version: number | undefined;
	#bySubject = new Map<string, Ban>();
	/** Those that cover other than what counts as one address; only people make such, so they are few. */
	#wide = new Map<string, { readonly ban: Ban; readonly network: Network }>();

	constructor(records: BanRecords) {
		this.#records = records;
	}

	get(subject: BanSubject): Ban | undefined {
		this.#refresh();
		// Most servers have banned nobody.
		if (this.#bySubject.size === 0) return undefined;
		return this.#bySubject.get(keyOf(subject));
	}

	/** The bans of networks that an address lies in. */
	around(address: string): readonly Ban[] {
		return [...this.#wide.values()].flatMap(({ ban, network }) =>
			isInNetwork(address, network) ? [ban] : [],
		);
	}

	all(): readonly Ban[] {
		this.#refresh();
		return [...this.#bySubject.values()];
	}

	put(ban: Ban): void {
		this.#refresh();
		this.#remember(ban);
		this.#records.put(ban);
	}

	remove(subject: BanSubject): void {
		this.#refresh();
		this.#bySubject.delete(keyOf(subject));
		this.#wide.delete(keyOf(subject));
		this.#records.remove(subject);
	}

	/** Forgets bans that ended so long ago that they lengthen no new one, and the first to end when there are too many. */
	makeRoom(nowMs: number, memoryMs: number): void {
		if (this.#bySubject.size < MOST_BANS / 2) return;
		const ending = [...this.#bySubject.values()]
			.flatMap((ban) =>
				ban.untilMs === undefined ? [] : [{ ban, untilMs: ban.untilMs }],
			)
			.sort((a, b) => a.untilMs - b.untilMs);
		const tooMany = this.#bySubject.size - MOST_BANS + 1;
		for (const [index, { ban, untilMs }] of ending.entries()) {
			if (index >= tooMany && untilMs + memoryMs > nowMs) break;
			this.remove(ban.subject);
		}
	}

	#refresh(): void {
		const version = this.#records.version();
		if (version === this.#version) return;
		this.#version = version;
		this.#bySubject = new Map();
		this.#wide = new Map();
		for (const ban of this.#records.all()) this.#remember(ban);
	}

	#remember(ban: Ban): void {
		const key = keyOf(ban.subject);
		this.#bySubject.set(key, ban);
		const { subject } = ban;
		if (subject.kind === "name" || isOneAddress(subject.network)) return;
		this.#wide.set(key, { ban, network: subject.network });
	}
}

function keyOf(subject: BanSubject): string {
	return `${subject.kind} ${formatBanSubject(subject)}`;
}
