import { type HostFiles, waitForLock } from "../platform/index.ts";

/** A change takes milliseconds; only an RSA key takes a second or two. */
const WAIT_MS = 10_000;

/**
 * Changes certificates while nobody else does: a server that renews its own, and commands, must not mix their pairs.
 *
 * @param dataFolder undefined when nothing is on disk, and nobody else can come
 * @throws {OperatorError} lock.held
 */
export async function whileCertificatesLocked<T>(
	{
		dataFolder,
		files,
	}: { readonly dataFolder: string | undefined; readonly files: HostFiles },
	change: () => Promise<T>,
): Promise<T> {
	if (dataFolder === undefined) return await change();
	const lock = await waitForLock(
		files.resolve(dataFolder, "run", "certs.lock"),
		{
			waitMs: WAIT_MS,
			sentence: "Another command is changing the certificates.",
		},
	);
	try {
		return await change();
	} finally {
		await lock.release();
	}
}
