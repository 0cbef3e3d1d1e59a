import type { CCall } from "../libc.ts";
import type { PlainStats } from "./file-facts.ts";

/** What statx(2) tells of what is open; undefined when it does not tell it. */
export interface Statx {
	facts(descriptor: number): PlainStats | undefined;
	/** The number of the mount that it lies on. */
	mount(descriptor: number): number | undefined;
}

/** Of the descriptor itself, as it is known here: AT_EMPTY_PATH, AT_STATX_DONT_SYNC. */
const ITSELF_AS_KNOWN = 0x1000 | 0x4000;

/** Type, mode, links, time of the last change, inode, size. */
const FACTS = 0x1 | 0x2 | 0x4 | 0x40 | 0x100 | 0x200;
const MOUNT = 0x1000;

/** `struct statx`, the same on every architecture, and where in it stands what is read here. */
const STRUCT_BYTES = 256;
const MASK_AT = 0;
const LINKS_AT = 16;
const MODE_AT = 28;
const INODE_AT = 32;
const SIZE_AT = 40;
const MODIFIED_S_AT = 112;
const MODIFIED_NS_AT = 120;
const DEVICE_MAJOR_AT = 136;
const DEVICE_MINOR_AT = 140;
const MOUNT_AT = 144;

/**
 * Reads the answers as plain numbers out of one buffer: 10,000 files cost 4 ms, and as `Stats` objects 6 (Bun, least of 15).
 *
 * @param statx the function of the C library
 * @see man 2 statx
 */
export function statxBy(statx: CCall): Statx {
	const answer = new Uint8Array(STRUCT_BYTES);
	const view = new DataView(answer.buffer);
	const noPath = new Uint8Array(1);
	const ask = (descriptor: number, wanted: number): boolean =>
		statx(descriptor, noPath, ITSELF_AS_KNOWN, wanted, answer) === 0 &&
		(view.getUint32(MASK_AT, true) & wanted) === wanted;
	return {
		facts: (descriptor) => {
			if (!ask(descriptor, FACTS)) return undefined;
			const nanoseconds = view.getUint32(MODIFIED_NS_AT, true);
			return {
				dev: deviceNumber(
					view.getUint32(DEVICE_MAJOR_AT, true),
					view.getUint32(DEVICE_MINOR_AT, true),
				),
				ino: int64(view, INODE_AT),
				mode: view.getUint16(MODE_AT, true),
				mtimeMs: int64(view, MODIFIED_S_AT) * 1000 + nanoseconds / 1e6,
				nlink: view.getUint32(LINKS_AT, true),
				size: int64(view, SIZE_AT),
			};
		},
		mount: (descriptor) =>
			ask(descriptor, MOUNT) ? int64(view, MOUNT_AT) : undefined,
	};
}

/** As near as a number comes to it; exact up to 2^53. */
function int64(view: DataView, at: number): number {
	return view.getUint32(at, true) + view.getInt32(at + 4, true) * 2 ** 32;
}

/** One number for both, as Linux gives it by stat(2): of the major one 12 bits, of the minor one 20. */
function deviceNumber(major: number, minor: number): number {
	return ((minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12)) >>> 0;
}
