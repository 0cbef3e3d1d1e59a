import type { Entry, FileFacts } from "./backend.ts";
import type { Landscape } from "./landscape.ts";
import type { NameRules } from "./name-rules.ts";
import type { Right, Rights } from "./rights.ts";
import type { AccountFilesOptions } from "./view.ts";
import { childOf, nameOf, type VirtualPath } from "./virtual-path.ts";

/** A `perm` letter with the rights of which one is enough, and whether it also holds for the root folder. */
interface Letter {
	readonly letter: string;
	readonly rights: readonly Right[];
	/** Acts on the thing itself: the root of a tree cannot be deleted or renamed. */
	readonly notForRoot?: true;
}

const OF_FILE: readonly Letter[] = [
	{ letter: "a", rights: ["append"] },
	{ letter: "d", rights: ["delete"] },
	{ letter: "f", rights: ["rename"] },
	{ letter: "r", rights: ["read"] },
	{ letter: "w", rights: ["write"] },
];

const OF_FOLDER: readonly Letter[] = [
	{ letter: "c", rights: ["write", "append"] },
	{ letter: "d", rights: ["rmdir"], notForRoot: true },
	{ letter: "f", rights: ["rename"], notForRoot: true },
	{ letter: "l", rights: ["list"] },
	{ letter: "m", rights: ["mkdir"] },
	{ letter: "p", rights: ["delete", "rmdir"] },
];

/** A pipe, socket or device can be moved about, never opened. */
const OF_OTHER: readonly Letter[] = OF_FILE.filter(
	({ letter }) => letter === "d" || letter === "f",
);

/** What {@link permissionLetters} needs to know of a thing. */
export interface PermissionQuestion {
	readonly kind: FileFacts["kind"];
	readonly rights: Rights;
	/** The top of the tree. */
	readonly root?: true;
}

/**
 * The letters of the `perm` fact, in alphabetical order: what the account may try with this file or folder.
 * They speak of rights; the disk may still refuse.
 *
 * @see RFC 3659 §7.5.5
 * @example permissionLetters({ kind: "file", rights: new Set(["read", "delete"]) }) === "dr"
 */
export function permissionLetters({
	kind,
	rights,
	root,
}: PermissionQuestion): string {
	// Entering a folder needs no right of its own, so `e` always holds.
	if (kind === "folder") {
		const letters = heldLetters(OF_FOLDER, rights, root);
		return [...letters, "e"].sort().join("");
	}
	return heldLetters(kind === "file" ? OF_FILE : OF_OTHER, rights, root).join(
		"",
	);
}

function heldLetters(
	letters: readonly Letter[],
	rights: Rights,
	root: true | undefined,
): string[] {
	return letters
		.filter((entry) => !(root && entry.notForRoot))
		.filter((entry) => entry.rights.some((right) => rights.has(right)))
		.map((entry) => entry.letter);
}

/** What an account may try with what it sees. */
export interface Permissions {
	of(path: VirtualPath, facts: FileFacts): string;
	/** The same for the entries of a folder, asked for one by one. */
	inFolder(folder: VirtualPath): (entry: Entry) => string;
}

/**
 * The letters for everything that an account sees. They are the same for most entries of a folder, so each set is put together once, and
 * an entry's path only where it may matter: 10,000 entries cost 1 ms.
 */
export function permissionsOf(
	{ policy }: AccountFilesOptions,
	land: Landscape,
	names: NameRules,
): Permissions {
	const lettersOf = remembered();
	const isKept = policy?.overwrite === false;
	const of: Permissions["of"] = (path, { kind }) => {
		const rights = land.rightsAt(land.treeAt(path), path);
		const bound =
			kind === "folder"
				? land.isPinned(path)
					? "stays"
					: "free"
				: kind === "file" && !names.isEmpty && names.isDenied(nameOf(path))
					? "denied"
					: isKept
						? "kept"
						: "free";
		return lettersOf(rights, kind, bound);
	};
	return {
		of,
		inFolder: (folder) => {
			if (land.hasRules || !names.isEmpty) {
				return ({ name, facts }) => of(childOf(folder, name), facts);
			}
			const { rights } = land.treeAt(folder);
			const bound = isKept ? "kept" : "free";
			return ({ facts: { kind } }) =>
				lettersOf(rights, kind, kind === "folder" ? "free" : bound);
		},
	};
}

/** What takes letters away, whatever the rights. */
type Bound = "free" | "stays" | "denied" | "kept";

const TAKEN_AWAY: Readonly<Record<Bound, string>> = {
	free: "",
	stays: "",
	denied: "aw",
	kept: "w",
};

type Letters = (
	rights: Rights,
	kind: FileFacts["kind"],
	bound: Bound,
) => string;

function remembered(): Letters {
	const known = new WeakMap<Rights, Map<Bound, Map<string, string>>>();
	return (rights, kind, bound) => {
		const before = known.get(rights)?.get(bound)?.get(kind);
		if (before !== undefined) return before;
		const question = { kind, rights };
		const letters = permissionLetters(
			bound === "stays" ? { ...question, root: true } : question,
		);
		const left = [...letters]
			.filter((letter) => !TAKEN_AWAY[bound].includes(letter))
			.join("");
		const ofRights = known.get(rights) ?? new Map<Bound, Map<string, string>>();
		const ofBound = ofRights.get(bound) ?? new Map<string, string>();
		known.set(rights, ofRights.set(bound, ofBound.set(kind, left)));
		return left;
	};
}
