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
	writeResult(content: string | Uint8Array): Promise<void>;
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
	/** Calls back for each SIGHUP: read everything again. Without a call back SIGHUP ends the process. */
	onReloadSignal(callback: () => void): () => void;
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
		onReloadSignal: (callback) => {
			process.on("SIGHUP", callback);
			return () => process.off("SIGHUP", callback);
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

function writeResult(content: string | Uint8Array): Promise<void> {
	return new Promise((resolve, reject) => {
		process.stdout.write(content, (error) => {
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

/** What was typed ahead of the next question. */
let typedAhead = new Uint8Array();

/** Reads a line byte by byte in raw mode, so that a secret is never shown, not even by the terminal itself. */
async function askLine(
	question: string,
	{ echo }: { readonly echo: boolean },
): Promise<string | undefined> {
	const { stdin, stderr } = process;
	const line = new TypedLine(
		echo ? (text) => stderr.write(text) : () => undefined,
	);
	stderr.write(question);
	stdin.setRawMode?.(true);
	stdin.resume();
	try {
		return await new Promise<string | undefined>((resolve, reject) => {
			const finish = (ending: LineEnding, rest: Uint8Array): void => {
				stdin.off("data", onData);
				stdin.off("end", onEnd);
				typedAhead = new Uint8Array(rest);
				if (ending === "interrupted") reject(new Interrupted());
				else resolve(ending === "closed" ? undefined : line.text);
			};
			const onEnd = (): void => finish("closed", new Uint8Array());
			const onData = (chunk: Uint8Array): void => {
				for (const [index, byte] of chunk.entries()) {
					const ending = line.type(byte);
					if (ending !== undefined) {
						finish(ending, chunk.subarray(index + 1));
						return;
					}
				}
			};
			stdin.on("data", onData);
			stdin.on("end", onEnd);
			const before = typedAhead;
			typedAhead = new Uint8Array();
			onData(before);
		});
	} finally {
		stdin.setRawMode?.(false);
		stdin.pause();
		stderr.write("\n");
	}
}

const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = 0x08;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const CTRL_U = 0x15;
const ESCAPE = 0x1b;
const DELETE = 0x7f;

type LineEnding = "entered" | "closed" | "interrupted";

/** A line while it is typed in raw mode, where nobody else does the editing. */
class TypedLine {
	readonly #show: (text: string) => void;
	#bytes: number[] = [];
	/** What arrow keys and their like send: ESC, `[` or `O`, and all up to a letter. It is not part of the line. */
	#isEscape: "no" | "begun" | "inside" = "no";

	constructor(show: (text: string) => void) {
		this.#show = show;
	}

	get text(): string {
		return Buffer.from(this.#bytes).toString("utf8");
	}

	/** Takes one byte. @returns how the line ended, undefined while it goes on */
	type(byte: number): LineEnding | undefined {
		if (byte === CTRL_C) return "interrupted";
		if (this.#isPartOfEscape(byte)) return undefined;
		if (byte === RETURN || byte === LINE_FEED) return "entered";
		if (byte === CTRL_D && this.#bytes.length === 0) return "closed";
		if (byte === BACKSPACE || byte === DELETE) this.#keep(-1);
		else if (byte === CTRL_U) this.#keep(0);
		else if (byte >= 0x20) {
			this.#bytes.push(byte);
			// A character of several bytes is shown with its last one.
			const last = [...this.text].at(-1) ?? "";
			if (last !== "\ufffd") this.#show(last);
		}
		return undefined;
	}

	#isPartOfEscape(byte: number): boolean {
		const before = this.#isEscape;
		const isIntroducer = byte === 0x5b || byte === 0x4f;
		if (byte === ESCAPE) this.#isEscape = "begun";
		else if (before === "begun" && isIntroducer) this.#isEscape = "inside";
		else if (before === "begun" || (byte >= 0x40 && byte <= 0x7e)) {
			this.#isEscape = "no";
		}
		return (
			byte === ESCAPE ||
			before === "inside" ||
			(before === "begun" && isIntroducer)
		);
	}

	/** Keeps the first characters; a negative number counts from the end. */
	#keep(count: number): void {
		const characters = [...this.text];
		const kept = characters.slice(0, count);
		this.#bytes = [...Buffer.from(kept.join(""))];
		this.#show("\b \b".repeat(characters.length - kept.length));
	}
}
