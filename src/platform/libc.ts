import process from "node:process";

/** What a C function takes or gives; a `buffer` is handed over as the address of its first byte. */
export type CType = "i32" | "u32" | "usize" | "isize" | "buffer";

/** The shape of a C function. */
export interface CFunction {
	readonly takes: readonly CType[];
	readonly gives: "i32" | "isize";
}

/** A C function, callable. A result of -1 is its failure; `errno` is not to be had. */
export type CCall = (...values: readonly (number | Uint8Array)[]) => number;

/** The C library under the names that glibc, musl and macOS give it; on Windows what stands in its place. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
	linux: [
		"libc.so.6",
		"libc.so",
		"libc.musl-x86_64.so.1",
		"libc.musl-aarch64.so.1",
	],
	darwin: ["libSystem.B.dylib"],
	win32: ["kernel32.dll"],
};

/**
 * Functions of the system's C library that no Node module offers, under both runtimes.
 * Undefined where they cannot be called: the caller goes on without them.
 *
 * @example (await libc({ getpid: { takes: [], gives: "i32" } }))?.getpid() // 4711
 */
export async function libc<Name extends string>(
	functions: Readonly<Record<Name, CFunction>>,
): Promise<Readonly<Record<Name, CCall>> | undefined> {
	for (const library of LIBRARIES[process.platform] ?? []) {
		try {
			return typeof Bun === "undefined"
				? openInDeno(library, functions)
				: await openInBun(library, functions);
		} catch {
			// Not under this name, or not at all.
		}
	}
	return undefined;
}

/**
 * How to tell where a buffer lies in memory, for a C structure that points to it: it stays there as long as the buffer lives.
 * Undefined under Deno, where the same would need a pointer object for each call.
 */
export async function addressOf(): Promise<
	((buffer: Uint8Array) => bigint) | undefined
> {
	if (typeof Bun === "undefined") return undefined;
	const { ptr } = await import("bun:ffi");
	return (buffer) => BigInt(ptr(buffer));
}

async function openInBun<Name extends string>(
	library: string,
	functions: Readonly<Record<Name, CFunction>>,
): Promise<Record<Name, CCall>> {
	const { dlopen, FFIType } = await import("bun:ffi");
	const types = {
		i32: FFIType.i32,
		u32: FFIType.u32,
		usize: FFIType.u64_fast,
		isize: FFIType.i64_fast,
		buffer: FFIType.ptr,
	} as const;
	const shapes = mapped(functions, ({ takes, gives }) => ({
		args: takes.map((type) => types[type]),
		returns: types[gives],
	}));
	const { symbols } = dlopen(library, shapes);
	return mapped(functions, (_shape, name) => {
		const call: unknown = Reflect.get(symbols, name);
		if (!isCall(call)) throw new Error(`no ${name}`);
		return call;
	});
}

/** As Bun makes it: it takes a buffer for the address of its first byte, and gives a number as long as that is exact. */
function isCall(value: unknown): value is CCall {
	return value instanceof Function;
}

/** The part of Deno's own interface that is used here; its types are not installed. */
interface DenoFfi {
	dlopen(
		library: string,
		shapes: Readonly<Record<string, unknown>>,
	): { readonly symbols: object };
}

function openInDeno<Name extends string>(
	library: string,
	functions: Readonly<Record<Name, CFunction>>,
): Record<Name, CCall> {
	const deno: unknown = Reflect.get(globalThis, "Deno");
	if (!isDenoFfi(deno)) throw new Error("no Deno.dlopen");
	const { symbols } = deno.dlopen(
		library,
		mapped(functions, ({ takes, gives }) => ({
			parameters: takes,
			result: gives,
		})),
	);
	return mapped(functions, ({ takes }, name) => {
		const call: unknown = Reflect.get(symbols, name);
		if (!(call instanceof Function)) throw new Error(`no ${name}`);
		return (...values: readonly (number | Uint8Array)[]) =>
			Number(
				call(
					...values.map((value, index) =>
						typeof value === "number" && takes[index]?.endsWith("size")
							? BigInt(value)
							: value,
					),
				),
			);
	});
}

function isDenoFfi(value: unknown): value is DenoFfi {
	return typeof value === "object" && value !== null && "dlopen" in value;
}

function mapped<Name extends string, From, To>(
	from: Readonly<Record<Name, From>>,
	change: (value: From, name: Name) => To,
): Record<Name, To> {
	const into: Partial<Record<Name, To>> = {};
	for (const name in from) into[name] = change(from[name], name);
	return into as Record<Name, To>;
}
