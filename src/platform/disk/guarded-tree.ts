import type { BigIntStats } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { isPortableName } from "../../base/index.ts";
import { FileFailure } from "../../files/index.ts";
import { systemCode } from "../errno.ts";
import type { HeldFolder, Holding } from "./held-folder.ts";
import {
	type BarredFolder,
	isSamePath,
	isWithin,
	pathBelow,
	type SymlinkPolicy,
} from "./real-path.ts";

export interface GuardedTreeOptions {
	/** Absolute, and without a link in it. */
	readonly root: string;
	readonly symlinks: SymlinkPolicy;
	readonly holding: Holding;
	/** What no link may lead to, however far links may lead. */
	readonly barred?: BarredFolder | undefined;
}

/** A name in a held folder, links followed: what is there is no link, or nothing is there. */
export interface Spot {
	readonly folder: HeldFolder;
	readonly name: string;
	readonly facts: BigIntStats | undefined;
}

/**
 * The only way from a virtual path to the disk. Every folder that it hands out was found to be one that the
 * policy lets a client use, and is held; only names without a slash are used in it, never following a link.
 *
 * Paths are virtual ones: absolute, no `.` or `..`, no empty parts.
 */
export class GuardedTree {
	readonly #root: string;
	readonly #symlinks: SymlinkPolicy;
	readonly #holding: Holding;
	readonly #barred: BarredFolder | undefined;

	constructor({ root, symlinks, holding, barred }: GuardedTreeOptions) {
		this.#root = root;
		this.#symlinks = symlinks;
		this.#holding = holding;
		this.#barred = barred;
	}

	/** The same folder, in which no link is followed. */
	unfollowed(): GuardedTree {
		return new GuardedTree({
			root: this.#root,
			symlinks: "never",
			holding: this.#holding,
		});
	}

	/**
	 * The path without links of what a path leads to, as far as it is there; undefined outside of the root.
	 *
	 * @throws {FileFailure} as {@link GuardedTree.look} does
	 */
	async resolve(
		path: string,
		last: "followed" | "itself",
	): Promise<string | undefined> {
		if (path === "/") return path;
		const folder = await this.holdParent(path);
		try {
			const name = namePart(path);
			const here = join(folder.real, name);
			if (last === "itself") return this.#virtualPath(here);
			const facts = await factsOfName(folder, name);
			if (facts?.isSymbolicLink()) {
				return this.#virtualPath((await this.#follow(folder, name)).real);
			}
			if (!facts?.isDirectory()) return this.#virtualPath(here);
			// A file system that takes upper and lower case for one tells here how the folder is written.
			const { real } = await this.#holding.resolve(folder.at(name));
			return this.#virtualPath(real);
		} finally {
			folder.release();
		}
	}

	/** The folder at the path. The caller releases it. @throws {FileFailure} notFound, notAFolder, denied */
	async hold(path: string): Promise<HeldFolder> {
		refuseOddNames(path);
		try {
			return await this.#holdUnexplained(path);
		} catch (error) {
			if (error instanceof FileFailure) throw error;
			await this.#refuseIfOutside(path);
			throw error;
		}
	}

	/** Works on a name in the folder that holds it. @throws {FileFailure} denied for the root, which has no name */
	async inParent<T>(
		path: string,
		work: (folder: HeldFolder, name: string) => Promise<T>,
	): Promise<T> {
		const folder = await this.holdParent(path);
		try {
			return await work(folder, namePart(path));
		} finally {
			folder.release();
		}
	}

	/** The folder that holds the name; a file where it should be is as good as nothing. The caller releases it. */
	async holdParent(path: string): Promise<HeldFolder> {
		if (path === "/") throw new FileFailure("denied", "the root has no name");
		refuseOddNames(path);
		let folder: HeldFolder;
		try {
			folder = await this.hold(parentPath(path));
		} catch (error) {
			if (systemCode(error) !== "ENOTDIR") throw error;
			throw new FileFailure("notFound", `no folder for ${path}`, error);
		}
		try {
			this.#refuseBarredName(folder, namePart(path));
			return folder;
		} catch (error) {
			folder.release();
			throw error;
		}
	}

	/** What the name is, or leads to; undefined when nothing is there. @throws {FileFailure} denied, notFound for a link */
	async look(
		folder: HeldFolder,
		name: string,
	): Promise<BigIntStats | undefined> {
		return (await this.lookBehind(folder, name))?.facts;
	}

