import { stringify } from "smol-toml";
import type { SettingValue } from "./setting-list.ts";

/** A value as it is written in TOML. @example tomlValue("a") // '"a"' */
export function tomlValue(value: SettingValue): string {
	if (Array.isArray(value)) return `[${value.map(tomlValue).join(", ")}]`;
	return stringify({ value })
		.trim()
		.replace(/^value = /, "");
}
