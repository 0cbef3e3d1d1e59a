import { generatePassword } from "../accounts/index.ts";
import { decodeUtf8, OperatorError, Secret } from "../base/index.ts";
import type { CommandArg, Invocation } from "./command.ts";

/** The ways to hand over a password; never as an argument, which every process of the machine can read. */
export const PASSWORD_ARGS: Readonly<Record<string, CommandArg>> = {
	"password-stdin": {
		type: "boolean",
		description: "Read the password from stdin; one line end is taken off.",
	},
	"password-file": {
		type: "string",
		valueHint: "FILE",
		description: "Read the password from a file; one line end is taken off.",
	},
	"password-env": {
		type: "string",
		valueHint: "NAME",
		description: "Take the password from an environment variable.",
	},
	generate: {
		type: "boolean",
		description: "Make a password, and print it once.",
	},
};

const WAYS = "--password-stdin, --password-file, --password-env or --generate";

/** A password, and whether it was made here and so must be shown. */
export interface GivenPassword {
	readonly password: Secret;
	readonly isGenerated: boolean;
}

/**
 * The password by the one way that the flags name, or else by asking twice on the terminal.
 *
 * @throws {OperatorError} usage.missing when there is no way, usage.invalid for two ways or a password that cannot be one
 */
export async function readPassword(
	invocation: Invocation,
): Promise<GivenPassword> {
	const { input } = invocation;
	const ways = Object.keys(PASSWORD_ARGS).filter(
		(flag) => input.has(flag) || input.value(flag) !== undefined,
	);
	if (ways.length > 1) {
		throw new OperatorError(
			"usage.invalid",
			`The password comes by two ways: --${ways.join(" and --")}.`,
			{ fix: "leave all but one out" },
		);
	}
	if (input.has("generate")) {
		return { password: generatePassword(), isGenerated: true };
	}
	const password = await givenPassword(invocation);
	checkPassword(password);
	return { password, isGenerated: false };
}

async function givenPassword(invocation: Invocation): Promise<Secret> {
	const { files, input, process } = invocation;
	if (input.has("password-stdin")) {
		return textSecret(decodeUtf8(await process.readInput()));
	}
	const file = input.value("password-file");
	if (file !== undefined) {
		const text = await files.readText(files.resolve(file));
		if (text === undefined) {
			throw new OperatorError("file.no-right", `There is no file ${file}.`, {
				why: "--password-file names it",
			});
		}
		return textSecret(text);
	}
	const variable = input.value("password-env");
	if (variable !== undefined) {
		const text = process.env[variable];
		if (text === undefined) {
			throw new OperatorError(
				"usage.missing",
				`The environment variable ${variable} is not set.`,
				{ why: "--password-env names it" },
			);
		}
		return new Secret(text);
	}
	return askTwice(invocation);
}

function textSecret(text: string | undefined): Secret {
	if (text === undefined) {
		throw new OperatorError("usage.invalid", "The password is not UTF-8 text.");
	}
	return new Secret(text.replace(/\r?\n$/, ""));
}

async function askTwice({ input, process }: Invocation): Promise<Secret> {
	const { stdin, stdout } = process.isTerminal;
	if (!stdin || !stdout || input.has("no-input")) {
		throw new OperatorError("usage.missing", "A password is needed.", {
			why: "there is no terminal to ask for it, or --no-input was given",
			fix: `add ${WAYS}`,
		});
	}
	const first = await process.askSecret("Password: ");
	const second = await process.askSecret("Once more: ");
	if (first === undefined || first.reveal() !== second?.reveal()) {
		throw new OperatorError("usage.invalid", "The two passwords differ.");
	}
	return first;
}

/** FTP sends a password as the rest of a line, so it cannot hold what ends one. */
function checkPassword(password: Secret): void {
	const text = password.reveal();
	const why =
		text === ""
			? "it is empty"
			: /[\0\r\n]/.test(text)
				? "it holds a line end or NUL, which FTP cannot send"
				: text.length > 500
					? "it is longer than 500 characters"
					: undefined;
	if (why === undefined) return;
	throw new OperatorError("usage.invalid", "This cannot be a password.", {
		why,
	});
}
