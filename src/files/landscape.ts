import { foldName } from "../base/index.ts";
import type { Backend } from "./backend.ts";
import type { QuotaKeeper } from "./quota.ts";
import type { Rights } from "./rights.ts";
import type { AccountFilesOptions, FolderRights } from "./view.ts";
import {
	isWithin,
	nameOf,
	parentOf,
	ROOT,
	type VirtualPath,
} from "./virtual-path.ts";

/** One of the trees that an account sees: its own, or a mounted one. */
export interface Tree {
	/** Where its root is seen. */
	readonly top: VirtualPath;
	readonly backend: Backend;
	/** What may be done in it unless a folder's entry takes more away. */
	readonly rights: Rights;
	readonly quota: QuotaKeeper | undefined;
}

/** Which tree is where, and what may be done there. Knows paths only, no disk. */
export interface Landscape {
	/** Whether there is more than one tree with the same rights everywhere. */
	readonly hasRules: boolean;
	treeAt(path: VirtualPath): Tree;
	/** What may be done at a path of the tree. */
	rightsAt(tree: Tree, path: VirtualPath): Rights;
	/** The virtual folders to be seen in a folder: mounts, and what leads to them; undefined when there are none. */
	shownIn(folder: VirtualPath): ReadonlyMap<string, VirtualPath> | undefined;
	/** Whether it is a mount, or a folder on the way to one: always there, and always a folder. */
	isFixed(path: VirtualPath): boolean;
	/** Whether something is said of it, or of a path below: it can be neither moved nor removed, or what is below would get other rights. */
	isPinned(path: VirtualPath): boolean;
}

/** The path inside of the tree. @example innerPath(photos, "/photos/a") === "/a" */
export function innerPath({ top }: Tree, path: VirtualPath): VirtualPath {
	if (top === ROOT) return path;
	return path === top ? ROOT : (path.slice(top.length) as VirtualPath);
}

/** The other way round. */
export function outerPath({ top }: Tree, inner: VirtualPath): VirtualPath {
	if (top === ROOT) return inner;
	return inner === ROOT ? top : (`${top}${inner}` as VirtualPath);
}

/** Everything that an account sees, put together. */
export function landscapeOf(options: AccountFilesOptions): Landscape {
	const { backend, rights, quota } = options;
	const own: Tree = { top: ROOT, backend, rights, quota };
	const mounted = (options.mounts ?? [])
		.filter(({ path }) => path !== ROOT)
		.map(
			(mount): Tree => ({
				top: mount.path,
				backend: mount.backend,
				rights: both(rights, mount.rights),
				quota: undefined,
			}),
		)
		.sort((a, b) => b.top.length - a.top.length);
	const rules = (options.folders ?? [])
		.map((rule) => ({ ...rule, folded: foldName(rule.path) }))
		.sort((a, b) => b.path.length - a.path.length);
	const shown = shownFolders(mounted);
	const pins = [...mounted.map(({ top }) => top), ...rules.map((r) => r.path)]
		.filter((path) => path !== ROOT)
		.map(foldName);
	return {
		hasRules: mounted.length > 0 || rules.length > 0,
		treeAt: (path) => {
			if (mounted.length === 0) return own;
			return mounted.find(({ top }) => isWithin(top, path)) ?? own;
		},
		rightsAt: rules.length === 0 ? (tree) => tree.rights : ruled(rules),
		shownIn: (folder) => shown.get(folder),
		isFixed: (path) =>
			mounted.length > 0 && mounted.some(({ top }) => isWithin(path, top)),
		isPinned: (path) => {
			if (path === ROOT) return true;
			if (pins.length === 0) return false;
			const folded = foldName(path);
			return pins.some((pin) => isWithin(folded, pin));
		},
	};
}

interface Rule extends FolderRights {
	readonly folded: string;
}

/** @param rules the longest paths first */
function ruled(rules: readonly Rule[]): Landscape["rightsAt"] {
	const known = new Map<string, Rights>();
	return (tree, path) => {
		const inTree = ({ path: top }: FolderRights) => isWithin(tree.top, top);
		const exact = rules.findIndex(
			(rule) => isWithin(rule.path, path) && inTree(rule),
		);
		// Where the disk takes upper and lower case for one, this path may be that of a rule in other letters.
		const folded = foldName(path);
		const alike = rules.findIndex(
			(rule) => isWithin(rule.folded, folded) && inTree(rule),
		);
		const key = `${exact} ${alike} ${tree.top}`;
		const before = known.get(key);
		if (before !== undefined) return before;
		let held = tree.rights;
		for (const index of new Set([exact, alike])) {
			const rule = rules[index];
			const counts = index === exact || !isSame(rule, rules[exact]);
			if (rule !== undefined && counts) held = both(held, rule.rights);
		}
		known.set(key, held);
		return held;
	};
}

/** Two rules for names that differ in case only: the one that is written as the path is counts alone. */
function isSame(one: Rule | undefined, other: Rule | undefined): boolean {
	return one !== undefined && one.folded === other?.folded;
}

function both(one: Rights, other: Rights): Rights {
	return new Set([...one].filter((right) => other.has(right)));
}

/** For each folder that a mount is in, or is on the way to one, what is to be seen in it. */
function shownFolders(
	trees: readonly Tree[],
): ReadonlyMap<VirtualPath, ReadonlyMap<string, VirtualPath>> {
	const shown = new Map<VirtualPath, Map<string, VirtualPath>>();
	for (const { top } of trees) {
		for (let path = top; path !== ROOT; path = parentOf(path)) {
			const above = parentOf(path);
			const names = shown.get(above) ?? new Map<string, VirtualPath>();
			shown.set(above, names.set(nameOf(path), path));
		}
	}
	return shown;
}
