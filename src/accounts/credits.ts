import { KIB } from "../base/index.ts";
import type { CreditRates } from "./account.ts";

/** A change of credits; negative when it costs. */
export type CreditCharge = number;

/** Fractions smaller than this are lost: balances stay numbers that a person can read. */
const SMALLEST = 0.001;

/** A number of credits without what is too small to count. @example roundCredits(0.30000000000000004) === 0.3 */
export function roundCredits(credits: number): number {
	return Math.round(credits / SMALLEST) / Math.round(1 / SMALLEST);
}

/** What so many bytes earn or cost. @example chargeFor(2048, -1) === -2 */
export function chargeFor(bytes: number, perKib: number): CreditCharge {
	return roundCredits((bytes / KIB) * perKib);
}

/**
 * Reads a ratio `up:down`: for each `up` KiB sent, `down` KiB may be fetched. It is a shorthand for the rates that say so.
 *
 * @returns undefined when the text is none
 * @example parseRatio("1:3") // { uploadPerKib: 3, downloadPerKib: -1 }
 */
export function parseRatio(text: string): CreditRates | undefined {
	const match =
		/^\s*(\d{1,6}(?:\.\d{1,3})?)\s*:\s*(\d{1,6}(?:\.\d{1,3})?)\s*$/.exec(text);
	const [up = 0, down = 0] = (match ?? []).slice(1).map(Number);
	if (match === null || up <= 0 || down <= 0) return undefined;
	return { uploadPerKib: roundCredits(down / up), downloadPerKib: -1 };
}

/** @example creditsText(1) === "1 credit" */
function creditsText(credits: number): string {
	return `${roundCredits(credits)} ${Math.abs(credits) === 1 ? "credit" : "credits"}`;
}

/** How much there is, for the reply after login. @example balanceText(12) === "You have 12 credits." */
export function balanceText(balance: number): string {
	return `You have ${creditsText(balance)}.`;
}

/**
 * What a transfer earned or cost, for its last reply; undefined when it did neither.
 *
 * @example chargeSentence(-12, 88) === "That cost 12 credits; you have 88."
 */
export function chargeSentence(
	charge: CreditCharge,
	balance: number,
): string | undefined {
	if (charge === 0) return undefined;
	const verb = charge < 0 ? "cost" : "earned";
	return `That ${verb} ${creditsText(Math.abs(charge))}; you have ${roundCredits(balance)}.`;
}
