import { formatSize, GIB, MIB, OperatorError } from "../../base/index.ts";
import type { DiskRoom } from "../../platform/index.ts";
import { bad, type Check, type Finding, ok, skip, warn } from "../check.ts";
import { withData } from "../needs.ts";

/** On these a lock, a rename or a sync may mean less than it does elsewhere. */
const NETWORK_TYPES: ReadonlySet<string> = new Set([
	"9p",
	"afs",
	"ceph",
	"cifs",
	"fuse.sshfs",
	"nfs",
	"nfs4",
	"smb3",
	"smbfs",
	"virtiofs",
]);

const FAT_TYPES: ReadonlySet<string> = new Set(["exfat", "msdos", "vfat"]);

/** What kind of file system the data folder is on. */
export const DATA_FILE_SYSTEM: Check = {
	id: "data.file-system",
	title: "file system",
	run: (setup) =>
		withData(setup, async ({ path }) => {
			const mount = await setup.machine.mountOf(path);
			if (mount === undefined) {
				return [skip("this system does not tell the kind of its file systems")];
			}
			const { at, isReadOnly, type } = mount;
			const where = `${path} is on ${type}, mounted at ${at}`;
			if (isReadOnly) {
				return [
					bad(`${where}, which is read-only`, {
						fix: `mount -o remount,rw ${at}`,
					}),
				];
			}
			if (NETWORK_TYPES.has(type)) {
				return [
					warn(`${where}: a network file system`, {
						why: "locks and atomic renames there depend on another machine, and a cut network stops the server",
						fix: "keep the data folder on a local disk; the served root may stay where it is",
					}),
				];
			}
			if (FAT_TYPES.has(type)) {
				return [
					warn(`${where}, which keeps no permissions and no hard links`, {
						why: "whoever reads the disk reads the keys; a power cut may lose more than the last file",
						fix: "keep keys encrypted (--encrypt-key), or use ext4, NTFS or APFS",
					}),
				];
			}
			return [ok(where)];
		}),
};

const LEAST_BYTES: number = 64 * MIB;
const FEW_BYTES: number = GIB;
const FEW_FILES = 1000;

/** Whether there is room for files and logs, where the data folder is and where uploads go. */
export const DATA_SPACE: Check = {
	id: "data.space",
	title: "free space",
	run: (setup) =>
		withData(setup, async ({ path }) => {
			const { config, machine } = setup;
			const own = roomFinding(path, await machine.room(path), 0);
			if (config instanceof OperatorError) return [own];
			const { limits, root = path } = config.settings;
			const served = roomFinding(
				root,
				await machine.room(root),
				limits.freeSpaceBytes,
			);
			if (root === path) return [served];
			return [own, served];
		}),
};

/** @param keptBytes below that the server takes no uploads */
function roomFinding(
	path: string,
	room: DiskRoom | undefined,
	keptBytes: number,
): Finding {
	if (room === undefined) {
		return skip(`the system does not tell how much is free at ${path}`);
	}
	const { freeBytes, freeFiles } = room;
	const fact = `${formatSize(freeBytes)} are free at ${path}`;
	const remedy = { fix: "make room, or move root to another disk" };
	if (freeBytes < keptBytes) {
		return bad(`${fact}, so uploads are refused`, {
			why: `[limits] free_space keeps ${formatSize(keptBytes)} free`,
			...remedy,
		});
	}
	if (freeBytes < LEAST_BYTES) return bad(fact, remedy);
	if (freeBytes < FEW_BYTES) return warn(fact, remedy);
	if (freeFiles !== undefined && freeFiles < FEW_FILES) {
		return warn(`only ${freeFiles} more files can be made at ${path}`, remedy);
	}
	return ok(fact);
}
