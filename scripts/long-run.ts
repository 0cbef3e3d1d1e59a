import { parseArgs } from "node:util";
import { RUNTIMES, type Runtime } from "../test/support/programs.ts";

/** A flag that takes a number. */
export interface NumberFlag {
	readonly preset: number;
	readonly about: string;
	/** The least that it takes. */
	readonly least: number;
	readonly mayBeFraction?: true;
}

/** One of the long forms of tests: fuzz, soak, crash. */
export interface LongRun<Flag extends string> {
	/** How it is started, without flags. */
	readonly command: string;
	readonly about: string;
	readonly flags: Readonly<Record<Flag, NumberFlag>>;
	/** Flags, as somebody might type them. */
	readonly example: string;
}

/** What was asked for on the command line. */
export type LongRunOptions<Flag extends string> = Readonly<
	Record<Flag, number>
> & { readonly runtime: Runtime };

/**
 * Reads the command line of a long run, and does it. `--help` prints what there is to say.
 *
 * @returns the exit status: 2 for wrong use, 1 for what the run found
 */
export async function runLong<Flag extends string>(
	run: LongRun<Flag>,
	args: readonly string[],
	work: (options: LongRunOptions<Flag>) => Promise<void>,
): Promise<number> {
	if (args.includes("--help") || args.includes("-h")) {
		process.stdout.write(usage(run));
		return 0;
	}
	let options: LongRunOptions<Flag>;
	try {
		options = optionsOf(run, args);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		process.stderr.write(`${why}\n${usage(run)}`);
		return 2;
	}
	await work(options);
	return 0;
}

/** @throws {TypeError} with a sentence about what was wrong */
export function optionsOf<Flag extends string>(
	{ flags }: LongRun<Flag>,
	args: readonly string[],
): LongRunOptions<Flag> {
	const names = keysOf(flags);
	const { values } = parseArgs({
		args: args.filter((argument) => argument !== "--"),
		options: Object.fromEntries(
			[...names, "runtime"].map((name) => [name, { type: "string" }] as const),
		),
	});
	const { runtime: wished = "bun" } = values;
	const runtime = RUNTIMES.find((name) => name === wished);
	if (runtime === undefined) {
		throw new TypeError(`--runtime is ${RUNTIMES.join(" or ")} here`);
	}
	const numbers = names.map((name) => {
		const text = values[name];
		const flag = flags[name];
		return [
			name,
			typeof text === "string" ? numberOf(name, text, flag) : flag.preset,
		] as const;
	});
	return { ...fromEntries(numbers), runtime };
}

function numberOf(
	name: string,
	text: string,
	{ least, mayBeFraction }: NumberFlag,
): number {
	const number = text.trim() === "" ? Number.NaN : Number(text);
	const isOne =
		mayBeFraction === true
			? Number.isFinite(number)
			: Number.isSafeInteger(number);
	if (isOne && number >= least) return number;
	const kind = mayBeFraction === true ? "number" : "whole number";
	throw new TypeError(`--${name} takes a ${kind} from ${least} on`);
}

/** What `--help` prints. */
export function usage<Flag extends string>({
	about,
	command,
	example,
	flags,
}: LongRun<Flag>): string {
	const rows = keysOf(flags).map((name) => {
		const { about: text, preset } = flags[name];
		return [`--${name} N`, `${text}; ${preset} unless said`] as const;
	});
	const all = [
		...rows,
		["--runtime NAME", `${RUNTIMES.join(" or ")}; bun unless said`] as const,
		["--help", "this text"] as const,
	];
	return [
		`usage: ${command} [flags]`,
		...about.split("\n").map((line) => `  ${line}`),
		"flags:",
		...all.map(([flag, text]) => `  ${flag.padEnd(16)}  ${text}`),
		"example:",
		`  ${command} ${example}`,
		"",
	].join("\n");
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>) {
	return Object.keys(record) as Key[];
}

function fromEntries<Key extends string>(
	entries: readonly (readonly [Key, number])[],
) {
	return Object.fromEntries(entries) as Record<Key, number>;
}
