import type { FileFacts } from "../../files/index.ts";
import { formatTimeValue } from "../time-value.ts";

/** What an MLSx line tells of a file, in its order (RFC 3659 §7.5). */
export const FACT_NAMES = [
	"type",
	"size",
	"modify",
	"perm",
	"unique",
	"UNIX.mode",
] as const;

export type FactName = (typeof FACT_NAMES)[number];

/** What is shown until OPTS MLST chooses. */
export const DEFAULT_FACTS: ReadonlySet<FactName> = new Set(FACT_NAMES);

/** A file with what MLSx needs beyond its facts. */
export interface ListedFile {
	readonly facts: FileFacts;
	/** `perm` letters (RFC 3659 §7.5.5). */
	readonly permissions: string;
	/** `cdir` and `pdir` are the folder that is listed and the one above it. */
	readonly role?: "cdir" | "pdir";
}

/**
 * The facts of an MLSx line, each ended by `;`, a space not yet behind them.
 *
 * @example factsLine(file, new Set(["type", "size"])) === "type=file;size=5;"
 */
export function factsLine(
	file: ListedFile,
	chosen: ReadonlySet<FactName>,
): string {
	let line = "";
	for (const name of FACT_NAMES) {
		const value = chosen.has(name) ? factValue(name, file) : undefined;
		if (value !== undefined) line += `${name}=${value};`;
	}
	return line;
}

/**
 * The facts that a client asks for by `OPTS MLST size;type;`; unknown names are passed over (RFC 3659 §7.9).
 */
export function chooseFacts(text: string): ReadonlySet<FactName> {
	const wanted = new Set(text.toLowerCase().split(";"));
	return new Set(FACT_NAMES.filter((name) => wanted.has(name.toLowerCase())));
}

function factValue(
	name: FactName,
	{ facts, permissions, role }: ListedFile,
): string | undefined {
	switch (name) {
		case "type":
			return role ?? TYPES[facts.kind];
		case "size":
			return facts.kind === "file" ? String(facts.sizeBytes) : undefined;
		case "modify":
			return formatTimeValue(facts.modifiedMs);
		case "perm":
			return permissions;
		case "unique":
			return facts.unique;
		case "UNIX.mode":
			return `0${facts.mode.toString(8).padStart(3, "0")}`;
	}
}

const TYPES: Readonly<Record<FileFacts["kind"], string>> = {
	file: "file",
	folder: "dir",
	other: "OS.unix=special",
};
