/** What the choice of a data folder depends on; paths are absolute. */
export interface DataFolderFacts {
	/** `--data`. */
	readonly dataFlag?: string;
	/** `--portable`. */
	readonly isPortableAsked: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** `linux`, `darwin`, `win32` … */
	readonly platform: string;
	/** `oceanftp-data` beside the real executable; undefined when the program runs from source. */
	readonly besideExecutable:
		| { readonly path: string; readonly exists: boolean }
		| undefined;
}

/** Which folder it is, and how it came to be that one. */
export interface DataFolderChoice {
	readonly kind: "flag" | "environment" | "portable" | "service" | "platform";
	readonly path: string;
	/** Ends the sentence "Data folder … because …". */
	readonly why: string;
}

/** Why none could be chosen. */
export interface NoDataFolder {
	readonly kind: "none";
	readonly why: string;
	readonly fix: string;
}

/** The name of the folder that makes an executable portable. */
export const PORTABLE_FOLDER = "oceanftp-data";

/**
 * The data folder by the first rule that holds: `--data`, `OCEANFTP_DATA`, `oceanftp-data/` beside the executable,
 * `--portable` (which makes that one), a service's StateDirectory, the platform's own place. Nothing is looked at or made.
 *
 * @example findDataFolder({ env: { HOME: "/home/a" }, platform: "linux", … }).path === "/home/a/.local/share/oceanftp"
 */
export function findDataFolder(
	facts: DataFolderFacts,
): DataFolderChoice | NoDataFolder {
	const { env, besideExecutable } = facts;
	if (facts.dataFlag !== undefined) {
		return { kind: "flag", path: facts.dataFlag, why: "--data says so" };
	}
	const { OCEANFTP_DATA: byVariable = "" } = env;
	if (byVariable !== "") {
		return {
			kind: "environment",
			path: byVariable,
			why: "OCEANFTP_DATA says so",
		};
	}
	if (besideExecutable?.exists === true) {
		return {
			kind: "portable",
			path: besideExecutable.path,
			why: "it lies beside the executable (portable)",
		};
	}
	if (facts.isPortableAsked) return portable(facts);
	const { STATE_DIRECTORY: states = "" } = env;
	// systemd separates several with colons.
	const [state = ""] = states.split(":");
	if (state !== "") {
		return {
			kind: "service",
			path: state,
			why: "the service's StateDirectory says so",
		};
	}
	return ownPlace(facts);
}

function portable({
	besideExecutable,
}: DataFolderFacts): DataFolderChoice | NoDataFolder {
	if (besideExecutable === undefined) {
		return {
			kind: "none",
			why: "--portable puts the data beside the executable, and the program runs from its source here",
			fix: "choose a folder with --data DIR",
		};
	}
	return {
		kind: "portable",
		path: besideExecutable.path,
		why: "--portable puts it beside the executable",
	};
}

function ownPlace({
	env,
	platform,
}: DataFolderFacts): DataFolderChoice | NoDataFolder {
	const {
		HOME: home = "",
		LOCALAPPDATA: local = "",
		XDG_DATA_HOME: xdg = "",
	} = env;
	const why = "it is this platform's own place for it";
	if (platform === "win32") {
		return local === ""
			? noPlace("LOCALAPPDATA")
			: { kind: "platform", path: `${local}\\oceanftp`, why };
	}
	if (platform === "darwin") {
		return home === ""
			? noPlace("HOME")
			: {
					kind: "platform",
					path: `${home}/Library/Application Support/oceanftp`,
					why,
				};
	}
	// The XDG specification has relative values ignored.
	if (xdg.startsWith("/")) {
		return { kind: "platform", path: `${xdg}/oceanftp`, why };
	}
	return home === ""
		? noPlace("HOME")
		: { kind: "platform", path: `${home}/.local/share/oceanftp`, why };
}

function noPlace(variable: string): NoDataFolder {
	return {
		kind: "none",
		why: `${variable} is not set, so this platform's own place is unknown`,
		fix: "choose a folder with --data DIR or OCEANFTP_DATA",
	};
}
