import { DAY_MS, MINUTE_MS } from "../../base/index.ts";
import { shortHash } from "../der/digest.ts";
import type { PublicKeyFacts } from "./public-key.ts";

/** A day for people, UTC. @example dateText(0) === "1970-01-01" */
export function dateText(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}

/**
 * The whole days until a moment; negative when it is past. A minute less than a day counts as that day: what was made for 825
 * days just now has 825 days left.
 *
 * @example wholeDays(2 * DAY_MS - 1, 0) === 2
 */
export function wholeDays(ms: number, nowMs: number): number {
	const leniencyMs = ms > nowMs ? MINUTE_MS : 0;
	return Math.floor((ms - nowMs + leniencyMs) / DAY_MS);
}

/** How far a moment is away, in {@link wholeDays}. @example distanceText(2 * DAY_MS, 0) === "in 2 days" */
export function distanceText(ms: number, nowMs: number): string {
	const days =
		ms > nowMs ? wholeDays(ms, nowMs) : Math.floor((nowMs - ms) / DAY_MS);
	const count = days === 1 ? "1 day" : `${days} days`;
	if (days === 0) return "today";
	return ms > nowMs ? `in ${count}` : `${count} ago`;
}

/** A public key in a sentence. @example "public key 3b1f..9c (EC P-256)" */
export function keyText(spkiSha256: string, key: PublicKeyFacts): string {
	return `${shortHash(spkiSha256)} (${key.description})`;
}
