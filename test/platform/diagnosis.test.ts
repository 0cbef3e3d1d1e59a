import { describe, expect, test } from "bun:test";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import {
	listeningInodes,
	mayBindLow,
	mountOf,
	openFilesIn,
} from "../../src/platform/diagnosis/index.ts";
import { hostDiagnosis, lockHolder } from "../../src/platform/index.ts";
import { tempFolder } from "../support/temp-folder.ts";

const onLinux = test.skipIf(process.platform !== "linux");

const MOUNTS = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
30 27 8:1 / /media/my\\040stick rw,nosuid shared:5 - vfat /dev/sda1 rw,fmask=0022
31 27 8:2 / /srv ro,relatime - nfs4 nas:/srv rw
32 27 8:3 / /srv/inner rw - xfs /dev/sdb ro
33 27 8:4 / /srv/inner rw - btrfs /dev/sdc rw
`;

describe("mountOf", () => {
	test.each([
		["/home/a", { at: "/", type: "ext4", isReadOnly: false }],
		[
			"/media/my stick/data",
			{ at: "/media/my stick", type: "vfat", isReadOnly: false },
		],
		["/srv", { at: "/srv", type: "nfs4", isReadOnly: true }],
		["/srv2", { at: "/", type: "ext4", isReadOnly: false }],
		["/srv/inner/x", { at: "/srv/inner", type: "btrfs", isReadOnly: false }],
	])("finds what %s lies on", (path, expected) => {
		expect(mountOf(MOUNTS, path)).toEqual(expected);
	});

	test("of no text is undefined", () => {
		expect(mountOf("", "/")).toBeUndefined();
	});
});

test("listeningInodes takes only sockets that listen on the port", () => {
	const text = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0849 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1471 1 00000000da531819 100
   1: 0100007F:0849 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 1472 1 00000000da531819 100
   2: 0100007F:084A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1473 1 00000000da531819 100
`;
	expect(listeningInodes(text, 2121)).toEqual(["1471"]);
});

test.each([
	[
		"Max open files            1024                 4096                 files",
		1024,
	],
	[
		"Max open files            unlimited            unlimited            files",
		Number.POSITIVE_INFINITY,
	],
	[
		"Max cpu time              unlimited            unlimited            seconds",
		undefined,
	],
])("openFilesIn reads %s", (text, expected) => {
	expect(openFilesIn(text)).toBe(expected);
});

test.each([
	["CapEff:\t0000000000000400", true],
	["CapEff:\t000001ffffffffff", true],
	["CapEff:\t0000000000000000", false],
	["", false],
])("mayBindLow reads %j", (text, expected) => {
	expect(mayBindLow(text)).toBe(expected);
});

onLinux("portHolder names the process that listens", async () => {
	const server = createServer();
	const { promise, resolve } = Promise.withResolvers<void>();
	server.listen(0, "127.0.0.1", resolve);
	await promise;
	try {
		const address = server.address();
		const port = typeof address === "object" ? (address?.port ?? 0) : 0;
		const holder = await hostDiagnosis().portHolder(port);
		expect(holder?.pid).toBe(process.pid);
	} finally {
		server.close();
	}
});

test("the probe of a file system's time agrees with the clock and leaves nothing", async () => {
	using folder = tempFolder();
	const beforeMs = Date.now();
	const stamp = await hostDiagnosis().fileTimeMs(folder.path);
	// A file system may count in steps of two seconds.
	expect(stamp).toBeGreaterThan(beforeMs - 2_000);
	expect(stamp).toBeLessThan(Date.now() + 1_000);
	expect([
		...new Bun.Glob("**").scanSync({ cwd: folder.path, dot: true }),
	]).toEqual([]);
});

describe("lockHolder", () => {
	test("is undefined without a lock", async () => {
		using folder = tempFolder();
		expect(await lockHolder(join(folder.path, "lock"))).toBeUndefined();
	});

	test("tells a lock of the living from one of the dead, and changes neither", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "lock");
		writeFileSync(file, `${process.pid} -\n`);
		expect(await lockHolder(file)).toEqual({
			pid: process.pid,
			isAlive: true,
		});
		const gone = Bun.spawn(["true"]);
		await gone.exited;
		writeFileSync(file, `${gone.pid} 1\n`);
		expect(await lockHolder(file)).toEqual({ pid: gone.pid, isAlive: false });
		expect(existsSync(file)).toBe(true);
	});
});
