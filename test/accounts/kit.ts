import { type AccountStore, openAccounts } from "../../src/accounts/index.ts";
import { memoryFolder, OperatorError } from "../../src/base/index.ts";

/** A store over an accounts.toml in memory. */
export async function storeOf(text: string): Promise<AccountStore> {
	const folder = memoryFolder();
	await folder.write("accounts.toml", text);
	return await openAccounts({ folder });
}

/** The error that the work ends with. */
export async function failure(work: Promise<unknown>): Promise<OperatorError> {
	const error = await work.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof OperatorError)) throw error ?? new Error("no failure");
	return error;
}