	/** The same, with the virtual path that a link leads to, if it is one and that is in the tree. */
	async lookBehind(
		folder: HeldFolder,
		name: string,
	): Promise<{ facts: BigIntStats; leadsTo: string | undefined } | undefined> {
		const facts = await factsOfName(folder, name);
		if (facts === undefined) return undefined;
		if (!facts.isSymbolicLink()) return { facts, leadsTo: undefined };
		const target = await this.#follow(folder, name);
		return { facts: target.facts, leadsTo: this.#virtualPath(target.real) };
	}

	/** Where the path leads to in the end, ready to be read or replaced. The caller releases its folder. */
	async spot(path: string): Promise<Spot> {
		const folder = await this.holdParent(path);
		try {
			const name = namePart(path);
			const facts = await factsOfName(folder, name);
			if (!facts?.isSymbolicLink()) return { folder, name, facts };
			return await this.spotBehind(folder, name);
		} catch (error) {
			folder.release();
			throw error;
		}
	}

	/** Where a link leads to. Releases the link's folder when it succeeds; the caller releases the spot's. */
	async spotBehind(folder: HeldFolder, link: string): Promise<Spot> {
		const target = await this.#follow(folder, link);
		// The root itself, or another folder: there is nothing to open, so its own folder need not be found.
		if (target.facts.isDirectory()) {
			return { folder, name: link, facts: target.facts };
		}
		const parent = dirname(target.real);
		const targetFolder = await this.#holding.hold(parent, (real) => {
			if (real !== parent) throw outside(real);
		});
		const name = basename(target.real);
		try {
			const facts = await factsOfName(targetFolder, name);
			if (facts?.isSymbolicLink()) throw outside(target.real);
			folder.release();
			return { folder: targetFolder, name, facts };
		} catch (error) {
			targetFolder.release();
			throw error;
		}
	}

	#holdUnexplained(path: string): Promise<HeldFolder> {
		const asked = this.#diskPath(path);
		return this.#holding.hold(asked, (real) => this.#permit(real, asked));
	}

	/**
	 * When a path fails behind a link that leads out, the reason would tell what is there and what is not.
	 * So the nearest thing on the way that can be reached decides first whether the answer is `denied`.
	 */
	async #refuseIfOutside(path: string): Promise<void> {
		for (let above = path; above !== "/"; above = parentPath(above)) {
			try {
				const asked = this.#diskPath(above);
				this.#permit((await this.#holding.resolve(asked)).real, asked);
				return;
			} catch (error) {
				if (error instanceof FileFailure) throw error;
			}
		}
	}

	async #follow(
		folder: HeldFolder,
		link: string,
	): Promise<{ real: string; facts: BigIntStats }> {
		if (this.#symlinks === "never") {
			throw new FileFailure("denied", "links are not followed here");
		}
		const target = await this.#holding.resolve(folder.at(link));
		this.#permit(target.real, undefined);
		return target;
	}

	#permit(real: string, asked: string | undefined): void {
		if (this.#symlinks === "any") {
			if (this.#isBarred(real)) throw outside(real);
			return;
		}
		if (this.#symlinks === "never" && !isSamePath(real, asked)) {
			throw outside(real);
		}
		if (!isWithin(this.#root, real)) throw outside(real);
	}

	#isBarred(real: string): boolean {
		const barred = this.#barred;
		if (barred === undefined || !isWithin(barred.folder, real)) return false;
		return !isWithin(barred.openPart, real);
	}

	/** Links may lead above the barred folder: there, neither it nor what holds it can be touched by name. */
	#refuseBarredName(folder: HeldFolder, name: string): void {
		const barred = this.#barred;
		if (this.#symlinks !== "any" || barred === undefined) return;
		const real = join(folder.real, name);
		if (this.#isBarred(real) || isWithin(real, barred.openPart)) {
			throw outside(real);
		}
	}

	#virtualPath(real: string): string | undefined {
		if (!isWithin(this.#root, real)) return undefined;
		const below = real.slice(this.#root.length).split(sep).filter(Boolean);
		return `/${below.join("/")}`;
	}

	#diskPath(path: string): string {
		return pathBelow(this.#root, path);
	}
}

/** Facts of the name itself, link or not; undefined when nothing is there. */
export async function factsOfName(
	folder: HeldFolder,
	name: string,
): Promise<BigIntStats | undefined> {
	try {
		return await folder.factsOf(name);
	} catch (error) {
		if (systemCode(error) === "ENOENT") return undefined;
		throw error;
	}
}

function outside(real: string): FileFailure {
	return new FileFailure("denied", `a link leads to ${real}`);
}

/** Names that the system would take for others, or that a listing could not show. */
function refuseOddNames(path: string): void {
	if (path.includes("\ufffd")) {
		throw new FileFailure("badName", "U+FFFD stands for what is no UTF-8");
	}
	if (process.platform !== "win32") return;
	if (path.split("/").every((name) => name === "" || isPortableName(name))) {
		return;
	}
	throw new FileFailure("badName", "a name that Windows takes for another");
}

function parentPath(path: string): string {
	return path.slice(0, path.lastIndexOf("/")) || "/";
}

function namePart(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}
