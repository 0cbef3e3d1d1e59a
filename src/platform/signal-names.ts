/** The signals that mean something to a server here, by what they ask for. */
export interface SignalNames {
	/** To end, gracefully. */
	readonly stop: readonly NodeJS.Signals[];
	/** To read everything again. */
	readonly reload: readonly NodeJS.Signals[];
}

const UNIX: SignalNames = { stop: ["SIGINT", "SIGTERM"], reload: ["SIGHUP"] };

/**
 * Windows has events of the console, under the names of signals: Ctrl-C, Ctrl-Break, and SIGHUP for the window that is being
 * closed, a few seconds before the process is ended by force. Nothing there asks to read again but `oceanftp reload`.
 */
const WINDOWS: SignalNames = {
	stop: ["SIGINT", "SIGTERM", "SIGBREAK", "SIGHUP"],
	reload: [],
};

/** @example signalNames("linux").reload // ["SIGHUP"] */
export function signalNames(platform: string): SignalNames {
	return platform === "win32" ? WINDOWS : UNIX;
}
