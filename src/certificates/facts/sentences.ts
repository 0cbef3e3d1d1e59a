import { DAY_MS } from "../../base/index.ts";
import { shortHash } from "../der/digest.ts";
import type { PublicKeyFacts } from "./public-key.ts";

/** A day for people, UTC. @example dateText(0) === "1970-01-01" */
export function dateText(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}

/** How far a moment is away. @example distanceText(2 * DAY_MS, 0) === "in 2 days" */
export function distanceText(ms: number, nowMs: number): string {
	const days = Math.floor(Math.abs(ms - nowMs) / DAY_MS);
	const count = days === 1 ? "1 day" : `${days} days`;
	if (days === 0) return "today";
	return ms > nowMs ? `in ${count}` : `${count} ago`;
}

/** A public key in a sentence. @example "public key 3b1f..9c (EC P-256)" */
export function keyText(spkiSha256: string, key: PublicKeyFacts): string {
	return `${shortHash(spkiSha256)} (${key.description})`;
}
