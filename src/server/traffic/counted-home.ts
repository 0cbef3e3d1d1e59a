import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../base/index.ts";
import {
	type Backend,
	type CountedTree,
	FileFailure,
	measureTree,
} from "../../files/index.ts";
import type { Log } from "../../log/index.ts";
import type { HoldingRecords } from "../../state/index.ts";

/** How long a login waits for a home that was never counted. */
const WAIT_MS: number = 5 * SECOND_MS;
/** Others may change a home without asking us: a count is looked at again at a login after this time, */
const OLD_MS: number = HOUR_MS;
/** and when somebody would be refused by it, after this. */
const DOUBTFUL_MS: number = MINUTE_MS;
/** How long is waited for a home to be at rest before it is counted again. */
const REST_MS: number = 2 * SECOND_MS;

/** What all counted homes of a server share. */
export interface CountingGround {
	readonly records: HoldingRecords;
	readonly clock: Clock;
	readonly log: Log;
	/** Aborted when the server ends. */
	readonly signal: AbortSignal;
	/** Counting that nobody waits for is done for one home after the other. */
	inTurn(work: () => Promise<void>): Promise<void>;
}

/**
 * What one home holds: counted once by a look at every file, from then on by what comes and goes. What is known from the last run
 * is used at once and checked behind everybody's back.
 */
export class CountedHome implements CountedTree {
	readonly #ground: CountingGround;
	/** As the accounts' file names it: the count goes with a folder that is moved. */
	readonly #name: string;
	#backend: Backend;
	#bytes = 0;
	#files = 0;
	#isKnown = false;
	/** By the monotonic clock; a count of the last run is older than everything. */
	#countedMs = Number.NEGATIVE_INFINITY;
	#countedAtMs = 0;
	/** Changes under way, and how many there were. */
	#changing = 0;
	#changes = 0;
	#counting: Promise<void> | undefined;
	#cancelRecount: (() => void) | undefined;

	constructor(name: string, backend: Backend, ground: CountingGround) {
		this.#name = name;
		this.#backend = backend;
		this.#ground = ground;
		const kept = ground.records.read(name);
		if (kept === undefined) return;
		this.#bytes = kept.bytes;
		this.#files = kept.files;
		this.#countedAtMs = kept.countedMs;
		this.#isKnown = true;
	}

	/** Undefined while it is not counted yet. */
	get bytes(): number | undefined {
		return this.#isKnown ? this.#bytes : undefined;
	}

	/** Somebody logs in. Waits for a first count, though not for ever; a look at an old one is not waited for. */
	async opened(backend: Backend): Promise<void> {
		this.#backend = backend;
		if (this.#isKnown) {
			if (this.#ageMs >= OLD_MS) this.#recount(0);
			return;
		}
		const { clock, log } = this.#ground;
		const late = Promise.withResolvers<void>();
		const cancel = clock.after(WAIT_MS, () => {
			const what = `counting what the home ${this.#name} holds takes long; until it is done uploads to it are answered with 450`;
			log.event({ kind: "problem", what });
			late.resolve();
		});
		await Promise.race([this.#count(), late.promise]);
		cancel();
	}

	changing(): () => void {
		this.#changing += 1;
		this.#changes += 1;
		let isOver = false;
		return () => {
			if (!isOver) this.#changing -= 1;
			isOver = true;
		};
	}

	/** @throws {FileFailure} quotaExceeded, or busy as long as nobody knows what is there */
	takeBytes(bytes: number, limit: number | undefined): void {
		this.#refuseUnknown();
		if (limit !== undefined && this.#bytes + bytes > limit) {
			throw this.#usedUp(`${limit} B`);
		}
		this.#bytes += bytes;
		this.#keep();
	}

	/** @throws {FileFailure} as {@link takeBytes} */
	takeFile(limit: number | undefined): void {
		this.#refuseUnknown();
		if (limit !== undefined && this.#files >= limit) {
			throw this.#usedUp(`${limit} files`);
		}
		this.#files += 1;
		this.#keep();
	}

	giveBackBytes(bytes: number): void {
		if (!this.#isKnown) return;
		this.#bytes = Math.max(0, this.#bytes - bytes);
		this.#keep();
	}

	giveBackFile(): void {
		if (!this.#isKnown) return;
		this.#files = Math.max(0, this.#files - 1);
		this.#keep();
	}

	/** Somebody is kept from uploading by the count: it had better be right. */
	doubt(): void {
		if (this.#isKnown && this.#ageMs >= DOUBTFUL_MS) this.#recount(REST_MS);
	}

	/** No more counting. */
	close(): void {
		this.#cancelRecount?.();
		this.#cancelRecount = undefined;
	}

	get #ageMs(): number {
		return this.#ground.clock.monotonicMs() - this.#countedMs;
	}

	#refuseUnknown(): void {
		if (this.#isKnown) return;
		this.#recount(REST_MS);
		const what = `what the home ${this.#name} holds is not counted yet`;
		throw new FileFailure("busy", what);
	}

	#usedUp(limit: string): FileFailure {
		this.doubt();
		const what = `the home ${this.#name} may hold ${limit} (quota)`;
		return new FileFailure("quotaExceeded", what);
	}

	#keep(): void {
		this.#ground.records.put(this.#name, {
			bytes: this.#bytes,
			files: this.#files,
			countedMs: this.#countedAtMs,
		});
	}

	/** Counts again once the home is at rest. */
	#recount(afterMs: number): void {
		const { clock, inTurn, signal } = this.#ground;
		if (this.#cancelRecount !== undefined || signal.aborted) return;
		this.#cancelRecount = clock.after(afterMs, () => {
			this.#cancelRecount = undefined;
			if (this.#changing > 0) this.#recount(REST_MS);
			else void inTurn(() => this.#count());
		});
	}

	#count(): Promise<void> {
		this.#counting ??= this.#look().finally(() => {
			this.#counting = undefined;
		});
		return this.#counting;
	}

	/** Only a look at a home at rest says what is true; a first one is taken as it is, and looked at again. */
	async #look(): Promise<void> {
		const { clock, log, signal } = this.#ground;
		const changes = this.#changes;
		const wasAtRest = this.#changing === 0;
		try {
			const { bytes, files } = await measureTree(this.#backend, signal);
			const isTrue = wasAtRest && changes === this.#changes;
			if (!isTrue) this.#recount(REST_MS);
			if (!isTrue && this.#isKnown) return;
			this.#bytes = bytes;
			this.#files = files;
			this.#isKnown = true;
			this.#countedMs = clock.monotonicMs();
			this.#countedAtMs = clock.nowMs();
			this.#keep();
		} catch (failure) {
			if (signal.aborted) return;
			// A folder that went away meanwhile.
			if (failure instanceof FileFailure && failure.reason === "notFound") {
				this.#recount(REST_MS);
				return;
			}
			const why = failure instanceof Error ? failure.message : String(failure);
			log.event({
				kind: "problem",
				what: `what the home ${this.#name} holds cannot be counted: ${why}`,
				fix: "let the server's user list every folder in it, or take the quota away",
			});
		}
	}
}
