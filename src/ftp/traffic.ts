/** The way that a file goes. */
export type TransferDirection = "upload" | "download";

/** Why an account may not transfer now: a sentence for its user, CR and LF free. */
export interface TrafficRefusal {
	readonly kind: "dailyCap" | "credits";
	readonly sentence: string;
}

/** Measures one transfer as it runs. */
export interface TrafficMeter {
	/**
	 * No more than this should be moved at once, at the speed that is allowed or up to a bound. Absent: there is neither, {@link pass} only counts,
	 * and may be told afterwards.
	 */
	readonly grainBytes?: number;
	/**
	 * Counts bytes that are about to pass. Undefined: go on at once; else they may pass when the promise resolves.
	 *
	 * @param signal ends the waiting; the promise rejects then
	 * @throws {FileFailure} quotaExceeded when what the account may move is used up in mid-transfer, also by rejection
	 */
	pass(bytes: number, signal: AbortSignal): Promise<void> | undefined;
	/**
	 * The transfer is over. Called once.
	 *
	 * @returns a sentence for the final reply, such as what was charged
	 */
	end(result: "complete" | "failed"): string | undefined;
}

/** What an account may move, and how fast. Listings are not counted. */
export interface Traffic {
	/** Asked before the 150, and before any file is touched. */
	refusal(direction: TransferDirection): TrafficRefusal | undefined;
	/** A transfer begins. */
	begin(direction: TransferDirection): TrafficMeter;
}

/** Nothing is counted and nothing limited. */
export const FREE_METER: TrafficMeter = {
	pass: () => undefined,
	end: () => undefined,
};

/** Traffic of an account without any limit. */
export const FREE_TRAFFIC: Traffic = {
	refusal: () => undefined,
	begin: () => FREE_METER,
};
