import { watch } from "node:fs";
import { AT_ONCE_MS, within } from "./deadline.ts";

/** Waits until something holds of a folder; looked at again whenever something in it changes. */
export async function folderBecomes(
	folder: string,
	what: string,
	holds: () => boolean,
	limitMs: number = AT_ONCE_MS,
): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const check = (): void => {
		if (holds()) resolve();
	};
	const watcher = watch(folder, check);
	try {
		check();
		await within(limitMs, what, promise);
	} finally {
		watcher.close();
	}
}
