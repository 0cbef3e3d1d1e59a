const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, number) =>
	String(number).padStart(2, "0"),
);

/** A whole number below 100 with two digits, from a table: listings need some fifty thousand of them. @example twoDigits(7) === "07" */
export function twoDigits(number: number): string {
	return TWO_DIGITS[number] ?? String(number);
}
