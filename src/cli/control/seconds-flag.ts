import { OperatorError, parseDuration, SECOND_MS } from "../../base/index.ts";
import type { Input } from "../command.ts";

/** Ten years: whoever means longer means for ever. */
const MOST_SECONDS = 3650 * 86_400;

/**
 * The whole seconds of a flag that takes a time such as 30s, 1h or 1d12h; undefined when it is not given.
 *
 * @throws {OperatorError} usage.invalid
 */
export function secondsFlag(
	input: Input,
	flag: string,
	options: { readonly mayBeZero?: true } = {},
): number | undefined {
	const text = input.value(flag);
	if (text === undefined) return undefined;
	const seconds = (parseDuration(text) ?? Number.NaN) / SECOND_MS;
	const least = options.mayBeZero === true ? 0 : 1;
	if (seconds >= least && seconds <= MOST_SECONDS) return seconds;
	throw new OperatorError("usage.invalid", `--${flag} cannot be "${text}".`, {
		fix: `--${flag} takes a time such as 30s, 10m, 1h or 1d12h, 3650d at most`,
	});
}
