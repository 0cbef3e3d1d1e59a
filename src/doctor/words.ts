import { GIB, KIB, MIB } from "../base/index.ts";

/** @example sizeText(1536) === "1.5 KiB" */
export function sizeText(bytes: number): string {
	const units: readonly (readonly [number, string])[] = [
		[1024 * GIB, "TiB"],
		[GIB, "GiB"],
		[MIB, "MiB"],
		[KIB, "KiB"],
	];
	const unit = units.find(([size]) => bytes >= size);
	if (unit === undefined) return `${bytes} bytes`;
	const [size, name] = unit;
	return `${(bytes / size).toFixed(1).replace(/\.0$/, "")} ${name}`;
}

/** @example listText(["a", "b", "c"], 2) === "a, b and 1 more" */
export function listText(items: readonly string[], most: number = 5): string {
	const rest = items.length - most;
	return rest <= 0
		? items.join(", ")
		: `${items.slice(0, most).join(", ")} and ${rest} more`;
}
