/** What the program ends with, for scripts. */
export const EXIT_STATUSES: readonly (readonly [number, string])[] = [
	[0, "Done; for the server a clean stop by a first signal."],
	[1, "An unexpected failure."],
	[2, "Wrong use: an unknown flag, a missing value."],
	[3, "The configuration, or accounts.toml, is invalid."],
	[4, "The named thing was not found."],
	[5, "It is there already, or in use."],
	[6, "No right to a file, a folder or a port."],
	[7, "The address or the data folder is in use by another program."],
	[8, "A certificate or key cannot be used."],
	[9, "The server is not running, or cannot be reached."],
	[10, "Something needs attention."],
	[130, "Interrupted: by a second signal, or at a question."],
];
