/** A file system as it is mounted somewhere. */
export interface MountedSystem {
	/** The folder that it begins at. */
	readonly at: string;
	/** As the kernel names it. @example "ext4", "vfat", "nfs4", "fuse.sshfs" */
	readonly type: string;
	readonly isReadOnly: boolean;
}

/**
 * The file system that a path lies on, out of the text of `/proc/self/mountinfo`; undefined when none fits.
 *
 * @param realPath absolute, without links
 * @see proc_pid_mountinfo(5)
 */
export function mountOf(
	mountinfo: string,
	realPath: string,
): MountedSystem | undefined {
	const fitting = mountinfo
		.split("\n")
		.map(mountIn)
		.filter((mount) => mount !== undefined)
		.filter(({ at }) => holds(at, realPath));
	// Of two at the same place the later one hides the earlier.
	return fitting.reduce<MountedSystem | undefined>(
		(best, each) =>
			best === undefined || each.at.length >= best.at.length ? each : best,
		undefined,
	);
}

function holds(at: string, path: string): boolean {
	return at === "/" || path === at || path.startsWith(`${at}/`);
}

function mountIn(line: string): MountedSystem | undefined {
	const [before = "", after = ""] = line.split(" - ");
	const [, , , , at, options = ""] = before.split(" ");
	const [type = "", , superOptions = ""] = after.split(" ");
	if (at === undefined || type === "") return undefined;
	const isReadOnly = [options, superOptions].some((list) =>
		list.split(",").includes("ro"),
	);
	return { at: unescaped(at), type, isReadOnly };
}

/** Space, tab, line feed and backslash are written as three octal digits. */
function unescaped(text: string): string {
	return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
		String.fromCharCode(Number.parseInt(octal, 8)),
	);
}
