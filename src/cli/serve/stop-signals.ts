import type { Invocation } from "../command.ts";

/** What ends a server: a first signal asks, a second one insists. */
export interface StopSignals {
	/** Resolves at the first signal. */
	readonly first: Promise<void>;
	/** What to do at the second one, before the program ends with 130. */
	onSecond(callback: () => void): void;
	forget(): void;
}

/** Hears SIGINT and SIGTERM from now on. */
export function stopSignals({
	process,
}: Pick<Invocation, "process">): StopSignals {
	let count = 0;
	let second = (): void => undefined;
	let resolveFirst = (): void => undefined;
	const first = new Promise<void>((resolve) => {
		resolveFirst = resolve;
	});
	const forget = process.onStopSignal(() => {
		count++;
		if (count === 1) {
			resolveFirst();
			return;
		}
		second();
		process.exit(130);
	});
	return {
		first,
		forget,
		onSecond: (callback) => {
			second = callback;
		},
	};
}
