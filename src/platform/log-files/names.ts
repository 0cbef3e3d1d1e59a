/** A log file that was set aside: `oceanftp.log.2026-11-22.1`. */
export interface RotatedName {
	readonly name: string;
	/** The day (UTC) in which its lines were written, as in the name. */
	readonly day: string;
	/** Counts the files of one day, from 1 on. */
	readonly number: number;
}

/** @example dayOf(Date.UTC(2026, 10, 22, 23)) === "2026-11-22" */
export function dayOf(timeMs: number): string {
	return new Date(timeMs).toISOString().slice(0, 10);
}

/** @example rotatedName("xferlog", "2026-11-22", 1) === "xferlog.2026-11-22.1" */
export function rotatedName(base: string, day: string, number: number): string {
	return `${base}.${day}.${number}`;
}

/** The files among `names` that were set aside for `base`, oldest first. Others' names, however alike, are not among them. */
export function rotatedNames(
	base: string,
	names: readonly string[],
): RotatedName[] {
	return names
		.flatMap((name) => rotatedFrom(base, name) ?? [])
		.sort((a, b) =>
			a.day === b.day ? a.number - b.number : a.day < b.day ? -1 : 1,
		);
}

function rotatedFrom(base: string, name: string): RotatedName | undefined {
	if (!name.startsWith(`${base}.`)) return undefined;
	const end = name.slice(base.length + 1);
	const [, day, number] = /^(\d{4}-\d\d-\d\d)\.([1-9]\d{0,8})$/.exec(end) ?? [];
	if (day === undefined || number === undefined) return undefined;
	return { name, day, number: Number(number) };
}

/** The number that the next file of the day gets. */
export function nextNumber(
	rotated: readonly RotatedName[],
	day: string,
): number {
	return (
		1 + Math.max(0, ...rotated.map((one) => (one.day === day ? one.number : 0)))
	);
}

/** Those whose day has ended before that moment. */
export function expiredNames(
	rotated: readonly RotatedName[],
	beforeMs: number,
): string[] {
	const oldest = dayOf(beforeMs);
	return rotated.filter(({ day }) => day < oldest).map(({ name }) => name);
}

/** A file and its size. */
export interface SizedName {
	readonly name: string;
	readonly sizeBytes: number;
}

/**
 * The oldest, as many as must go for the rest to be no larger than that.
 *
 * @param rotated oldest first
 * @example beyondSize([{ name: "a", sizeBytes: 5 }, { name: "b", sizeBytes: 7 }], 10) // ["a"]
 */
export function beyondSize(
	rotated: readonly SizedName[],
	mostBytes: number,
): string[] {
	let bytes = 0;
	return rotated
		.toReversed()
		.filter(({ sizeBytes }) => {
			bytes += sizeBytes;
			return bytes > mostBytes;
		})
		.map(({ name }) => name);
}
