import { OperatorError } from "../../base/index.ts";

/**
 * The kinds of failure by SQLite's own sentences: Deno gives no numbers. They come from a fixed table of the library and
 * have not changed in many years.
 *
 * @see https://sqlite.org/rescode.html
 */
const KINDS: readonly (readonly [RegExp, "damaged" | "locked" | "noRight"])[] =
	[
		[/not a database|malformed|corrupt|unsupported file format/i, "damaged"],
		[/is locked/i, "locked"],
		[
			/unable to open|readonly database|read-only|access permission/i,
			"noRight",
		],
	];

/** A failure of SQLite as one that a person can mend, when it is such. */
export function asOperatorError(failure: unknown, file: string): unknown {
	if (failure instanceof OperatorError || !(failure instanceof Error)) {
		return failure;
	}
	const kind = KINDS.find(([words]) => words.test(failure.message))?.[1];
	const detail = { why: `SQLite says: ${failure.message}`, cause: failure };
	switch (kind) {
		case "damaged":
			return damagedDatabase(file, detail);
		case "locked":
			return new OperatorError(
				"state.locked",
				`${file} is held by another program.`,
				{
					...detail,
					fix: "close the program that has it open, such as a database browser or a backup",
				},
			);
		case "noRight":
			return new OperatorError("file.no-right", `${file} cannot be used.`, {
				...detail,
				fix: `look at its owner and permissions, and its folder's: ls -ld ${file}`,
			});
		case undefined:
			return failure;
	}
}

/** @param detail what was observed */
export function damagedDatabase(
	file: string,
	detail: { readonly why: string; readonly cause?: unknown },
): OperatorError {
	return new OperatorError("state.damaged", `${file} is damaged.`, {
		...detail,
		fix: `put a copy of it back while no server runs. Without one, the next start of the server or oceanftp doctor --fix moves it aside: usage, credits, bans and history then begin anew`,
	});
}
