import { expect, test } from "bun:test";
import { type Place, placesOf } from "../../src/platform/disk/local-mounts.ts";

const DISK = "28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw";

test.each([
	["a disk", DISK, [[28, "disk"]]],
	[
		"a folder of a disk",
		"31 28 254:0 /srv /mnt rw - xfs /dev/vdb rw",
		[[31, "disk"]],
	],
	["memory", "40 28 0:30 / /tmp rw - tmpfs tmpfs rw,size=1g", [[40, "memory"]]],
	["another machine's disk", "41 28 0:41 / /n rw - nfs4 host:/ rw", []],
	["a share", "42 28 0:42 / /s rw - cifs //host/s rw", []],
	["a file system of a program", "43 28 0:43 / /f rw - fuse.sshfs h: rw", []],
	[
		"a path with spaces",
		`44 28 0:44 / /a\\040b rw - ext4 /dev/x rw`,
		[[44, "disk"]],
	],
	[
		"a path like the divider",
		"45 28 0:45 / /a-b rw - btrfs /dev/y rw",
		[[45, "disk"]],
	],
	["nothing", "", []],
	[
		"all of them",
		`${DISK}\n41 28 0:41 / /n rw - nfs h:/ rw\n40 28 0:3 / /t rw - tmpfs t rw\n`,
		[
			[28, "disk"],
			[40, "memory"],
		],
	],
] as [string, string, [number, Place][]][])(
	"of %s it is known what is kept in memory, and what on a disk of this machine",
	(_what, text, wanted) => {
		expect([...placesOf(text)]).toEqual(wanted);
	},
);
