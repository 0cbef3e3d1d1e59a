import { readFileSync } from "node:fs";
import process from "node:process";

/** What the kernel says of a process and its terminal. */
interface Standing {
	readonly group: number;
	/** The number of its terminal; 0 when it has none, or has it no more. */
	readonly terminal: number;
	/** The group in that terminal's foreground. */
	readonly foreground: number;
}

/**
 * Watches the terminal in whose foreground this process was started. A window that is closed, or a connection that is
 * lost, sends SIGHUP as everybody else does who wants a server to read its settings again; what tells the two apart is
 * that the kernel has taken the terminal away by then.
 *
 * @returns whether the terminal is gone; always false for a process that was started in the background or with stderr elsewhere
 * than on a terminal, as `nohup` does, and where the kernel does not tell (not Linux)
 */
export function terminalWatch(): () => boolean {
	const before = process.stderr.isTTY === true ? standing() : undefined;
	const isWatched =
		before !== undefined &&
		before.terminal !== 0 &&
		before.foreground === before.group;
	return isWatched ? () => standing()?.terminal === 0 : () => false;
}

/** @see proc_pid_stat(5): pgrp, session, tty_nr and tpgid are the third to sixth behind the name */
function standing(): Standing | undefined {
	let text: string;
	try {
		text = readFileSync("/proc/self/stat", "utf8");
	} catch {
		return undefined;
	}
	// The name is in parentheses and may hold anything.
	const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
	const [group, , terminal, foreground] = fields.slice(2).map(Number);
	if (
		group === undefined ||
		terminal === undefined ||
		foreground === undefined
	) {
		return undefined;
	}
	return { group, terminal, foreground };
}
