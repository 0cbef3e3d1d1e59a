import { formatSize, GIB, MIB, OperatorError } from "../../base/index.ts";
import type { DiskRoom } from "../../platform/index.ts";
import {
	bad,
	type Check,
	type Finding,
	failure,
	ok,
	skip,
	warn,
} from "../check.ts";
import { withData } from "../needs.ts";
import { type FoundData, modeText, type Setup } from "../setup.ts";

/** Whether the data folder is there, and its owner is who runs the server. */
export const DATA_FOLDER: Check = {
	id: "data.folder",
	title: "data folder",
	run: async ({ choice, data, files, process }) => {
		if (data.kind === "unusable") return [failure(data.error)];
		if (data.kind === "missing") {
			return [
				warn(`there is no data folder ${data.path} yet`, {
					why: `it would be there because ${choice.why}`,
					fix: "oceanftp serve makes it; --data DIR names another",
				}),
			];
		}
		const { facts, path } = data;
		if (process.uid !== undefined && facts.uid !== process.uid) {
			return [
				bad(`the data folder ${path} belongs to another user [data.unsafe]`, {
					why: `its owner is user ${facts.uid}, this is user ${process.uid}`,
					fix: `sudo -u '#${facts.uid}' oceanftp doctor --data ${path}   (or chown -R it to the user who runs the server)`,
				}),
			];
		}
		const outside = files.above(path);
		const parent = await files.facts(outside).catch(() => undefined);
		const isOpen =
			choice.kind === "portable" &&
			parent?.uid !== undefined &&
			(parent.mode & 0o022) !== 0 &&
			(parent.mode & 0o1000) === 0 &&
			(await files.keepsModes(path));
		if (isOpen) {
			return [
				bad(
					`${outside}, which holds the portable folder, may be written by others [data.unsafe]`,
					{
						why: `its mode is ${modeText(parent.mode)}`,
						fix: `chmod go-w ${outside}, or move the executable`,
					},
				),
			];
		}
		return [ok(`${path}, because ${choice.why}`)];
	},
};

/** Nobody but the owner may read keys, hashes and passwords. */
export const DATA_MODES: Check = {
	id: "data.modes",
	title: "permissions",
	run: (setup) =>
		withData(setup, async (data) => {
			const { files, process } = setup;
			if (process.uid === undefined) {
				return [skip("this system has no modes of files to look at")];
			}
			if (!(await files.keepsModes(data.path))) {
				return [
					warn(
						`the file system of ${data.path} keeps no permissions [store.no-modes]`,
						{
							why: "whoever reads the disk reads the keys",
							fix: "keep keys encrypted (oceanftp cert create NAME --encrypt-key), or the folder on another disk",
						},
					),
				];
			}
			const open = await openEntries(data, setup);
			if (open.length > 0) return open;
			return [ok("keys, accounts and logs are for their owner only")];
		}),
};

const FOR_OTHERS = 0o077;

/** The files that hold secrets or tell who did what, and the folders around them. */
async function openEntries(
	{ path, folder, facts }: FoundData & { readonly kind: "open" },
	{ files, machine }: Setup,
): Promise<readonly Finding[]> {
	const keys = (await folder.list("certs"))
		.filter((name) => name.endsWith(".key"))
		.map((name) => `certs/${name}`);
	const entries = [
		...["certs", "certs/archive", "logs", "run"].map(folderEntry),
		...[
			"accounts.toml",
			"accounts.toml.bak",
			"state.json",
			"state.json.bak",
		].map(fileEntry),
		...["state.db", "state.db-wal", "initial-login.txt"].map(fileEntry),
		...keys.map(fileEntry),
	];
	const found: Finding[] = [];
	const look = (at: string, mode: number, wanted: number): void => {
		if ((mode & FOR_OTHERS) === 0) return;
		const isKey = at.endsWith(".key");
		const report = isKey || (mode & 0o022) !== 0 ? bad : warn;
		const act = `set the mode of ${at} to ${modeText(wanted)}`;
		found.push(
			report(`${at} may be used by others than its owner`, {
				why: `its mode is ${modeText(mode)}${isKey ? "; whoever has the key can pass for this server [key.perm]" : ""}`,
				fix: `chmod ${modeText(wanted)} ${at}${isKey ? "; if others may have read it: oceanftp cert renew NAME --new-key" : ""}`,
				mend: { act, run: () => machine.setMode(at, wanted) },
			}),
		);
	};
	look(path, facts.mode, 0o700);
	for (const { name, wanted } of entries) {
		const at = files.resolve(path, name);
		const entry = await files.facts(at);
		if (entry !== undefined) look(at, entry.mode, wanted);
	}
	return found;
}

function folderEntry(name: string): { name: string; wanted: number } {
	return { name, wanted: 0o700 };
}

function fileEntry(name: string): { name: string; wanted: number } {
	return { name, wanted: 0o600 };
}

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
