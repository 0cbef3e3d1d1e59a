/** What is said of a failure that nobody foresaw: on stderr, or as one JSON document. */
export function unexpectedText(
	error: unknown,
	{ isJson, verbose }: { readonly isJson: boolean; readonly verbose: boolean },
): string {
	const failures = inOrder(error);
	const message = failures
		.map((each) => (each instanceof Error ? each.message : String(each)))
		.join("; then ");
	if (isJson) {
		return `${JSON.stringify({ schema: "oceanftp.error/1", code: "unexpected", exit: 1, error: message, why: null, fix: null })}\n`;
	}
	const stack = failures
		.map((each) => (each instanceof Error && verbose ? `${each.stack}\n` : ""))
		.join("");
	const hint = verbose ? "" : "  fix: add --verbose to see where\n";
	return `error: unexpected failure: ${message}\n${hint}${stack}`;
}

/** What went wrong, and then again while that was being put away: `using` makes one error of both, which says nothing. */
function inOrder(error: unknown): readonly unknown[] {
	if (!(error instanceof Error) || error.name !== "SuppressedError") {
		return [error];
	}
	const later: unknown = Reflect.get(error, "error");
	return [...inOrder(Reflect.get(error, "suppressed")), ...inOrder(later)];
}
