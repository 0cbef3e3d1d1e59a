import * as v from "valibot";
import { parseSize } from "../../base/index.ts";
import { SIZE_PATTERN, setting, size, whole } from "../words.ts";

/** `[limits]` as it is written. */
export interface RawLimits {
	connections: number;
	users: number | undefined;
	per_address: number;
	per_account: number | undefined;
	not_logged_in_per_address: number;
	login_seconds: number;
	idle_seconds: number;
	stalled_seconds: number;
	login_failures: number;
	grace_seconds: number;
	upload_rate: number | string | undefined;
	download_rate: number | string | undefined;
	largest_file: number | string | undefined;
	free_space: number | string;
}

/** What the server allows all together; accounts may have tighter limits of their own. Undefined is no limit. */
export interface LimitSettings {
	readonly connections: number;
	/** Sessions that are logged in. */
	readonly users: number | undefined;
	readonly perAddress: number;
	/** Sessions of one account. */
	readonly perAccount: number | undefined;
	readonly notLoggedInPerAddress: number;
	readonly loginMs: number;
	readonly idleMs: number;
	readonly stalledMs: number;
	readonly loginFailures: number;
	readonly graceMs: number;
	/** Shared by all uploads. */
	readonly uploadBytesPerSecond: number | undefined;
	/** Shared by all downloads. */
	readonly downloadBytesPerSecond: number | undefined;
	readonly largestFileBytes: number | undefined;
	/** An upload that would leave less on the disk is refused; 0 is no guard. */
	readonly freeSpaceBytes: number;
}

const bytes = { is: size, kind: "size", pattern: SIZE_PATTERN } as const;

export const limitsTable: v.GenericSchema<unknown, RawLimits> = v.strictObject({
	connections: setting({
		is: whole(1),
		preset: 200,
		about: "Connections at the same time.",
	}),
	users: setting({
		is: whole(0),
		example: 100,
		about:
			"Sessions that are logged in at the same time; 0 or absent: no other limit than connections.",
	}),
	per_address: setting({
		is: whole(1),
		preset: 50,
		about: "Connections from one address.",
	}),
	per_account: setting({
		is: whole(0),
		example: 10,
		about:
			"Sessions of one account at the same time; 0 or absent: no such limit. An account may have one of its own.",
	}),
	not_logged_in_per_address: setting({
		is: whole(1),
		preset: 20,
		about: "Connections from one address that have not logged in yet.",
	}),
	login_seconds: setting({
		is: whole(1),
		preset: 60,
		about: "Seconds that a client has for logging in.",
	}),
	idle_seconds: setting({
		is: whole(1),
		preset: 900,
		about: "Seconds without a command or a transfer before the session ends.",
	}),
	stalled_seconds: setting({
		is: whole(1),
		preset: 120,
		about: "Seconds in which a transfer moves no byte before it is ended.",
	}),
	login_failures: setting({
		is: whole(1),
		preset: 5,
		about: "Wrong passwords before the connection is closed.",
	}),
	grace_seconds: setting({
		is: whole(0),
		preset: 30,
		about: "Seconds that transfers have for ending when the server stops.",
	}),
	upload_rate: setting({
		...bytes,
		example: "10MiB",
		about:
			"Bytes a second that all uploads together may take, shared evenly; 0 or absent: as fast as it goes.",
	}),
	download_rate: setting({
		...bytes,
		example: "10MiB",
		about:
			"Bytes a second that all downloads together may take, shared evenly; 0 or absent: as fast as it goes.",
	}),
	largest_file: setting({
		...bytes,
		example: "4GiB",
		about: "The largest file that may be uploaded; 0 or absent: any.",
	}),
	free_space: setting({
		...bytes,
		preset: "64MiB",
		about:
			"Space that stays free on the disk: an upload that would leave less is refused. 0: no such guard.",
	}),
});

export function limitSettings(raw: RawLimits): LimitSettings {
	return {
		connections: raw.connections,
		users: limit(raw.users),
		perAddress: raw.per_address,
		perAccount: limit(raw.per_account),
		notLoggedInPerAddress: raw.not_logged_in_per_address,
		loginMs: raw.login_seconds * 1000,
		idleMs: raw.idle_seconds * 1000,
		stalledMs: raw.stalled_seconds * 1000,
		loginFailures: raw.login_failures,
		graceMs: raw.grace_seconds * 1000,
		uploadBytesPerSecond: limit(raw.upload_rate),
		downloadBytesPerSecond: limit(raw.download_rate),
		largestFileBytes: limit(raw.largest_file),
		freeSpaceBytes: limit(raw.free_space) ?? 0,
	};
}

/** 0 is how a lower layer's limit is taken away again. */
function limit(raw: number | string | undefined): number | undefined {
	const value = raw === undefined ? undefined : parseSize(raw);
	return value === 0 ? undefined : value;
}
