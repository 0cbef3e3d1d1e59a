import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	mkdirSync,
	openSync,
	statSync,
	symlinkSync,
	truncateSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { findFromMemory } from "../../src/platform/disk/from-memory.ts";
import { descriptorOf } from "../../src/platform/net/descriptor.ts";
import { at } from "../files/backend-conformance.ts";
import { content, sha256 } from "../support/content.ts";
import { PATIENCE_MS } from "../support/deadline.ts";
import { type DiskTree, diskTree } from "./disk-tree.ts";

const SIZE_BYTES = 1024 * 1024;
const isLinux = process.platform === "linux";

describe.if(isLinux)("a file in memory", () => {
	let tree: DiskTree;
	let path: string;
	const bytes = content(SIZE_BYTES);
	beforeAll(async () => {
		tree = await diskTree();
		path = join(tree.root, "f");
		writeFileSync(path, bytes);
	});
	afterAll(() => tree.close());

	test("is read at once, from any position, up to its end", async () => {
		const { placeOf, read } = await findFromMemory();
		const descriptor = openSync(path, "r");
		const file = { descriptor, place: placeOf(descriptor) };
		const into = new Uint8Array(1000);
		try {
			expect(read(file, into, 12_345)).toBe(1000);
			expect(into).toEqual(bytes.subarray(12_345, 13_345));
			expect(read(file, into, SIZE_BYTES - 10)).toBe(10);
			expect(into.subarray(0, 10)).toEqual(bytes.subarray(-10));
			expect(read(file, into, SIZE_BYTES)).toBe(0);
		} finally {
			closeSync(descriptor);
		}
	});

	test("goes into a connection as the kernel copies it, until there is no more room, and not into one that is closed", async () => {
		const { placeOf, send } = await findFromMemory();
		const descriptor = openSync(path, "r");
		const file = { descriptor, place: placeOf(descriptor) };
		const server = createServer({ pauseOnConnect: true });
		const { promise, resolve } = Promise.withResolvers<Socket>();
		server.once("connection", resolve);
		await once(server.listen(0, "127.0.0.1"), "listening");
		const { port } = server.address() as AddressInfo;
		const sender = connect(port, "127.0.0.1");
		await once(sender, "connect");
		const receiver = await promise;
		try {
			const socket = descriptorOf(sender) ?? -1;
			const received: Uint8Array[] = [];
			let sentBytes = 0;
			for (;;) {
				const position = sentBytes % SIZE_BYTES;
				const sent = send(file, socket, position, SIZE_BYTES - 1);
				if (sent === 0) break;
				sentBytes += sent;
			}
			expect(sentBytes).toBeGreaterThan(0);
			sender.end();
			receiver.on("data", (chunk: Buffer) => received.push(chunk));
			receiver.resume();
			await once(receiver, "end");
			const wanted = Buffer.concat(
				Array(Math.ceil(sentBytes / SIZE_BYTES)).fill(bytes),
			).subarray(0, sentBytes);
			expect(sha256(Buffer.concat(received))).toBe(sha256(wanted));
			sender.destroy();
			expect(descriptorOf(sender)).toBeUndefined();
			expect(send(file, socket, 0, 10)).toBe(0);
		} finally {
			receiver.destroy();
			server.close();
			closeSync(descriptor);
		}
	});

	test("is opened at once by its name in a folder, and a link is not followed when it must not be", async () => {
		const { open, placeOf } = await findFromMemory();
		symlinkSync("f", join(tree.root, "link"));
		const folder = openSync(tree.root, "r");
		const opened: number[] = [];
		const openThere = (name: string, flags: number): boolean => {
			const descriptor = open(folder, name, flags);
			if (descriptor !== undefined) opened.push(descriptor);
			return descriptor !== undefined;
		};
		try {
			const { O_NOFOLLOW, O_RDONLY } = constants;
			expect(openThere("f", O_RDONLY)).toBe(true);
			expect(fstatSync(opened[0] ?? -1).ino).toBe(statSync(path).ino);
			expect(placeOf(opened[0] ?? -1)).toBe(placeOf(folder));
			expect(openThere("link", O_RDONLY | O_NOFOLLOW)).toBe(false);
			expect(openThere("missing", O_RDONLY)).toBe(false);
			expect(openThere("f\0behind", O_RDONLY)).toBe(false);
		} finally {
			for (const descriptor of opened) closeSync(descriptor);
			closeSync(folder);
		}
	});

	test("is looked at at once as lstat sees it, whatever its kind, size, time and device", async () => {
		const { factsOf } = await findFromMemory();
		const inTree = (name: string): string => join(tree.root, name);
		writeFileSync(inTree("big"), "");
		truncateSync(inTree("big"), 5 * 1024 ** 3 + 7);
		utimesSync(inTree("big"), 0, -1.25);
		mkdirSync(inTree("folder"), { mode: 0o2750 });
		utimesSync(inTree("folder"), 0, 5_000_000_000.125);
		symlinkSync("nowhere", inTree("circle"));
		const named = ["f", "big", "folder", "circle"].map(inTree);
		for (const path of [...named, "/dev/null", "/proc/self/status"]) {
			// O_PATH: a hold on the thing itself.
			const pin = openSync(path, 0o10000000 | constants.O_NOFOLLOW);
			try {
				const { dev, ino, mode, mtimeMs, nlink, size } = lstatSync(path);
				const wanted = { dev, ino, mode, mtimeMs, nlink, size };
				expect({ path, ...factsOf(pin) }).toEqual({ path, ...wanted });
			} finally {
				closeSync(pin);
			}
		}
		expect(factsOf(-1)).toBeUndefined();
	});

	test("is not looked for on another mount than its folder's, which may be one of a network", async () => {
		const { open, placeOf } = await findFromMemory();
		const top = openSync("/", "r");
		try {
			statSync("/proc");
			expect(open(top, "proc", constants.O_RDONLY)).toBeUndefined();
			const other = open(undefined, "/proc", constants.O_RDONLY) ?? -1;
			expect(placeOf(other)).toBe("elsewhere");
			closeSync(other);
		} finally {
			closeSync(top);
		}
	});

	test("leaves everybody else their turn while it is read in whole portions", async () => {
		const file = await tree.backend.openRead(at("/f"));
		let turns = 0;
		const timer = setInterval(() => turns++, 0);
		const into = new Uint8Array(64 * 1024);
		const startedMs = performance.now();
		// A loop that never let go would not see one turn, however long it went on.
		while (turns < 3 && performance.now() - startedMs < PATIENCE_MS) {
			expect(await file.read(into, 0)).toBe(into.length);
		}
		clearInterval(timer);
		await file.close();
		expect(turns).toBeGreaterThanOrEqual(3);
	});

	test("that is in memory no more comes from the disk, the same", async () => {
		spawnSync("sync", [path]);
		const dropped = spawnSync("dd", [
			`of=${path}`,
			"oflag=nocache",
			"conv=notrunc",
			"count=0",
			"status=none",
		]);
		expect(dropped.status).toBe(0);
		const file = await tree.backend.openRead(at("/f"));
		const into = new Uint8Array(SIZE_BYTES);
		let count = 0;
		while (count < SIZE_BYTES) {
			count += await file.read(into.subarray(count), count);
		}
		await file.close();
		expect(into).toEqual(bytes);
	});
});
