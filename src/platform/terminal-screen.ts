import process from "node:process";

/** The whole terminal, for something that is drawn again and again. What was on it before comes back at the end. */
export interface TerminalScreen {
	readonly columns: number;
	readonly rows: number;
	/** Shows these lines and nothing else; those that do not fit are left out. */
	draw(lines: readonly string[]): void;
	/** Gives the terminal back as it was; a second call does nothing. */
	close(): void;
}

/** Alternate screen, no cursor, and no wrapping: characters may be wider than they count. */
const OPENING = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const CLOSING = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/** What a terminal that says nothing about its size is taken for. */
const USUAL = { columns: 80, rows: 24 };

/** A terminal that has not shown so much yet misses a drawing: the next one holds all of it. */
const MAX_WAITING_BYTES = 64 * 1024;

/** Nobody looks any more; the process hears of that by SIGHUP. */
const ignored = (): void => undefined;

/**
 * Takes over the terminal that stdout is.
 *
 * @param onResize called whenever its size is another one; what is shown is to be drawn again then
 */
export function openScreen(onResize: () => void): TerminalScreen {
	const { stdout } = process;
	let isOpen = true;
	const close = (): void => {
		if (!isOpen) return;
		isOpen = false;
		stdout.write(CLOSING);
		stdout.off("resize", onResize);
		stdout.off("error", ignored);
		process.off("exit", close);
	};
	stdout.on("error", ignored);
	stdout.on("resize", onResize);
	process.once("exit", close);
	stdout.write(OPENING);
	return {
		get columns() {
			return stdout.columns || USUAL.columns;
		},
		get rows() {
			return stdout.rows || USUAL.rows;
		},
		draw: (lines) => {
			if (!isOpen || stdout.writableLength > MAX_WAITING_BYTES) return;
			const shown = lines
				.slice(0, stdout.rows || USUAL.rows)
				.map((line) => `${line}\x1b[K`);
			stdout.write(`\x1b[H${shown.join("\r\n")}\x1b[J`);
		},
		close,
	};
}
