import { ALL_RIGHTS, RIGHTS, type Right, type Rights } from "../files/index.ts";

/** Words that stand for several rights. `dropbox` takes files and folders in and shows nothing, not even a list. */
export const RIGHTS_WORDS: Readonly<Record<string, Rights>> = {
	all: ALL_RIGHTS,
	"read-only": new Set<Right>(["read", "list"]),
	dropbox: new Set<Right>(["write", "mkdir"]),
};

/** What {@link parseRights} reads, for error texts. */
export const RIGHTS_FORM: string = `one of ${Object.keys(RIGHTS_WORDS).join(", ")}, or an array out of: ${RIGHTS.join(", ")}`;

/**
 * Reads rights as they stand in accounts.toml and behind `--rights`: a word, names with commas between them, or an array.
 *
 * @returns undefined when it is none of these
 * @example parseRights("read-only") // read, list
 * @example parseRights(["read", "write"])
 */
export function parseRights(value: unknown): Rights | undefined {
	if (typeof value === "string") {
		return Object.hasOwn(RIGHTS_WORDS, value)
			? RIGHTS_WORDS[value]
			: parseRights(value.split(",").map((each) => each.trim()));
	}
	if (!Array.isArray(value) || !value.every(isRight)) return undefined;
	return new Set(RIGHTS.filter((right) => value.includes(right)));
}

/** The word for the rights, or else their names. @example formatRights(ALL_RIGHTS) === "all" */
export function formatRights(rights: Rights): string {
	if (rights.size === 0) return "none";
	for (const [word, meant] of Object.entries(RIGHTS_WORDS)) {
		if (isWithin(rights, meant) && isWithin(meant, rights)) return word;
	}
	return RIGHTS.filter((right) => rights.has(right)).join(",");
}

/** Whether no right is in the first that is not in the second. */
export function isWithin(rights: Rights, ceiling: Rights): boolean {
	for (const right of rights) if (!ceiling.has(right)) return false;
	return true;
}

/** The rights that both grant; the very same set where the second takes nothing away. */
export function commonRights(a: Rights, b: Rights): Rights {
	if (isWithin(a, b)) return a;
	return new Set([...a].filter((right) => b.has(right)));
}

function isRight(value: unknown): value is Right {
	return RIGHTS.some((right) => right === value);
}
