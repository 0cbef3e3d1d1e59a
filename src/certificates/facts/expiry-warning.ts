import { DAY_MS } from "../../base/index.ts";

/** Days before the end at which a certificate is spoken of; 0 is when it has ended. */
export type ExpiryStage = 30 | 14 | 7 | 1 | 0;

const STAGES: readonly ExpiryStage[] = [1, 7, 14, 30];

/** A certificate that lives for 90 days or more gets the stages as they are; a shorter one as much sooner as it is shorter. */
const FULL_LIFE_MS = 90 * DAY_MS;

/**
 * How near the end of a certificate is: speak of it when this changes.
 *
 * @returns undefined while there is nothing to say
 * @example expiryWarning(0, 90 * DAY_MS, 80 * DAY_MS) === 14
 * @example expiryWarning(0, 9 * DAY_MS, 8 * DAY_MS) === 14 // a tenth of 90 days, so each stage is a tenth
 */
export function expiryWarning(
	notBeforeMs: number,
	notAfterMs: number,
	nowMs: number,
): ExpiryStage | undefined {
	const leftMs = notAfterMs - nowMs;
	if (leftMs < 0) return 0;
	const scale = Math.min(1, (notAfterMs - notBeforeMs) / FULL_LIFE_MS);
	return STAGES.find((days) => leftMs <= days * DAY_MS * scale);
}
