import { type BigIntStats, closeSync, readlinkSync } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
	FOLDER_ONLY,
	HOLD_ONLY,
	NO_FOLLOW,
	openDescriptor,
	statDescriptor,
} from "./calls.ts";
import { asUnfaithful, faithfulPath } from "./real-path.ts";

/**
 * A folder that was found to be where it may be, kept so that acting on a name in it acts in that very folder,
 * whatever somebody puts in its place meanwhile.
 */
export interface HeldFolder {
	/** The folder itself, as a path to give to the system. */
	readonly itself: string;
	/** Where it was when it was held: absolute, with no link in it. To be shown and written down, never to be opened. */
	readonly real: string;
	/** A name in it, as a path to give to the system. Never follow a link at its end. */
	at(name: string): string;
	facts(): Promise<BigIntStats>;
	/**
	 * To be called with the descriptor of what was opened by `at(name)`. Where folders cannot be held, only this shows that the way
	 * did not lead through a link. @throws an error with code ELOOP
	 */
	confirm(name: string, descriptor: number): Promise<void>;
	/**
	 * Works on what a name is, link or not, by a path to give to the system, which may follow links in it: where things can be held, no other
	 * thing can get into its place. @throws an error with code ELOOP when it is a link
	 */
	pinned<T>(
		name: string,
		work: (path: string, facts: BigIntStats) => Promise<T>,
	): Promise<T>;
	/** Lets go; may be called again. */
	release(): void;
}

/** How folders are held, and where what is at a path really is. Both leave errors as the system gives them. */
export interface Holding {
	/** @param permit throws when the folder's real path may not be used */
	hold(path: string, permit: (real: string) => void): Promise<HeldFolder>;
	/** Follows every link: the real path of what is there in the end, and its facts. */
	resolve(path: string): Promise<{ real: string; facts: BigIntStats }>;
}

function aLink(): Error {
	return Object.assign(new Error("a link"), { code: "ELOOP" });
}

/** The path of what a descriptor is, by Linux's /proc. Answered from memory, so it need not be asynchronous. */
function pathOfDescriptor(descriptor: number): string {
	const link = `/proc/self/fd/${descriptor}`;
	try {
		return faithfulPath(readlinkSync(link, { encoding: "buffer" }));
	} catch (error) {
		throw asUnfaithful(error);
	}
}

async function realPathOf(path: string): Promise<string> {
	try {
		return faithfulPath(await realpath(path));
	} catch (error) {
		throw asUnfaithful(error);
	}
}

/**
 * Linux: the kernel opens the folder, links and all; then we look at what it opened, not at the path again; and
 * `/proc/self/fd/N/name` acts in what was opened, as openat(2) would. There is no gap between check and use.
 */
export const holdByDescriptor: Holding = {
	hold: async (path, permit) => {
		const descriptor = await openDescriptor(path, HOLD_ONLY | FOLDER_ONLY);
		let real: string;
		try {
			real = pathOfDescriptor(descriptor);
			permit(real);
		} catch (error) {
			closeSync(descriptor);
			throw error;
		}
		const itself = `/proc/self/fd/${descriptor}`;
		let held = true;
		return {
			itself,
			real,
			at: (name) => `${itself}/${name}`,
			facts: () => statDescriptor(descriptor),
			confirm: async () => {},
			pinned: async (name, work) => {
				const path = `${itself}/${name}`;
				const pin = await openDescriptor(path, HOLD_ONLY | NO_FOLLOW);
				try {
					const facts = await statDescriptor(pin);
					if (facts.isSymbolicLink()) throw aLink();
					return await work(`/proc/self/fd/${pin}`, facts);
				} finally {
					closeSync(pin);
				}
			},
			release: () => {
				if (!held) return;
				held = false;
				// A hold writes nothing back, so this never waits.
				closeSync(descriptor);
			},
		};
	},
	resolve: async (path) => {
		const descriptor = await openDescriptor(path, HOLD_ONLY);
		try {
			const real = pathOfDescriptor(descriptor);
			return { real, facts: await statDescriptor(descriptor) };
		} finally {
			closeSync(descriptor);
		}
	},
};

/**
 * Other systems: the real path is checked, used with no-follow, and checked again when something was opened.
 * Somebody with a shell on this machine could still swap a folder for a link between check and use, and have a
 * file listed, made, renamed or removed in a place of their choosing; content is never handed out unconfirmed.
 */
export const holdByPath: Holding = {
	hold: async (path, permit) => {
		const real = await realPathOf(path);
		permit(real);
		if (!(await lstat(real)).isDirectory()) {
			throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
		}
		const at = (name: string) => join(real, name);
		return {
			itself: real,
			real,
			at,
			facts: () => lstat(real, { bigint: true }),
			confirm: async (name, descriptor) => {
				const opened = await statDescriptor(descriptor);
				const there = await lstat(at(name), { bigint: true });
				const same = there.dev === opened.dev && there.ino === opened.ino;
				// Not the name itself: the system may write it in other letters than the client.
				if (same && dirname(await realpath(at(name))) === real) return;
				throw aLink();
			},
			pinned: async (name, work) => {
				const facts = await lstat(at(name), { bigint: true });
				if (facts.isSymbolicLink()) throw aLink();
				return await work(at(name), facts);
			},
			release: () => {},
		};
	},
	resolve: async (path) => {
		const real = await realPathOf(path);
		return { real, facts: await lstat(real, { bigint: true }) };
	},
};

/** Whether this system can hold folders by descriptor: Linux, with /proc in its place. */
export async function canHoldByDescriptor(root: string): Promise<boolean> {
	if (process.platform !== "linux") return false;
	try {
		const permit = (real: string) => {
			if (real !== root) throw new Error("/proc tells another path");
		};
		(await holdByDescriptor.hold(root, permit)).release();
		return true;
	} catch {
		return false;
	}
}
