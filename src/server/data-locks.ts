import { type HostFiles, waitForLock } from "../platform/index.ts";

/** A change takes milliseconds, an RSA key a second or two; several commands may stand in line. */
const WAIT_MS = 10_000;

/** Where the data is. */
export interface LockedData {
	/** Undefined when nothing is on disk, and nobody else can come. */
	readonly dataFolder: string | undefined;
	readonly files: HostFiles;
}

/** Does a change while nobody else does one of its kind. @throws {OperatorError} lock.held */
type WhileLocked = <T>(
	data: LockedData,
	change: () => Promise<T>,
) => Promise<T>;

/**
 * Changes accounts alone: two commands at once, or a command and a server whose user changes the own password, must lose
 * nothing.
 */
export const whileAccountsLocked: WhileLocked = locking(
	"accounts.lock",
	"Another command is changing the accounts.",
);

/** Changes certificates alone: a server that renews its own, and commands, must not mix their pairs. */
export const whileCertificatesLocked: WhileLocked = locking(
	"certs.lock",
	"Another command is changing the certificates.",
);

function locking(name: string, sentence: string): WhileLocked {
	return async ({ dataFolder, files }, change) => {
		if (dataFolder === undefined) return await change();
		const lock = await waitForLock(files.resolve(dataFolder, "run", name), {
			waitMs: WAIT_MS,
			sentence,
		});
		try {
			return await change();
		} finally {
			await lock.release();
		}
	};
}
