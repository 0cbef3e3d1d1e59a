import process from "node:process";
import { KIB } from "../../base/index.ts";
import { addressOf, type CCall, libc } from "../libc.ts";
import type { CopyOrder, CopyReport } from "./order.ts";

/** What is taken at a time: little enough to be still in the processor's own memory when it is written. */
const PIECE_BYTES: number = 512 * KIB;
/** No piece is begun later in a turn: a transfer that is broken off waits for its end. */
const TURN_MS = 50;
/** So long a peer is waited for. */
const PATIENCE_MS = 5;

const MSG_DONTWAIT = 0x40;
const POLLIN = 0x1;
const POLLERR = 0x8;
const POLLHUP = 0x10;
const POLLNVAL = 0x20;
/** `struct pollfd`: the descriptor, what is asked (16 bits), what is answered (16 bits). */
const POLLFD_BYTES = 8;

/** Copies for one turn, and waits where there is something to wait for: not to be called where others wait for the same thread. */
export type Copier = (order: CopyOrder) => CopyReport;

/** Undefined where the system has no such calls. @see man 2 recv, pwrite, poll */
export async function createCopier(): Promise<Copier | undefined> {
	// Under Deno there is no descriptor of a socket to be had.
	const isPossible =
		process.platform === "linux" && (await addressOf()) !== undefined;
	const system = isPossible
		? await libc({
				recv: { takes: ["i32", "buffer", "usize", "i32"], gives: "isize" },
				pwrite: { takes: ["i32", "buffer", "usize", "isize"], gives: "isize" },
				poll: { takes: ["buffer", "usize", "i32"], gives: "i32" },
			})
		: undefined;
	if (system === undefined) return undefined;
	const buffer = new Uint8Array(PIECE_BYTES);
	const waitFor = waiting(system.poll);
	const write = writing(system.pwrite);
	return ({ socket, file, position, mostBytes }) => {
		const endMs = performance.now() + TURN_MS;
		let bytes = 0;
		let hasWaited = false;
		while (bytes < mostBytes && performance.now() < endMs) {
			const most = Math.min(buffer.length, mostBytes - bytes);
			const count = system.recv(socket, buffer, most, MSG_DONTWAIT);
			if (count === 0) return { bytes, socket: "waiting" };
			if (count < 0) {
				const state = waitFor(socket);
				// It is ready, and yet nothing can be taken: whatever it is, others will find it out.
				if (state === "ready" && hasWaited) return { bytes, socket: "waiting" };
				if (state !== "ready") return { bytes, socket: state };
				hasWaited = true;
				continue;
			}
			hasWaited = false;
			const written = write(file, buffer.subarray(0, count), position + bytes);
			bytes += count;
			if (written === count) continue;
			const unwritten = buffer.slice(written, count);
			return { bytes, socket: "ready", unwritten };
		}
		return { bytes, socket: "ready" };
	};
}

/** @returns bytes written: fewer when the file takes no more */
function writing(
	pwrite: CCall,
): (file: number, content: Uint8Array, position: number) => number {
	return (file, content, position) => {
		let written = 0;
		while (written < content.length) {
			const rest = content.subarray(written);
			const count = pwrite(file, rest, rest.length, position + written);
			if (count <= 0) break;
			written += count;
		}
		return written;
	};
}

/**
 * Waits until something has come. A recv(2) that fails does not tell why (errno is not to be had), and takes the reason away with it: after a
 * reset the next one looks like an orderly end. But a reset leaves the connection closed in both directions, which it is not otherwise: our
 * own was not ended.
 */
function waiting(poll: CCall): (socket: number) => CopyReport["socket"] {
	const asked = new Uint8Array(POLLFD_BYTES);
	const view = new DataView(asked.buffer);
	return (socket) => {
		view.setInt32(0, socket, true);
		view.setInt16(4, POLLIN, true);
		view.setInt16(6, 0, true);
		if (poll(asked, 1, PATIENCE_MS) <= 0) return "waiting";
		const told = view.getInt16(6, true);
		return told & (POLLERR | POLLHUP | POLLNVAL) ? "lost" : "ready";
	};
}
