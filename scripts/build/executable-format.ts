import type { ExecutableFormat, Machine } from "./targets.ts";

const ELF_MACHINES: Readonly<Record<number, Machine>> = {
	62: "x64",
	183: "arm64",
};
const MACH_MACHINES: Readonly<Record<number, Machine>> = {
	16777223: "x64",
	16777228: "arm64",
};
const PE_MACHINES: Readonly<Record<number, Machine>> = {
	34404: "x64",
	43620: "arm64",
};

const ELF_MAGIC = 0x7f45_4c46;
const MACH_MAGIC_64 = 0xfeed_facf;
const PT_INTERP = 3;

/**
 * What an executable is made for, by its header: 64-bit little-endian ELF, Mach-O and PE.
 *
 * @returns undefined when it is none of them, or for a machine that is not in the tables
 * @example readFormat(readFileSync("/bin/ls")) // { kind: "elf", machine: "x64", interpreter: "/lib64/ld-linux-x86-64.so.2" }
 */
export function readFormat(file: Uint8Array): ExecutableFormat | undefined {
	if (file.length < 64) return undefined;
	const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
	if (view.getUint32(0) === ELF_MAGIC) return readElf(view);
	if (view.getUint32(0, true) === MACH_MAGIC_64) {
		const machine = MACH_MACHINES[view.getUint32(4, true)];
		return machine === undefined ? undefined : { kind: "mach-o", machine };
	}
	return readPe(view);
}

/** @see the gABI, "ELF Header" and "Program Header" */
function readElf(view: DataView): ExecutableFormat | undefined {
	const [is64Bit, isLittle] = [view.getUint8(4) === 2, view.getUint8(5) === 1];
	const machine = ELF_MACHINES[view.getUint16(18, true)];
	if (!is64Bit || !isLittle || machine === undefined) return undefined;
	const start = Number(view.getBigUint64(32, true));
	const size = view.getUint16(54, true);
	const count = view.getUint16(56, true);
	for (let index = 0; index < count; index++) {
		const at = start + index * size;
		if (at + size > view.byteLength) return undefined;
		if (view.getUint32(at, true) !== PT_INTERP) continue;
		const offset = Number(view.getBigUint64(at + 8, true));
		const length = Number(view.getBigUint64(at + 32, true));
		return { kind: "elf", machine, interpreter: text(view, offset, length) };
	}
	return undefined;
}

/** "MZ", and at 0x3c where "PE\0\0" and the machine stand. */
function readPe(view: DataView): ExecutableFormat | undefined {
	if (view.getUint16(0) !== 0x4d5a) return undefined;
	const at = view.getUint32(0x3c, true);
	if (at + 6 > view.byteLength || view.getUint32(at) !== 0x5045_0000) {
		return undefined;
	}
	const machine = PE_MACHINES[view.getUint16(at + 4, true)];
	return machine === undefined ? undefined : { kind: "pe", machine };
}

function text(view: DataView, offset: number, length: number): string {
	if (offset + length > view.byteLength) return "";
	const bytes = new Uint8Array(view.buffer, view.byteOffset + offset, length);
	return new TextDecoder().decode(bytes).replace(/\0.*$/s, "");
}
