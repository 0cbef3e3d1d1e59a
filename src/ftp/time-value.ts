/**
 * A time as MDTM, MFMT and the `modify` fact carry it: UTC, to the second.
 *
 * @example formatTimeValue(0) === "19700101000000"
 * @see RFC 3659 §2.3
 */
export function formatTimeValue(milliseconds: number): string {
	return new Date(Math.floor(milliseconds / 1000) * 1000)
		.toISOString()
		.slice(0, 19)
		.replace(/\D/g, "");
}
