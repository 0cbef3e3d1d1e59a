import { watch } from "node:fs";

/** Several files that change together are one change. */
const QUIET_MS = 200;

/** Where the system does not tell of changes (network file systems), and for what it may have lost. */
const LOOK_MS = 30_000;

/**
 * Calls back soon after something in the folder has changed, and now and then besides, since no system promises to
 * tell of every change. Calls do not overlap: the next waits for the end of the one before.
 *
 * @returns ends the watching
 */
export function watchFolder(
	path: string,
	callback: () => Promise<void>,
): () => void {
	let isEnded = false;
	let isRunning = false;
	let isWanted = false;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const arm = (ms: number): void => {
		if (isEnded) return;
		clearTimeout(timer);
		timer = setTimeout(() => void look(), ms);
	};
	const look = async (): Promise<void> => {
		if (isRunning) {
			isWanted = true;
			return;
		}
		isRunning = true;
		isWanted = false;
		await callback();
		isRunning = false;
		arm(isWanted ? QUIET_MS : LOOK_MS);
	};
	const watcher = startWatching(path, () => arm(QUIET_MS));
	arm(LOOK_MS);
	return () => {
		isEnded = true;
		clearTimeout(timer);
		watcher?.close();
	};
}

function startWatching(
	path: string,
	changed: () => void,
): { close(): void } | undefined {
	try {
		const watcher = watch(path, changed);
		watcher.on("error", () => watcher.close());
		return watcher;
	} catch {
		return undefined;
	}
}
