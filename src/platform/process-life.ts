import { readFile } from "node:fs/promises";
import process from "node:process";
import { systemCode } from "./errno.ts";
import { libc } from "./libc.ts";

/**
 * When a process began: Linux tells it in clock ticks since the machine's start, Windows in units of 100 ns since 1601.
 * Undefined where nobody tells. With the number it names one process: numbers are given again, on Windows soon.
 */
export async function startOf(pid: number): Promise<string | undefined> {
	if (process.platform === "win32") return await startInWindows(pid);
	return (await statOf(pid))[START];
}

/** When this process began, as {@link startOf} tells it; asked once. */
export function ownStart(): Promise<string | undefined> {
	own ??= startOf(process.pid);
	return own;
}

let own: Promise<string | undefined> | undefined;

/**
 * Whether the process lives that had this number and began then.
 *
 * @param start as {@link startOf} gave it; undefined when nobody told
 */
export async function isAlive(
	pid: number,
	start: string | undefined,
): Promise<boolean> {
	try {
		process.kill(pid, 0);
	} catch (error) {
		// EPERM: it lives, and belongs to somebody else.
		if (systemCode(error) !== "EPERM") return false;
	}
	if (process.platform === "win32") {
		const now = await startInWindows(pid);
		return now === undefined || start === undefined || now === start;
	}
	const fields = await statOf(pid);
	// It has ended, and whoever started it has not asked how: in a container perhaps nobody ever does.
	if (fields[STATE] === "Z" || fields[STATE] === "X") return false;
	const now = fields[START];
	return now === undefined || start === undefined || now === start;
}

/** Fields 3 and 22 of Linux's `stat`, counted from the third. @see proc(5) */
const STATE = 0;
const START = 19;

/** What /proc tells of a process, from its state on. */
async function statOf(pid: number): Promise<readonly string[]> {
	const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
	// The second field is the program's name in brackets and may hold anything.
	return stat === "" ? [] : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** PROCESS_QUERY_LIMITED_INFORMATION */
const MAY_ASK = 0x1000;

/** A FILETIME. */
const TIME_BYTES = 8;

/** GetProcessTimes; of processes of others nothing is told to who has not the right to ask. */
async function startInWindows(pid: number): Promise<string | undefined> {
	const system = await libc({
		OpenProcess: { takes: ["u32", "i32", "u32"], gives: "isize" },
		GetProcessTimes: {
			takes: ["isize", "buffer", "buffer", "buffer", "buffer"],
			gives: "i32",
		},
		CloseHandle: { takes: ["isize"], gives: "i32" },
	});
	const handle = system?.OpenProcess(MAY_ASK, 0, pid) ?? 0;
	if (system === undefined || handle === 0) return undefined;
	const [began, ended, inKernel, inProgram] = [0, 1, 2, 3].map(
		() => new Uint8Array(TIME_BYTES),
	) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
	try {
		const { GetProcessTimes } = system;
		const isTold =
			GetProcessTimes(handle, began, ended, inKernel, inProgram) !== 0;
		if (!isTold) return undefined;
		return new DataView(began.buffer).getBigUint64(0, true).toString();
	} finally {
		system.CloseHandle(handle);
	}
}
