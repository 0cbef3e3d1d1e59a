/** The system's user without rights, `nobody`. */
export const NOBODY = 65534;

/** Whether this process may start programs as {@link NOBODY}. */
export const MAY_BE_NOBODY: boolean =
	process.getuid?.() === 0 && Bun.which("setpriv") !== null;

/** Put in front of a command: it runs as nobody, without any right of root. */
export const AS_NOBODY: readonly string[] = [
	"setpriv",
	`--reuid=${NOBODY}`,
	`--regid=${NOBODY}`,
	"--clear-groups",
	"--inh-caps=-all",
];
