import { hostname, networkInterfaces } from "node:os";
import process from "node:process";
import { Secret } from "../base/index.ts";

/** One address of one of this machine's network interfaces. */
export interface MachineAddress {
	readonly address: string;
	readonly isLoopback: boolean;
	/** Link-local addresses (`fe80::`, `169.254.`) need more than the address to be reached. */
	readonly isLinkLocal: boolean;
}

/** What the program runs on. */
export interface RuntimeFacts {
	readonly name: "Bun" | "Deno";
	readonly version: string;
	/** As Node names it: linux, darwin, win32 … */
	readonly platform: string;
	/** As Node names it: x64, arm64 … */
	readonly architecture: string;
	/** The running executable: the runtime's own, or ours when compiled. */
	readonly executable: string;
	readonly isCompiled: boolean;
}

/** What the program needs of the process that it runs in. */
export interface HostProcess {
	/** What was typed behind the program's name. */
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly pid: number;
	readonly runtime: RuntimeFacts;
	/** Undefined where there are none (Windows). */
	readonly uid: number | undefined;
	readonly isTerminal: {
		readonly stdin: boolean;
		readonly stdout: boolean;
		readonly stderr: boolean;
	};
	hostname(): string;
	addresses(): readonly MachineAddress[];
	/** Writes to stdout, which carries results and nothing else; resolves when it is handed on. */
	writeResult(text: string): Promise<void>;
	/** Writes to stderr, which carries all that is for people. */
	writeNote(text: string): void;
	/** All of stdin, to its end. */
	readInput(): Promise<Uint8Array>;
	/** Asks on the terminal and gives the line; undefined when the input ends. @throws {Interrupted} on Ctrl-C */
	ask(question: string): Promise<string | undefined>;
	/** The same without showing what is typed. */
	askSecret(question: string): Promise<Secret | undefined>;
	/** Calls back for each SIGINT, SIGTERM (and Ctrl-Break); the returned function takes the call back. */
	onStopSignal(callback: () => void): () => void;
	/** Ends at once, whatever is open. */
	exit(status: number): never;
	/** The exit status for when nothing is left to do. */
	setExitStatus(status: number): void;
}

/** Ctrl-C at a prompt: the program ends with 130. */
export class Interrupted extends Error {
	override readonly name = "Interrupted";
}

/** The process as it is. */
export function hostProcess(): HostProcess {
	return {
		args: process.argv.slice(2),
		env: process.env,
		pid: process.pid,
		runtime: runtimeFacts(),
		uid: process.getuid?.(),
		isTerminal: {
			stdin: process.stdin.isTTY === true,
			stdout: process.stdout.isTTY === true,
			stderr: process.stderr.isTTY === true,
		},
		hostname,
		addresses,
		writeResult,
		writeNote: (text) => {
			process.stderr.write(text);
		},
		readInput,
		ask: (question) => askLine(question, { echo: true }),
		askSecret: async (question) => {
			const line = await askLine(question, { echo: false });
			return line === undefined ? undefined : new Secret(line);
		},
		onStopSignal: (callback) => {
			const signals = ["SIGINT", "SIGTERM"] as const;
			for (const signal of signals) process.on(signal, callback);
			return () => {
				for (const signal of signals) process.off(signal, callback);
			};
		},
		exit: (status) => process.exit(status),
		setExitStatus: (status) => {
			process.exitCode = status;
		},
	};
}

function runtimeFacts(): RuntimeFacts {
	const isBun = typeof Bun !== "undefined";
	const { deno } = process.versions;
	return {
		name: isBun ? "Bun" : "Deno",
		version: isBun ? Bun.version : (deno ?? "unknown"),
		platform: process.platform,
		architecture: process.arch,
		executable: process.execPath,
		isCompiled: isBun ? isBundled(Bun.main) : isStandaloneDeno(),
	};
}

/** A compiled Bun program's source lives in a file system of its own. */
function isBundled(main: string): boolean {
	return main.startsWith("/$bunfs/") || /^[A-Z]:[\\/]~BUN[\\/]/i.test(main);
}

function isStandaloneDeno(): boolean {
	const deno: unknown = Reflect.get(globalThis, "Deno");
	if (typeof deno !== "object" || deno === null) return false;
	const build: unknown = Reflect.get(deno, "build");
	return (
		typeof build === "object" &&
		build !== null &&
		Reflect.get(build, "standalone") === true
	);
}

function addresses(): MachineAddress[] {
	return Object.values(networkInterfaces())
		.flatMap((each) => each ?? [])
		.map(({ address, internal }) => ({
			address: address.replace(/%.*$/, ""),
			isLoopback: internal,
			isLinkLocal: /^(fe[89ab][0-9a-f]:|169\.254\.)/i.test(address),
		}));
}

function writeResult(text: string): Promise<void> {
	return new Promise((resolve, reject) => {
		process.stdout.write(text, (error) => {
			if (error) reject(error);
			else resolve();
		});
	});
}

async function readInput(): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of process.stdin) {
		chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
	}
	return new Uint8Array(Buffer.concat(chunks));
}

const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = 0x08;
const DELETE = 0x7f;
const CTRL_U = 0x15;

/** Reads a line byte by byte in raw mode, so that a secret is never shown, not even by the terminal itself. */
async function askLine(
	question: string,
	{ echo }: { readonly echo: boolean },
): Promise<string | undefined> {
	const { stdin, stderr } = process;
	stderr.write(question);
	stdin.setRawMode?.(true);
	stdin.resume();
	try {
		return await new Promise<string | undefined>((resolve, reject) => {
			let typed: number[] = [];
			const finish = (line: string | undefined): void => {
				stdin.off("data", onData);
				stdin.off("end", onEnd);
				resolve(line);
			};
			const onEnd = (): void => finish(undefined);
			const onData = (chunk: Uint8Array): void => {
				for (const byte of chunk) {
					if (byte === CTRL_C) {
						stdin.off("data", onData);
						stdin.off("end", onEnd);
						reject(new Interrupted());
						return;
					}
					if (byte === 0x0d || byte === 0x0a) {
						finish(Buffer.from(typed).toString("utf8"));
						return;
					}
					if (byte === CTRL_D && typed.length === 0) {
						finish(undefined);
						return;
					}
					if (byte === BACKSPACE || byte === DELETE) {
						const line = [...Buffer.from(typed).toString("utf8")].slice(0, -1);
						typed = [...Buffer.from(line.join(""))];
						if (echo) stderr.write("\b \b");
					} else if (byte === CTRL_U) {
						if (echo) stderr.write("\b \b".repeat(typed.length));
						typed = [];
					} else if (byte >= 0x20) {
						typed.push(byte);
						if (echo) stderr.write(Uint8Array.of(byte));
					}
				}
			};
			stdin.on("data", onData);
			stdin.on("end", onEnd);
		});
	} finally {
		stdin.setRawMode?.(false);
		stdin.pause();
		stderr.write("\n");
	}
}
