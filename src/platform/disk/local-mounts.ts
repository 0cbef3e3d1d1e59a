import { readFileSync } from "node:fs";

/**
 * Where a file system keeps what it holds. `disk`: what was asked before is answered out of this machine's memory; else a disk is waited
 * for. `memory`: nothing is ever waited for. `elsewhere`: an answer may have to come over a network, which may be gone (NFS,
 * SMB), or from another program (FUSE).
 */
export type Place = "memory" | "disk" | "elsewhere";

const PLACES: Readonly<Record<string, Place>> = {
	bcachefs: "disk",
	btrfs: "disk",
	erofs: "disk",
	exfat: "disk",
	ext2: "disk",
	ext3: "disk",
	ext4: "disk",
	f2fs: "disk",
	iso9660: "disk",
	ntfs3: "disk",
	overlay: "disk",
	ramfs: "memory",
	squashfs: "disk",
	tmpfs: "memory",
	vfat: "disk",
	xfs: "disk",
	zfs: "disk",
};

/** A number may be given out again when something is unmounted. */
const KNOWN_FOR_MS = 5000;

let known: ReadonlyMap<number, Place> = new Map();
let knownSinceMs = Number.NEGATIVE_INFINITY;

/** Where a mount keeps what it holds, by the number that statx(2), if it does, and `/proc/self/mountinfo` give it. */
export function placeOfMount(mount: number | undefined): Place {
	if (mount === undefined) return "elsewhere";
	const nowMs = performance.now();
	if (nowMs - knownSinceMs > KNOWN_FOR_MS) {
		known = placesOf(mountInfo());
		knownSinceMs = nowMs;
	}
	return known.get(mount) ?? "elsewhere";
}

function mountInfo(): string {
	try {
		return readFileSync("/proc/self/mountinfo", "utf8");
	} catch {
		return "";
	}
}

/**
 * @example placesOf("28 1 254:0 / / rw - ext4 /dev/vda rw\n29 28 0:40 / /n rw - nfs4 host:/ rw") // Map { 28 => "disk" }
 * @see man 5 proc_pid_mountinfo
 */
export function placesOf(mountInfo: string): ReadonlyMap<number, Place> {
	const found = new Map<number, Place>();
	for (const line of mountInfo.split("\n")) {
		const [fields = "", source = ""] = line.split(" - ");
		const [type = ""] = source.split(" ");
		const place = PLACES[type];
		if (place !== undefined) found.set(Number.parseInt(fields, 10), place);
	}
	return found;
}
