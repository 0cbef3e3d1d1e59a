/** @example listText(["a", "b", "c"], 2) === "a, b and 1 more" */
export function listText(items: readonly string[], most: number = 5): string {
	const rest = items.length - most;
	return rest <= 0
		? items.join(", ")
		: `${items.slice(0, most).join(", ")} and ${rest} more`;
}
