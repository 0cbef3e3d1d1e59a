import { addressOf, libc } from "../libc.ts";

/**
 * What can be done with a file at once, because the system has it in memory: nobody waits for a disk.
 *
 * What goes to the pool of threads and back costs 60 to 100 µs of the processor, and a copy out of memory 30 (256 KiB).
 */
export interface FromMemory {
	/** @returns bytes read, 0 at the file's end; undefined when it would have to wait, or cannot say */
	read(
		descriptor: number,
		into: Uint8Array,
		position: number,
	): number | undefined;
	/**
	 * The kernel's own copy into a socket that never waits.
	 * @returns bytes sent; 0 when there is no room, or no memory of them, or the socket cannot
	 */
	send(
		descriptor: number,
		socket: number,
		position: number,
		lastByte: number,
	): number;
}

/** Linux `RWF_NOWAIT`: nothing but the page cache. */
const NOTHING_BUT_MEMORY = 0x8;

/** Where the system has no such calls, and under Deno, nothing is ever found in memory. */
const NEVER: FromMemory = { read: () => undefined, send: () => 0 };

/** @see man 2 preadv2, man 2 sendfile */
export async function findFromMemory(): Promise<FromMemory> {
	const address = await addressOf();
	const system = await libc({
		preadv2: {
			takes: ["i32", "buffer", "i32", "isize", "i32"],
			gives: "isize",
		},
		sendfile: { takes: ["i32", "i32", "buffer", "usize"], gives: "isize" },
	});
	if (address === undefined || system === undefined) return NEVER;
	const { preadv2, sendfile } = system;
	// struct iovec: where to, how much.
	const target = new BigUint64Array(2);
	const vector = new Uint8Array(target.buffer);
	const read: FromMemory["read"] = (descriptor, into, position) => {
		target[0] = address(into);
		target[1] = BigInt(into.length);
		const count = preadv2(descriptor, vector, 1, position, NOTHING_BUT_MEMORY);
		return count < 0 ? undefined : count;
	};
	const offset = new BigInt64Array(1);
	const from = new Uint8Array(offset.buffer);
	const probe = new Uint8Array(1);
	return {
		read,
		send: (descriptor, socket, position, lastByte) => {
			// The kernel reads ahead: what is behind was read before.
			if (read(descriptor, probe, lastByte) !== 1) return 0;
			offset[0] = BigInt(position);
			const count = sendfile(socket, descriptor, from, lastByte + 1 - position);
			return Math.max(count, 0);
		},
	};
}
