import { OperatorError, type Secret } from "../../base/index.ts";
import type { CommandArg, Invocation } from "../command.ts";
import {
	askSecretTwice,
	givenSecret,
	mayAsk,
	refuseTwoWays,
	secretArgs,
} from "../read-secret.ts";

/** The ways to hand over a passphrase. */
export const PASSPHRASE_ARGS: Readonly<Record<string, CommandArg>> =
	secretArgs("passphrase");

const WAYS = "--passphrase-stdin, --passphrase-file or --passphrase-env";

/**
 * The passphrase that the flags hand over; undefined when none does. It may be empty: some PKCS#12 files have such.
 *
 * @throws {OperatorError} usage.invalid, usage.missing, file.no-right
 */
export async function givenPassphrase(
	invocation: Invocation,
): Promise<Secret | undefined> {
	refuseTwoWays(invocation, "passphrase", Object.keys(PASSPHRASE_ARGS));
	return givenSecret(invocation, "passphrase");
}

/**
 * Does work that may need a passphrase: first with what the flags give, then, when that was nothing and a key turns
 * out to be encrypted, with what is typed on the terminal.
 */
export async function withPassphrase<T>(
	invocation: Invocation,
	given: Secret | undefined,
	work: (passphrase: Secret | undefined) => Promise<T>,
): Promise<T> {
	try {
		return await work(given);
	} catch (error) {
		const isNeeded =
			error instanceof OperatorError && error.code === "cert.key-encrypted";
		if (!isNeeded || given !== undefined || !mayAsk(invocation)) throw error;
		const [file] = error.message.split(" ");
		const typed = await invocation.process.askSecret(`Passphrase of ${file}: `);
		return work(typed);
	}
}

/**
 * A passphrase to encrypt with: what the flags gave, else typed twice.
 *
 * @throws {OperatorError} usage.invalid when it is empty, usage.missing without a terminal
 */
export async function newPassphrase(
	invocation: Invocation,
	given: Secret | undefined,
): Promise<Secret> {
	const passphrase =
		given ?? (await askSecretTwice(invocation, "passphrase", WAYS));
	if (passphrase.reveal() !== "") return passphrase;
	throw new OperatorError("usage.invalid", "The passphrase is empty.", {
		why: "an empty passphrase protects nothing",
		fix: "choose one, or leave the key unencrypted: it is readable by its owner only",
	});
}
