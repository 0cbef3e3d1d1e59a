import type { OperatorError } from "../base/index.ts";
import type { HostProcess } from "../platform/index.ts";

/** How a command speaks: results to stdout, all else to stderr. */
export interface Output {
	/** `--json`: results are one document with a `schema`. */
	readonly isJson: boolean;
	readonly isVerbose: boolean;
	/** The command's result: the document under `--json`, the lines otherwise. */
	result(answer: Answer): Promise<void>;
	/** A line for people: none under `--quiet`, nor under `--json`, where stderr holds one error object at most. */
	note(line: string): void;
}

/** A result in both forms. */
export interface Answer {
	readonly lines: readonly string[];
	readonly document: { readonly schema: string } & Readonly<
		Record<string, unknown>
	>;
}

/** The switches that decide how output looks. */
export interface OutputFlags {
	readonly json: boolean;
	readonly quiet: boolean;
	readonly verbose: boolean;
}

export function createOutput(
	process: Pick<HostProcess, "writeResult" | "writeNote">,
	flags: OutputFlags,
): Output {
	return {
		isJson: flags.json,
		isVerbose: flags.verbose,
		result: ({ lines, document }) =>
			process.writeResult(
				flags.json
					? `${JSON.stringify(document)}\n`
					: lines.map((line) => `${line}\n`).join(""),
			),
		note: (line) => {
			if (!flags.quiet && !flags.json) process.writeNote(`${line}\n`);
		},
	};
}

/** Whether stderr may bear colour. An explicit flag outranks NO_COLOR, as no-color.org asks. */
export function usesColor(
	choice: string | undefined,
	process: Pick<HostProcess, "env" | "isTerminal">,
): boolean {
	if (choice === "always") return true;
	if (choice === "never") return false;
	const { NO_COLOR: noColor = "", TERM: term } = process.env;
	return process.isTerminal.stderr && noColor === "" && term !== "dumb";
}

/** The column in which an error's code begins, where the sentence and the terminal leave room. */
const CODE_COLUMN = 78;

/**
 * An error as a person reads it: what, why, what to do.
 *
 * @example
 * error: There is no user bob.                     [user.not-found]
 *   why: the users are: alice
 *   fix: oceanftp user list
 */
export function errorText(
	error: OperatorError,
	options: {
		readonly color: boolean;
		readonly verbose: boolean;
		/** The terminal's; undefined where there is none. */
		readonly columns?: number | undefined;
	},
): string {
	const paint = (code: number, text: string): string =>
		options.color ? `\x1b[${code}m${text}\x1b[0m` : text;
	const code = `[${error.code}]`;
	const { columns = CODE_COLUMN + code.length } = options;
	const column = Math.min(CODE_COLUMN, columns - code.length);
	const gap = " ".repeat(Math.max(2, column - 7 - error.message.length));
	const lines = [
		`${paint(31, "error:")} ${error.message}${gap}${paint(2, code)}`,
		...labelled(paint(33, "why:"), error.why),
		...labelled(paint(32, "fix:"), error.fix),
		...(options.verbose ? [error.stack ?? ""] : []),
	];
	return `${lines.join("\n")}\n`;
}

function labelled(label: string, text: string | undefined): string[] {
	if (text === undefined) return [];
	return text
		.split("\n")
		.map((line, index) =>
			index === 0 ? `  ${label} ${line}` : `       ${line}`,
		);
}

/** An error under `--json`: one line on stderr. */
export function errorDocument(error: OperatorError): string {
	return `${JSON.stringify({
		schema: "oceanftp.error/1",
		code: error.code,
		exit: error.exit,
		error: error.message,
		why: error.why ?? null,
		fix: error.fix ?? null,
	})}\n`;
}
