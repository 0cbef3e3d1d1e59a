import type { BigIntStats } from "node:fs";
import type { PlainStats } from "./file-facts.ts";

/**
 * A folder that was found to be where it may be, kept so that acting on a name in it acts in that very folder,
 * whatever somebody puts in its place meanwhile.
 */
export interface HeldFolder {
	/** The folder itself, as a path to give to the system. */
	readonly itself: string;
	/** Where it was when it was held: absolute, with no link in it. To be shown and written down, never to be opened. */
	readonly real: string;
	/** Whether acting by {@link at} acts in this very folder, so that {@link confirm} has nothing to tell. */
	readonly isHeldFast: boolean;
	/** Whether nothing that is done in it ever waits for a disk (tmpfs). */
	readonly isInMemory: boolean;
	/** A name in it, as a path to give to the system. Never follow a link at its end. */
	at(name: string): string;
	/** Opens what a name is. @param flags not to make anything, and not to follow a link */
	open(name: string, flags: number): Promise<number>;
	facts(): Promise<BigIntStats>;
	/** Facts of what a name is, link or not. */
	factsOf(name: string): Promise<BigIntStats>;
	/** The same at once, when the system need not ask a disk for them. */
	factsNow(name: string): PlainStats | undefined;
	/** Asks whether what a name is may be written to, of which the facts were asked just now; `.` is the folder itself. @throws the system's error, EACCES or EROFS */
	refuseUnwritable(name: string): Promise<void>;
	/** Room for users who are not root, in the file system that it is on. */
	freeBytes(): Promise<number>;
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

/** What stands for a link where none may be. */
export function aLink(): Error {
	return Object.assign(new Error("a link"), { code: "ELOOP" });
}
