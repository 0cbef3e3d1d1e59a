import { decodeUtf8, OperatorError, Secret } from "../base/index.ts";
import type { CommandArg, Invocation } from "./command.ts";

/** What is secret, as the flags and sentences call it. */
export type SecretName = "password" | "passphrase";

/** The flags that hand over a secret; never as an argument, which every process of the machine can read. */
export function secretArgs(
	name: SecretName,
): Readonly<Record<string, CommandArg>> {
	return {
		[`${name}-stdin`]: {
			type: "boolean",
			description: `Read the ${name} from stdin; one line end is taken off.`,
		},
		[`${name}-file`]: {
			type: "string",
			valueHint: "FILE",
			description: `Read the ${name} from a file; one line end is taken off.`,
		},
		[`${name}-env`]: {
			type: "string",
			valueHint: "NAME",
			description: `Take the ${name} from an environment variable.`,
		},
	};
}

/** @throws {OperatorError} usage.invalid when two of these flags are given */
export function refuseTwoWays(
	{ input }: Pick<Invocation, "input">,
	name: SecretName,
	flags: readonly string[],
): void {
	const ways = flags.filter(
		(flag) => input.has(flag) || input.value(flag) !== undefined,
	);
	if (ways.length < 2) return;
	throw new OperatorError(
		"usage.invalid",
		`The ${name} comes by two ways: --${ways.join(" and --")}.`,
		{ fix: "leave all but one out" },
	);
}

/**
 * The secret that the flags hand over; undefined when no flag does.
 *
 * @throws {OperatorError} usage.missing, usage.invalid, file.no-right
 */
export async function givenSecret(
	{ files, input, process }: Invocation,
	name: SecretName,
): Promise<Secret | undefined> {
	if (input.has(`${name}-stdin`)) {
		return textSecret(decodeUtf8(await process.readInput()), name);
	}
	const file = input.value(`${name}-file`);
	if (file !== undefined) {
		const text = await files.readText(files.resolve(file));
		if (text === undefined) {
			throw new OperatorError("file.no-right", `There is no file ${file}.`, {
				why: `--${name}-file names it`,
			});
		}
		return textSecret(text, name);
	}
	const variable = input.value(`${name}-env`);
	if (variable === undefined) return undefined;
	const text = process.env[variable];
	if (text === undefined) {
		throw new OperatorError(
			"usage.missing",
			`The environment variable ${variable} is not set.`,
			{ why: `--${name}-env names it` },
		);
	}
	return new Secret(text);
}

function textSecret(text: string | undefined, name: SecretName): Secret {
	if (text === undefined) {
		throw new OperatorError("usage.invalid", `The ${name} is not UTF-8 text.`);
	}
	return new Secret(text.replace(/\r?\n$/, ""));
}

/** Whether questions may be asked. */
export function mayAsk({
	input,
	process,
}: Pick<Invocation, "input" | "process">): boolean {
	const { stdin, stdout } = process.isTerminal;
	return stdin && stdout && !input.has("no-input");
}

/**
 * Asks for a new secret on the terminal, twice.
 *
 * @throws {OperatorError} usage.missing without a terminal, usage.invalid when the two differ
 */
export async function askSecretTwice(
	invocation: Invocation,
	name: SecretName,
	ways: string,
): Promise<Secret> {
	const { process } = invocation;
	if (!mayAsk(invocation)) {
		throw new OperatorError("usage.missing", `A ${name} is needed.`, {
			why: "there is no terminal to ask for it, or --no-input was given",
			fix: `add ${ways}`,
		});
	}
	const label = `${name[0]?.toUpperCase()}${name.slice(1)}`;
	const first = await process.askSecret(`${label}: `);
	const second = await process.askSecret("Once more: ");
	if (first === undefined || first.reveal() !== second?.reveal()) {
		throw new OperatorError("usage.invalid", `The two ${name}s differ.`);
	}
	return first;
}
