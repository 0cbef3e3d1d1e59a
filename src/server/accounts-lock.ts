import { type HostFiles, waitForLock } from "../platform/index.ts";

/** A change takes milliseconds; several commands may stand in line. */
const WAIT_MS = 10_000;

/**
 * Changes accounts while nobody else does: two commands at once, or a command and a server whose user changes the own
 * password, must lose nothing.
 *
 * @param dataFolder undefined when nothing is on disk, and nobody else can come
 * @throws {OperatorError} lock.held
 */
export async function whileAccountsLocked<T>(
	{
		dataFolder,
		files,
	}: { readonly dataFolder: string | undefined; readonly files: HostFiles },
	change: () => Promise<T>,
): Promise<T> {
	if (dataFolder === undefined) return await change();
	const lock = await waitForLock(
		files.resolve(dataFolder, "run", "accounts.lock"),
		{ waitMs: WAIT_MS, sentence: "Another command is changing the accounts." },
	);
	try {
		return await change();
	} finally {
		await lock.release();
	}
}
