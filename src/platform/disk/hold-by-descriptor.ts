import {
	accessSync,
	type BigIntStats,
	closeSync,
	constants,
	readlinkSync,
	statfsSync,
} from "node:fs";
import { access, lstat, statfs } from "node:fs/promises";
import {
	FOLDER_ONLY,
	HOLD_ONLY,
	NO_FOLLOW,
	openDescriptor,
	statDescriptor,
	statJustOpened,
} from "./calls.ts";
import type { PlainStats } from "./file-facts.ts";
import { fromMemory } from "./from-memory.ts";
import { aLink, type HeldFolder, type Holding } from "./held-folder.ts";
import type { Place } from "./local-mounts.ts";
import { asUnfaithful, faithfulPath } from "./real-path.ts";

/**
 * Linux: the kernel opens the folder, links and all; then we look at what it opened, not at the path again; and
 * `/proc/self/fd/N/name` acts in what was opened, as openat(2) would. There is no gap between check and use.
 */
export const holdByDescriptor: Holding = {
	hold: async (path, permit) => {
		const descriptor = await openDescriptor(path, HOLD_ONLY | FOLDER_ONLY);
		try {
			const real = pathOfDescriptor(descriptor);
			permit(real);
			return new FolderByDescriptor(descriptor, real);
		} catch (error) {
			closeSync(descriptor);
			throw error;
		}
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

class FolderByDescriptor implements HeldFolder {
	readonly itself: string;
	readonly real: string;
	readonly isHeldFast = true;
	readonly #descriptor: number;
	#placeKnown: Place | undefined;
	#isHeld = true;

	constructor(descriptor: number, real: string) {
		this.#descriptor = descriptor;
		this.itself = `/proc/self/fd/${descriptor}`;
		this.real = real;
	}

	get isInMemory(): boolean {
		return this.#place === "memory";
	}

	at(name: string): string {
		return `${this.itself}/${name}`;
	}

	async open(name: string, flags: number): Promise<number> {
		const known = fromMemory().open(this.#descriptor, name, flags);
		return known ?? (await openDescriptor(this.at(name), flags));
	}

	facts(): Promise<BigIntStats> {
		return statDescriptor(this.#descriptor);
	}

	async factsOf(name: string): Promise<BigIntStats> {
		const known = this.#inMemory(name, statJustOpened);
		return known ?? (await lstat(this.at(name), { bigint: true }));
	}

	factsNow(name: string): PlainStats | undefined {
		return this.#inMemory(name, fromMemory().factsOf);
	}

	async refuseUnwritable(name: string): Promise<void> {
		// Whoever asks this has looked at the name just now, so the system has it in memory.
		if (this.#place === "elsewhere") {
			await access(this.at(name), constants.W_OK);
		} else accessSync(this.at(name), constants.W_OK);
	}

	async freeBytes(): Promise<number> {
		const { bavail, bsize } =
			this.#place === "elsewhere"
				? await statfs(this.itself)
				: statfsSync(this.itself);
		return bavail * bsize;
	}

	async confirm(): Promise<void> {}

	async pinned<T>(
		name: string,
		work: (path: string, facts: BigIntStats) => Promise<T>,
	): Promise<T> {
		const pin = await this.open(name, HOLD_ONLY | NO_FOLLOW);
		try {
			const facts = await statDescriptor(pin);
			if (facts.isSymbolicLink()) throw aLink();
			return await work(`/proc/self/fd/${pin}`, facts);
		} finally {
			closeSync(pin);
		}
	}

	release(): void {
		if (!this.#isHeld) return;
		this.#isHeld = false;
		// A hold writes nothing back, so this never waits.
		closeSync(this.#descriptor);
	}

	get #place(): Place {
		this.#placeKnown ??= fromMemory().placeOf(this.#descriptor);
		return this.#placeKnown;
	}

	/** What is asked of a name that the system has in memory; it lies on the mount of the folder, or is not found. */
	#inMemory<T>(name: string, ask: (pin: number) => T): T | undefined {
		if (this.#place === "elsewhere") return undefined;
		const pin = fromMemory().open(
			this.#descriptor,
			name,
			HOLD_ONLY | NO_FOLLOW,
		);
		if (pin === undefined) return undefined;
		try {
			return ask(pin);
		} finally {
			closeSync(pin);
		}
	}
}

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

/** The real path of what the system has in memory; undefined where it would have to ask a disk, or cannot say. */
export function realPathNow(path: string): string | undefined {
	return pathNow(path, HOLD_ONLY);
}

/** The same of a folder, which can be held by descriptor then: it just was. */
export function realFolderNow(path: string): string | undefined {
	return pathNow(path, HOLD_ONLY | FOLDER_ONLY);
}

function pathNow(path: string, flags: number): string | undefined {
	const descriptor = fromMemory().open(undefined, path, flags);
	if (descriptor === undefined) return undefined;
	try {
		return pathOfDescriptor(descriptor);
	} catch {
		return undefined;
	} finally {
		closeSync(descriptor);
	}
}

/** Whether the system has a folder in memory at that path; false when it would have to ask a disk. */
export function isFolderNow(path: string): boolean {
	const flags = HOLD_ONLY | FOLDER_ONLY;
	const descriptor = fromMemory().open(undefined, path, flags);
	if (descriptor !== undefined) closeSync(descriptor);
	return descriptor !== undefined;
}

/** The path of what a descriptor is, by Linux's /proc. Answered from memory, so it need not be asynchronous. */
function pathOfDescriptor(descriptor: number): string {
	const link = `/proc/self/fd/${descriptor}`;
	try {
		return faithfulPath(readlinkSync(link));
	} catch (error) {
		throw asUnfaithful(error);
	}
}
