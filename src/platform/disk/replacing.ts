import { lstat, rename } from "node:fs/promises";
import process from "node:process";
import { systemCode } from "../errno.ts";

/** What Windows says of a name whose file somebody has open. It says the same where rights are missing. */
const HELD: ReadonlySet<string | undefined> = new Set([
	"EPERM",
	"EACCES",
	"EBUSY",
]);

/** Virus scanners and indexers look at every new file, and are done with most of them in this time. */
const STEPS_MS: readonly number[] = [5, 10, 20, 40, 80, 160, 320];

/** The world as {@link renameThere} needs it. */
export interface RenameWorld {
	readonly platform: string;
	rename(from: string, to: string): Promise<void>;
	kindOf(path: string): Promise<"nothing" | "folder" | "file">;
	wait(ms: number): Promise<void>;
}

const WORLD: RenameWorld = {
	platform: process.platform,
	rename,
	kindOf: async (path) => {
		try {
			return (await lstat(path)).isDirectory() ? "folder" : "file";
		} catch {
			return "nothing";
		}
	},
	wait: (ms) =>
		new Promise((resolve) => {
			setTimeout(resolve, ms);
		}),
};

/**
 * Renames, as POSIX means it, to a name that may be taken. Windows refuses that while the old or the new file is open
 * without leave to be renamed: there it is tried again for 0.6 s.
 *
 * @throws the system's error; EISDIR when a file should replace a folder, EBUSY when Windows went on refusing to replace a file
 */
export async function renameThere(
	from: string,
	to: string,
	world: RenameWorld = WORLD,
): Promise<void> {
	const steps = world.platform === "win32" ? STEPS_MS : [];
	for (const stepMs of steps) {
		try {
			await world.rename(from, to);
			return;
		} catch (error) {
			if (!HELD.has(systemCode(error))) throw error;
			await refuseFolder({ from, to, world, cause: error });
		}
		await world.wait(stepMs);
	}
	try {
		await world.rename(from, to);
	} catch (error) {
		if (steps.length === 0 || !HELD.has(systemCode(error))) throw error;
		if ((await world.kindOf(to)) === "nothing") throw error;
		throw failure("EBUSY", `${to} is in use, or may not be replaced`, error);
	}
}

/** Windows has one word for what is in use and for what is a folder. */
async function refuseFolder({
	cause,
	from,
	to,
	world,
}: {
	readonly from: string;
	readonly to: string;
	readonly world: RenameWorld;
	readonly cause: unknown;
}): Promise<void> {
	if ((await world.kindOf(to)) !== "folder") return;
	if ((await world.kindOf(from)) !== "file") return;
	throw failure("EISDIR", `${to} is a folder`, cause);
}

function failure(code: string, message: string, cause: unknown): Error {
	return Object.assign(new Error(message, { cause }), { code });
}
