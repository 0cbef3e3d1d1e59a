import * as v from "valibot";
import { DAY_MS, parseSize } from "../../base/index.ts";
import { oneOf, SIZE_PATTERN, setting, size, whole, yesNo } from "../words.ts";

/** `[log]` as it is written. */
export interface RawLog {
	format: "text" | "json";
	level: "debug" | "info" | "warn" | "error";
	files: boolean;
	transfers: "json" | "xferlog" | "both" | "off";
	rotate_size: number | string;
	keep_size: number | string;
	retention_days: number;
	history_days: number;
}

/** What is written down. */
export interface LogSettings {
	readonly format: "text" | "json";
	readonly level: "debug" | "info" | "warn" | "error";
	/** Whether `logs/` in the data folder is written; where there is none, never. */
	readonly files: boolean;
	readonly transfers: "json" | "xferlog" | "both" | "off";
	readonly rotateBytes: number;
	/** Of each log, what was put aside; undefined: as much as there is. */
	readonly keepBytes: number | undefined;
	/** Undefined: for ever. */
	readonly retentionMs: number | undefined;
	/** Undefined: for ever. */
	readonly historyMs: number | undefined;
}

export const logTable: v.GenericSchema<unknown, RawLog> = v.strictObject({
	format: setting({
		is: oneOf("text", "json"),
		preset: "text",
		flag: "log-format",
		valueHint: "FORMAT",
		about: "Lines for people, or one JSON object a line, on stderr.",
	}),
	level: setting({
		is: oneOf("debug", "info", "warn", "error"),
		preset: "info",
		flag: "log-level",
		valueHint: "LEVEL",
		about: "The least that is worth a line.",
	}),
	files: setting({
		is: yesNo,
		preset: true,
		about:
			"Whether logs are also kept in logs/ in the data folder; there is none with --ephemeral.",
	}),
	transfers: setting({
		is: oneOf("json", "xferlog", "both", "off"),
		preset: "json",
		about:
			"How transfers are written down there: JSON lines, the xferlog form that other servers write, both, or not at all.",
	}),
	rotate_size: setting({
		is: size,
		kind: "size",
		pattern: SIZE_PATTERN,
		preset: "10MiB",
		about: "The size at which a log file is put aside and a new one begun.",
	}),
	keep_size: setting({
		is: size,
		kind: "size",
		pattern: SIZE_PATTERN,
		preset: "1GiB",
		about:
			"How large all files that were put aside of one log may be together; the oldest go first, also before their time. 0: without a limit.",
	}),
	retention_days: setting({
		is: whole(0, 36_500),
		preset: 90,
		about: "Days that log files are kept; 0: for ever.",
	}),
	history_days: setting({
		is: whole(0, 36_500),
		preset: 90,
		about: "Days that past sessions and transfers are remembered; 0: for ever.",
	}),
});

export function logSettings(raw: RawLog): LogSettings {
	return {
		format: raw.format,
		level: raw.level,
		files: raw.files,
		transfers: raw.transfers,
		rotateBytes: parseSize(raw.rotate_size) ?? 0,
		keepBytes: parseSize(raw.keep_size) || undefined,
		retentionMs: days(raw.retention_days),
		historyMs: days(raw.history_days),
	};
}

function days(count: number): number | undefined {
	return count === 0 ? undefined : count * DAY_MS;
}
