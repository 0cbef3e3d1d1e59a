/** Something to run, which may need another one to have ended before it. */
export interface Task {
	readonly name: string;
	readonly after?: string;
}

/**
 * Runs all tasks, so many at a time. The first in the list that may start goes first. What is not in the list is waited
 * for by none.
 *
 * @throws {unknown} what the first task that fails throws
 * @returns the results in the order of the list, whichever ended first
 */
export async function inLanes<T extends Task, R>(
	tasks: readonly T[],
	lanes: number,
	run: (task: T) => Promise<R>,
): Promise<R[]> {
	const open = new Set(tasks.map((task) => task.name));
	const waiting = [...tasks];
	const results = new Map<T, R>();
	const running = new Set<Promise<void>>();
	const runOne = async (task: T): Promise<void> => {
		results.set(task, await run(task));
		open.delete(task.name);
	};
	while (waiting.length > 0 || running.size > 0) {
		const next = waiting.findIndex(
			({ after }) => after === undefined || !open.has(after),
		);
		const [task] =
			running.size < lanes && next >= 0 ? waiting.splice(next, 1) : [];
		if (task === undefined) {
			if (running.size === 0) throw new Error("tasks wait for each other");
			await Promise.race(running);
			continue;
		}
		const one = runOne(task).finally(() => running.delete(one));
		running.add(one);
	}
	return tasks.flatMap((task) => {
		const result = results.get(task);
		return result === undefined ? [] : [result];
	});
}
