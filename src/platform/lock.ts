import { link, mkdir, readFile, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { OperatorError } from "../base/index.ts";
import { isAlive, ownStart } from "./process-life.ts";

/** In the place of a start time that nobody tells. */
const UNTOLD = "-";

/** A lock that this process holds. */
export interface FileLock {
	/** Lets it go; a second call does nothing. */
	release(): Promise<void>;
}

/**
 * Makes sure that one process at a time uses something: a file that names its holder. A lock whose holder
 * is gone is taken over; the holder's start time tells a new process with an old number apart from it (Linux, Windows).
 *
 * @param sentence what the error says when it is held
 * @throws {OperatorError} lock.held when another process has it; file.no-right when it cannot be written
 */
export async function acquireLock(
	path: string,
	sentence: string = "Another server uses this data folder.",
): Promise<FileLock> {
	await mkdir(dirname(path), { recursive: true, mode: 0o700 });
	const mine = `${process.pid} ${(await ownStart()) ?? UNTOLD}\n`;
	for (let round = 0; round < 5; round++) {
		if (await createWith(path, mine)) return releasable(path, mine);
		const theirs = await readFile(path, "utf8").catch(() => undefined);
		if (theirs === undefined) continue;
		if (await holderLives(theirs)) throw held(path, theirs, sentence);
		await takeAway(path, { dead: theirs, mine });
	}
	throw held(path, await readFile(path, "utf8").catch(() => ""), sentence);
}

/** Who a lock names. */
export interface LockHolder {
	readonly pid: number;
	/** Whether it is still the process that took the lock. */
	readonly isAlive: boolean;
}

/** Looks at a lock and changes nothing; undefined when there is none. A file that names nobody is a dead lock. */
export async function lockHolder(
	path: string,
): Promise<LockHolder | undefined> {
	const content = await readFile(path, "utf8").catch((error: unknown) => {
		if (codeOf(error) === "ENOENT") return undefined;
		throw error;
	});
	if (content === undefined) return undefined;
	const pid = Number(content.trim().split(" ")[0]);
	return {
		pid: Number.isInteger(pid) ? pid : 0,
		isAlive: await holderLives(content),
	};
}

const LOOK_AGAIN_MS = 25;

/**
 * As {@link acquireLock}, but waits for a holder who will soon be done.
 *
 * @throws {OperatorError} lock.held when the time is over
 */
export async function waitForLock(
	path: string,
	options: { readonly waitMs: number; readonly sentence: string },
): Promise<FileLock> {
	const deadlineMs = performance.now() + options.waitMs;
	for (;;) {
		try {
			return await acquireLock(path, options.sentence);
		} catch (error) {
			const isHeld =
				error instanceof OperatorError && error.code === "lock.held";
			if (!isHeld || performance.now() >= deadlineMs) throw error;
		}
		await lookAgain();
	}
}

/** The file appears with its content or not at all; where there are no hard links (FAT), it is made exclusively and then filled. */
async function createWith(path: string, content: string): Promise<boolean> {
	const staged = `${path}.${process.pid}.${crypto.randomUUID()}`;
	try {
		await fill(staged, content);
		await link(staged, path);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes(codeOf(error))) {
			throw error;
		}
	} finally {
		await removeIfThere(staged);
	}
	try {
		await fill(path, content);
		return true;
	} catch (error) {
		if (codeOf(error) === "EEXIST") return false;
		throw error;
	}
}

function fill(path: string, content: string): Promise<void> {
	return writeFile(path, content, { flag: "wx", mode: 0o600 });
}

async function removeIfThere(path: string): Promise<void> {
	try {
		await unlink(path);
	} catch (error) {
		if (codeOf(error) !== "ENOENT") throw error;
	}
}

/**
 * Takes a dead lock away, once, however many find it: only who holds the marker beside it may, and looks again first, since
 * the lock that is there by then may be another one's.
 */
async function takeAway(
	path: string,
	{ dead, mine }: { readonly dead: string; readonly mine: string },
): Promise<void> {
	const marker = `${path}.takeover`;
	if (!(await createWith(marker, mine))) {
		const other = await readFile(marker, "utf8").catch(() => undefined);
		const isLeft = other !== undefined && !(await holderLives(other));
		if (isLeft) await removeIfThere(marker);
		else await lookAgain();
		return;
	}
	try {
		const now = await readFile(path, "utf8").catch(() => undefined);
		if (now === dead) await removeIfThere(path);
	} finally {
		await removeIfThere(marker);
	}
}

function lookAgain(): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, LOOK_AGAIN_MS);
	});
}

function releasable(path: string, mine: string): FileLock {
	let released = false;
	return {
		release: async () => {
			if (released) return;
			released = true;
			const current = await readFile(path, "utf8").catch(() => undefined);
			if (current === mine) await removeIfThere(path);
		},
	};
}

async function holderLives(content: string): Promise<boolean> {
	const [number = "", start = UNTOLD] = content.trim().split(" ");
	const pid = Number(number);
	if (!Number.isInteger(pid) || pid <= 0) return false;
	return await isAlive(pid, start === UNTOLD ? undefined : start);
}

function held(path: string, content: string, sentence: string): OperatorError {
	const [pid = ""] = content.trim().split(" ");
	return new OperatorError("lock.held", sentence, {
		why: `${path} is held by process ${pid === "" ? "unknown" : pid}`,
		fix: "wait for it or stop it, or choose another folder with --data",
	});
}

function codeOf(error: unknown): string {
	const code: unknown =
		error instanceof Error ? Reflect.get(error, "code") : undefined;
	return typeof code === "string" ? code : "";
}
