import { parseSize, SECOND_MS, SIZE_FORM } from "../base/index.ts";
import type { Plain, ValueForm } from "./value-form.ts";

export const SIZE: ValueForm<number> = {
	hint: "SIZE",
	expected: SIZE_FORM,
	read: parseSize,
	typed: (text) => (/^\d+$/.test(text) ? Number(text) : text.trim()),
};

export const RATE: ValueForm<number> = {
	...SIZE,
	expected: `above 0, a second: ${SIZE_FORM}`,
	read: (value) => {
		const size = parseSize(value);
		return size === 0 ? undefined : size;
	},
};

export const COUNT: ValueForm<number> = {
	hint: "N",
	expected: "a whole number, 0 or more",
	read: (value) => (isWhole(value) && value >= 0 ? value : undefined),
	typed: typedNumber,
};

export const SOME: ValueForm<number> = {
	hint: "N",
	expected: "a whole number, 1 or more",
	read: (value) => (isWhole(value) && value >= 1 ? value : undefined),
	typed: typedNumber,
};

const SECONDS_OF: ReadonlyMap<string, number> = new Map([
	["", 1],
	["s", 1],
	["m", 60],
	["h", 3600],
	["d", 86_400],
]);

/** The longest that a timer of the runtimes can wait. */
const LONGEST_SECONDS: number = Math.floor((2 ** 31 - 1) / SECOND_MS);

export const SECONDS: ValueForm<number> = {
	hint: "TIME",
	expected: "a whole number of seconds, 1 to 2,147,483",
	read: (value) =>
		isWhole(value) && value >= 1 && value <= LONGEST_SECONDS
			? value
			: undefined,
	typed: (text) => {
		const [, number, unit = ""] = /^(\d+)([smhd]?)$/.exec(text) ?? [];
		const factor = SECONDS_OF.get(unit);
		return number === undefined || factor === undefined
			? text
			: Number(number) * factor;
	},
};

export const CREDITS: ValueForm<number> = {
	hint: "N",
	expected: "a number; what is earned is above 0, what is paid below",
	read: (value) =>
		typeof value === "number" && Number.isFinite(value) ? value : undefined,
	typed: typedNumber,
};

function typedNumber(text: string): Plain {
	return /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function isWhole(value: unknown): value is number {
	return typeof value === "number" && Number.isSafeInteger(value);
}
