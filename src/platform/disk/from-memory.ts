import { addressOf, type CCall, libc } from "../libc.ts";
import type { PlainStats } from "./file-facts.ts";
import { type Place, placeOfMount } from "./local-mounts.ts";
import { statxBy } from "./statx.ts";

/**
 * What can be done with files at once, because the system has them in memory: nobody waits for a disk. Linux has calls that
 * give up instead of waiting.
 *
 * A question that goes to the pool of threads and back costs 60 to 100 µs of the processor, and an answer out of memory 3 to 30. Before
 * and after, medians of three rounds of `bun run bench`: a download over TLS 1.35 and 1.05 CPU s/GiB (734 and 924 MB/s), eight at once
 * 1.20 and 0.71 (787 and 1074), in clear 1.00 and 0.58 (1007 and 1840), 4 KiB files over TLS 3.6 and 2.9 CPU ms, LIST of 10,000 over
 * TLS 110 and 89 CPU ms (73 and 78 ms: two threads did that at once before). Of the 31 ms that LIST of 10,000 takes now without the network
 * (Bun, least of 60), 17 are the system's own in openat2, statx and close, and 3 are readdir's.
 */
export interface FromMemory {
	/**
	 * @returns bytes read, 0 at the file's end; undefined when it would have to wait, or cannot say
	 */
	read(file: Kept, into: Uint8Array, position: number): number | undefined;
	/**
	 * The kernel's own copy into a socket that never waits.
	 *
	 * @returns bytes sent; 0 when there is no room, or not all of them are in memory, or the socket cannot
	 */
	send(file: Kept, socket: number, position: number, lastByte: number): number;
	/**
	 * Opens what is there; nothing is made.
	 *
	 * @param folder a descriptor; the name is one in it, on the same mount. Undefined: it is an absolute path
	 * @returns a descriptor; undefined when it would have to wait, or there is no such thing, or it may not be opened
	 */
	open(
		folder: number | undefined,
		name: string,
		flags: number,
	): number | undefined;
	/** What is open, wherever it is kept but `elsewhere`; undefined when the system cannot say. */
	factsOf(descriptor: number): PlainStats | undefined;
	/** Where what is open is kept, as far as that is known. */
	placeOf(descriptor: number): Place;
}

/** An open file. */
export interface Kept {
	readonly descriptor: number;
	readonly place: Place;
}

/** Where the system has no such calls, and under Deno, nothing is ever found in memory. */
const NEVER: FromMemory = {
	read: () => undefined,
	send: () => 0,
	open: () => undefined,
	factsOf: () => undefined,
	placeOf: () => "elsewhere",
};

/** `RWF_NOWAIT` of preadv2(2). */
const NO_WAIT_READ = 0x8;

/** openat2(2) has this number on every architecture, and no function in the C library. */
const OPENAT2 = 437;
const AT_FDCWD = -100;
const O_CLOEXEC = 0o2000000;
const RESOLVE_NO_XDEV = 0x01;
const RESOLVE_CACHED = 0x20;

/** PATH_MAX of Linux: the longest path, its end included. */
const MAX_PATH_BYTES = 4096;

let found: FromMemory | undefined;

/** Finds the calls, once; before that nothing is found in memory either. */
export async function prepareFromMemory(): Promise<void> {
	found ??= await findFromMemory();
}

export function fromMemory(): FromMemory {
	return found ?? NEVER;
}

/** @see man 2 preadv2, sendfile, openat2, statx */
export async function findFromMemory(): Promise<FromMemory> {
	if (process.platform !== "linux") return NEVER;
	const address = await addressOf();
	if (address === undefined) return NEVER;
	const system = await libc({
		preadv2: {
			takes: ["i32", "buffer", "i32", "isize", "i32"],
			gives: "isize",
		},
		sendfile: { takes: ["i32", "i32", "buffer", "usize"], gives: "isize" },
		syscall: {
			takes: ["isize", "isize", "buffer", "buffer", "usize"],
			gives: "isize",
		},
		statx: {
			takes: ["i32", "buffer", "i32", "u32", "buffer"],
			gives: "i32",
		},
	});
	if (system === undefined) return NEVER;
	const read = reading(system.preadv2, address);
	const { facts, mount } = statxBy(system.statx);
	return {
		read,
		send: sending(system.sendfile, read),
		open: opening(system.syscall),
		factsOf: facts,
		placeOf: (descriptor) => placeOfMount(mount(descriptor)),
	};
}

function reading(
	preadv2: CCall,
	address: (buffer: Uint8Array) => bigint,
): FromMemory["read"] {
	// struct iovec: where to, how much.
	const target = new BigUint64Array(2);
	const vector = new Uint8Array(target.buffer);
	return ({ descriptor, place }, into, position) => {
		target[0] = address(into);
		target[1] = BigInt(into.length);
		// A file system in memory never waits, and does not know the question.
		const how = place === "memory" ? 0 : NO_WAIT_READ;
		const count = preadv2(descriptor, vector, 1, position, how);
		return count < 0 ? undefined : count;
	};
}

function sending(
	sendfile: CCall,
	read: FromMemory["read"],
): FromMemory["send"] {
	const offset = new BigInt64Array(1);
	const from = new Uint8Array(offset.buffer);
	const probe = new Uint8Array(1);
	return (file, socket, position, lastByte) => {
		// The kernel reads ahead: what is behind was read before.
		if (read(file, probe, lastByte) !== 1) return 0;
		offset[0] = BigInt(position);
		const bytes = lastByte + 1 - position;
		const count = sendfile(socket, file.descriptor, from, bytes);
		return Math.max(count, 0);
	};
}

function opening(syscall: CCall): FromMemory["open"] {
	// struct open_how: flags, mode, resolve; 64 bits each, the lower half first.
	const how = new Uint32Array(6);
	const given = new Uint8Array(how.buffer);
	const ended = endedByNul();
	return (folder, name, flags) => {
		const path = ended(name);
		if (path === undefined) return undefined;
		how[0] = flags | O_CLOEXEC;
		how[4] = RESOLVE_CACHED | (folder === undefined ? 0 : RESOLVE_NO_XDEV);
		const descriptor = syscall(
			OPENAT2,
			folder ?? AT_FDCWD,
			path,
			given,
			given.length,
		);
		return descriptor < 0 ? undefined : descriptor;
	};
}

/** Paths as the system reads them, each in place of the one before; undefined for what cannot be one. */
function endedByNul(): (path: string) => Uint8Array | undefined {
	const encoder = new TextEncoder();
	const bytes = new Uint8Array(MAX_PATH_BYTES);
	return (path) => {
		// For the system a path ends at the first NUL.
		if (path.includes("\0")) return undefined;
		const { read, written } = encoder.encodeInto(path, bytes);
		if (read < path.length || written === bytes.length) return undefined;
		bytes[written] = 0;
		return bytes;
	};
}
