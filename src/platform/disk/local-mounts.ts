import { readFileSync } from "node:fs";

/**
 * File systems that answer out of this machine's memory what was asked before. Of others (NFS, SMB, FUSE) an answer may
 * have to be asked for over a network, which may be gone.
 */
const LOCAL: ReadonlySet<string> = new Set([
	"bcachefs",
	"btrfs",
	"erofs",
	"exfat",
	"ext2",
	"ext3",
	"ext4",
	"f2fs",
	"iso9660",
	"ntfs3",
	"overlay",
	"squashfs",
	"tmpfs",
	"vfat",
	"xfs",
	"zfs",
]);

/** A number may be given out again when something is unmounted. */
const KNOWN_FOR_MS = 5000;

let known: ReadonlySet<number> = new Set();
let knownSinceMs = Number.NEGATIVE_INFINITY;

/** Whether a mount is of a local file system, by the number that statx(2) and `/proc/self/mountinfo` give it. */
export function isLocalMount(mount: number): boolean {
	const nowMs = performance.now();
	if (nowMs - knownSinceMs > KNOWN_FOR_MS) {
		known = localMounts(mountInfo());
		knownSinceMs = nowMs;
	}
	return known.has(mount);
}

function mountInfo(): string {
	try {
		return readFileSync("/proc/self/mountinfo", "utf8");
	} catch {
		return "";
	}
}

/**
 * @example localMounts("28 1 254:0 / / rw - ext4 /dev/vda rw\n29 28 0:40 / /n rw - nfs4 host:/ rw") // Set { 28 }
 * @see man 5 proc_pid_mountinfo
 */
export function localMounts(mountInfo: string): ReadonlySet<number> {
	const found = new Set<number>();
	for (const line of mountInfo.split("\n")) {
		const [fields = "", source = ""] = line.split(" - ");
		const [type = ""] = source.split(" ");
		if (LOCAL.has(type)) found.add(Number.parseInt(fields, 10));
	}
	return found;
}
