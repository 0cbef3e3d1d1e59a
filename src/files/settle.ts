import type { Backend } from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import {
	innerPath,
	type Landscape,
	outerPath,
	type Tree,
} from "./landscape.ts";
import type { NameRules } from "./name-rules.ts";
import type { Right, Rights } from "./rights.ts";
import { ROOT, type VirtualPath } from "./virtual-path.ts";

/** Where to act on what a path means: which tree, what it is called there, and what may be done with it. */
export interface Place {
	readonly tree: Tree;
	/** The tree, or its twin that follows no link. */
	readonly backend: Backend;
	readonly path: VirtualPath;
	readonly rights: Rights;
}

/** What is to be done at a path. */
export interface Purpose {
	/** One of them is enough; none: no right is needed. */
	readonly anyOf: readonly Right[];
	/** Whether a link at the path's end is acted on itself. */
	readonly last?: "itself";
	/** Something gets this name, or new content. */
	readonly makes?: true;
}

/** Leads from paths to places. */
export interface Settler {
	/** What is known without asking the disk. @throws {FileFailure} denied, notFound or badName for what is hidden */
	allowed(path: VirtualPath, purpose: Purpose): Place;
	/** @throws {FileFailure} the same; denied too when a link leads to where the right is missing */
	settled(path: VirtualPath, purpose: Purpose): Promise<Place>;
}

/**
 * The one place where rights and rules of names are asked. They must hold for the path as the client wrote it, and for where it leads
 * when it leads through links.
 */
export function settler(land: Landscape, names: NameRules): Settler {
	const hasRules = land.hasRules || !names.isEmpty;

	function refuse(tree: Tree, path: VirtualPath, purpose: Purpose): Rights {
		const rights = land.rightsAt(tree, path);
		const { anyOf, makes } = purpose;
		if (anyOf.length > 0 && !anyOf.some((right) => rights.has(right))) {
			const wanted = anyOf.join(" or ");
			throw new FileFailure("denied", `no right to ${wanted} ${path}`);
		}
		if (names.isEmpty) return rights;
		if (names.isHiddenPath(innerPath(tree, path))) {
			const reason = makes ? "badName" : "notFound";
			throw new FileFailure(reason, `${path} is hidden`);
		}
		if (makes && path !== ROOT) names.refuseNew(path);
		return rights;
	}

	function allowed(path: VirtualPath, purpose: Purpose): Place {
		const tree = land.treeAt(path);
		const rights = refuse(tree, path, purpose);
		const { backend } = tree;
		return { tree, backend, path: innerPath(tree, path), rights };
	}

	async function settled(path: VirtualPath, purpose: Purpose): Promise<Place> {
		const place = allowed(path, purpose);
		const { tree } = place;
		const { links } = tree.backend;
		const isCounted = tree.quota !== undefined;
		if (links === undefined || (!hasRules && !isCounted)) return place;
		const real = await links.resolve(place.path, purpose.last ?? "followed");
		if (real === undefined) return place;
		const backend = links.unfollowed;
		if (real === place.path) return { ...place, backend };
		const seen = outerPath(tree, real);
		if (land.treeAt(seen) !== tree) {
			throw new FileFailure("denied", `${path} leads below a mount`);
		}
		const there = refuse(tree, seen, purpose);
		const rights = new Set([...place.rights].filter((one) => there.has(one)));
		return { tree, backend, path: real, rights };
	}

	return { allowed, settled };
}
