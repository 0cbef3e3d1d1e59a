import { OperatorError } from "../base/index.ts";
import type { Invocation } from "./command.ts";
import { mayAsk } from "./read-secret.ts";

/**
 * Whether the person agrees to something that cannot simply be undone; `--yes` and `--dry-run` do without asking.
 *
 * @param question without its question mark @example "Remove user bob"
 * @throws {OperatorError} usage.missing when nobody can be asked
 */
export async function askYes(
	invocation: Invocation,
	question: string,
): Promise<boolean> {
	const { input, process } = invocation;
	if (input.has("yes") || input.has("dry-run")) return true;
	if (!mayAsk(invocation)) {
		throw new OperatorError("usage.missing", `${question}? This needs a yes.`, {
			why: "there is no terminal to ask, or --no-input was given",
			fix: "add --yes",
		});
	}
	const answer = await process.ask(`${question}? [y/N] `);
	return /^y(es)?$/i.test(answer?.trim() ?? "");
}
