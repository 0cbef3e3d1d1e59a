/**
 * The day as people at the server count it, by its time zone: what is allowed for a day begins anew at its midnight.
 *
 * @example localDay(new Date(2026, 10, 22, 23, 59).getTime()) === "2026-11-22"
 */
export function localDay(ms: number): string {
	const date = new Date(ms);
	const two = (number: number): string => String(number).padStart(2, "0");
	return [
		date.getFullYear(),
		two(date.getMonth() + 1),
		two(date.getDate()),
	].join("-");
}
