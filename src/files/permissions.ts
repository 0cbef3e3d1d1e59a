import type { FileFacts } from "./backend.ts";
import type { Right, Rights } from "./rights.ts";

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
