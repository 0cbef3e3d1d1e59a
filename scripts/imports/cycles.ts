/**
 * The first cycle through each group of files that import one another, as the files in order with the first repeated at the end.
 *
 * @example findCycles(new Map([["a", ["b"]], ["b", ["a"]]])) // [["a", "b", "a"]]
 */
export function findCycles(
	graph: ReadonlyMap<string, readonly string[]>,
): string[][] {
	const cycles: string[][] = [];
	const done = new Set<string>();
	const path: string[] = [];
	const visit = (file: string): void => {
		const start = path.indexOf(file);
		if (start >= 0) {
			cycles.push([...path.slice(start), file]);
			return;
		}
		if (done.has(file)) return;
		path.push(file);
		for (const next of graph.get(file) ?? []) visit(next);
		path.pop();
		done.add(file);
	};
	for (const file of [...graph.keys()].sort()) visit(file);
	return cycles;
}
