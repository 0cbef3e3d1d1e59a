import { watch } from "node:fs";

/** Several files that change together are one change. */
const QUIET_MS = 200;

/** Where the system does not tell of changes (network file systems), and for what it may have lost. */
const LOOK_MS = 30_000;

/** Changes without a pause must not put off for ever what the first of them asked for. */
const MOST_WAIT_MS = 600;

/**
 * Calls back soon after something in the folder has changed, and now and then besides, since no system promises to
 * tell of every change. Calls do not overlap: the next waits for the end of the one before.
 *
 * @param isOfInterest leaves out changes of files by their names, such as those that the caller writes itself all the time
 * @returns ends the watching
 */
export function watchFolder(
	path: string,
	callback: () => Promise<void>,
	isOfInterest: (name: string) => boolean = () => true,
): () => void {
	let isEnded = false;
	let isRunning = false;
	/** When the first change came that no call has begun for. */
	let changedMs: number | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const arm = (ms: number): void => {
		clearTimeout(timer);
		if (!isEnded) timer = setTimeout(() => void look(), ms);
	};
	const look = async (): Promise<void> => {
		isRunning = true;
		changedMs = undefined;
		try {
			await callback();
		} finally {
			isRunning = false;
			// What changed while it looked may have been read before it changed.
			arm(changedMs === undefined ? LOOK_MS : QUIET_MS);
		}
	};
	const changed = (name: string | null): void => {
		if (name !== null && !isOfInterest(name)) return;
		const nowMs = performance.now();
		changedMs ??= nowMs;
		if (!isRunning && nowMs - changedMs < MOST_WAIT_MS) arm(QUIET_MS);
	};
	const watcher = startWatching(path, changed);
	arm(LOOK_MS);
	return () => {
		isEnded = true;
		clearTimeout(timer);
		watcher?.close();
	};
}

function startWatching(
	path: string,
	changed: (name: string | null) => void,
): { close(): void } | undefined {
	try {
		const watcher = watch(path, (_event, name) => changed(name));
		watcher.on("error", () => watcher.close());
		return watcher;
	} catch {
		return undefined;
	}
}
