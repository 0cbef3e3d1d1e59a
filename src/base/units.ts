export const KIB = 1024;
export const MIB: number = 1024 * KIB;
export const GIB: number = 1024 * MIB;

export const SECOND_MS = 1000;
export const MINUTE_MS: number = 60 * SECOND_MS;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;

const DURATION_UNITS: Readonly<Record<string, number>> = {
	s: SECOND_MS,
	m: MINUTE_MS,
	h: HOUR_MS,
	d: DAY_MS,
	w: 7 * DAY_MS,
};

/**
 * Milliseconds of a time as people write it; undefined when it is none.
 *
 * @example parseDuration("1h30m") === 5_400_000
 */
export function parseDuration(text: string): number | undefined {
	if (!/^(\d{1,9}[smhdw])+$/.test(text)) return undefined;
	return [...text.matchAll(/(\d+)([smhdw])/g)]
		.map(([, count, unit = ""]) => Number(count) * (DURATION_UNITS[unit] ?? 0))
		.reduce((sum, each) => sum + each, 0);
}

/** Units of sizes by their names in small letters; the first ones are what {@link formatSize} writes. */
const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
	["tib", 1024 * GIB],
	["gib", GIB],
	["mib", MIB],
	["kib", KIB],
	["b", 1],
	["tb", 1e12],
	["gb", 1e9],
	["mb", 1e6],
	["kb", 1e3],
]);
const WRITTEN_UNITS = ["TiB", "GiB", "MiB", "KiB"] as const;

/** What {@link parseSize} reads, for error texts. */
export const SIZE_FORM =
	'a whole number of bytes, or a size such as "10GiB" (B, KiB, MiB, GiB, TiB; KB, MB, GB and TB count by thousands)';

/**
 * Reads a size in bytes: a whole number, or a text with a unit; letter case does not matter. A fraction of a byte is left out.
 *
 * @returns undefined for anything else, for what is negative, and for what is too large to be counted exactly (8 PiB)
 * @example parseSize("1.5 MiB") === 1_572_864
 * @example parseSize("2GB") === 2_000_000_000
 */
export function parseSize(size: unknown): number | undefined {
	if (typeof size === "number") return counted(size);
	if (typeof size !== "string") return undefined;
	const [, number = "", unit = ""] =
		/^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(size.trim()) ?? [];
	const factor = unit === "" ? 1 : SIZE_UNITS.get(unit.toLowerCase());
	if (number === "" || factor === undefined) return undefined;
	if (factor === 1 && number.includes(".")) return undefined;
	return counted(Math.floor(Number(number) * factor));
}

function counted(size: number): number | undefined {
	return Number.isSafeInteger(size) && size >= 0 ? size : undefined;
}

/**
 * A size for people, in the largest unit of which there is one at least, with two decimals at most; {@link parseSize} reads it.
 *
 * @example formatSize(10_737_418_240) === "10 GiB"
 * @example formatSize(1_600_000) === "1.53 MiB"
 */
export function formatSize(sizeBytes: number): string {
	const size = Math.abs(sizeBytes);
	const unit = WRITTEN_UNITS.find(
		(each) => size >= (SIZE_UNITS.get(each.toLowerCase()) ?? 1),
	);
	if (unit === undefined) return `${sizeBytes} B`;
	const scaled = sizeBytes / (SIZE_UNITS.get(unit.toLowerCase()) ?? 1);
	return `${Number(scaled.toFixed(2))} ${unit}`;
}
