import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../base/index.ts";
import type { Problem } from "../../server/index.ts";

/** How long something lasts, in its two largest units. @example durationText(7_384_000) === "2 h 3 min" */
export function durationText(ms: number): string {
	const parts = [
		[Math.floor(ms / DAY_MS), "d"],
		[Math.floor((ms % DAY_MS) / HOUR_MS), "h"],
		[Math.floor((ms % HOUR_MS) / MINUTE_MS), "min"],
		[Math.floor((ms % MINUTE_MS) / SECOND_MS), "s"],
	] as const;
	const first = parts.findIndex(([count]) => count > 0);
	if (first === -1) return "0 s";
	return parts
		.slice(first, first + 2)
		.filter(([count]) => count > 0)
		.map(([count, unit]) => `${count} ${unit}`)
		.join(" ");
}

/** @example counted(1, "session") === "1 session" */
export function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A problem as a person reads it, its cause and its remedy below it. */
export function problemLines({
	code,
	fix,
	what,
	why,
}: Problem): readonly string[] {
	const label = code === null ? "" : ` [${code}]`;
	return [
		`problem: ${what}${label}`,
		...(why === null ? [] : [`  why: ${why}`]),
		...(fix === null ? [] : [`  fix: ${fix}`]),
	];
}

/** A moment of the last days on this machine's clock, the date only when it is not today. @example "14:05", "2026-11-20 14:05" */
export function momentText(ms: number, nowMs: number): string {
	const date = new Date(ms);
	const two = (part: number): string => String(part).padStart(2, "0");
	const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
	if (date.toDateString() === new Date(nowMs).toDateString()) return time;
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}
