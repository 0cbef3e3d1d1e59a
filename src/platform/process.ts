import { hostname, networkInterfaces } from "node:os";
import process from "node:process";
import { isatty } from "node:tty";
import { Secret } from "../base/index.ts";
import { askLine } from "./ask-line.ts";
import { systemCode } from "./errno.ts";
import { signalNames } from "./signal-names.ts";

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
	/** The width of the terminal that stdout is; undefined where it is none. */
	readonly columns: number | undefined;
	hostname(): string;
	addresses(): readonly MachineAddress[];
	/**
	 * Writes to stdout, which carries results and nothing else; resolves when it is handed on.
	 * @throws {OutputClosed} when whoever read it has gone
	 */
	writeResult(content: string | Uint8Array): Promise<void>;
	/** Writes to stderr, which carries all that is for people; when nobody is there to read it, it is lost, and nothing fails. */
	writeNote(text: string): void;
	/** All of stdin, to its end. */
	readInput(): Promise<Uint8Array>;
	/** Asks on the terminal and gives the line; undefined when the input ends. @throws {Interrupted} on Ctrl-C */
	ask(question: string): Promise<string | undefined>;
	/** The same without showing what is typed. */
	askSecret(question: string): Promise<Secret | undefined>;
	/** Calls back for each SIGINT and SIGTERM, on Windows for Ctrl-Break and the closed window too; the returned function takes the call back. */
	onStopSignal(callback: () => void): () => void;
	/** Calls back for each SIGHUP: read everything again; never on Windows. Without a call back SIGHUP ends the process. */
	onReloadSignal(callback: () => void): () => void;
	/** Ends at once, whatever is open. */
	exit(status: number): never;
	/** The exit status for when nothing is left to do. */
	setExitStatus(status: number): void;
}

/** The process as it is. */
export function hostProcess(): HostProcess {
	outliveFileLimit();
	const signals = signalNames(process.platform);
	// The descriptors are asked, since `process.stdin` and its like make a stream first (2 ms for stdin and stdout).
	const isTerminal = {
		stdin: isatty(0),
		stdout: isatty(1),
		stderr: isatty(2),
	};
	return {
		args: process.argv.slice(2),
		env: process.env,
		pid: process.pid,
		runtime: runtimeFacts(),
		uid: process.getuid?.(),
		isTerminal,
		// A terminal that does not know its size, as a serial one, says 0.
		columns:
			isTerminal.stdout && process.stdout.columns > 0
				? process.stdout.columns
				: undefined,
		hostname,
		addresses,
		writeResult,
		writeNote: (text) => {
			withoutErrors(process.stderr).write(text);
		},
		readInput,
		ask: (question) => askLine(question, { echo: true }),
		askSecret: async (question) => {
			const line = await askLine(question, { echo: false });
			return line === undefined ? undefined : new Secret(line);
		},
		onStopSignal: (callback) => onSignals(signals.stop, callback),
		onReloadSignal: (callback) => onSignals(signals.reload, callback),
		exit: (status) => process.exit(status),
		setExitStatus: (status) => {
			process.exitCode = status;
		},
	};
}

/** Deno leaves the signal of a file that grows beyond the system's limit to end the process (quirks: deno-dies-of-file-limit). */
function outliveFileLimit(): void {
	const isDeno = process.versions["deno"] !== undefined;
	if (!isDeno || process.platform === "win32") return;
	if (process.listenerCount("SIGXFSZ") > 0) return;
	process.on("SIGXFSZ", () => undefined);
}

function onSignals(
	names: readonly NodeJS.Signals[],
	callback: () => void,
): () => void {
	for (const name of names) process.on(name, callback);
	return () => {
		for (const name of names) process.off(name, callback);
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

/** Who read the results has gone, as `head` does when it has enough: nothing failed, and nobody is there to be told more. */
export class OutputClosed extends Error {
	override readonly name = "OutputClosed";
}

const heardElsewhere = (): void => undefined;

/** The failure of a write comes to its call back; the same as an event would end the program (a closed terminal: EIO). */
function withoutErrors(stream: NodeJS.WriteStream): NodeJS.WriteStream {
	if (!stream.listeners("error").includes(heardElsewhere)) {
		stream.on("error", heardElsewhere);
	}
	return stream;
}

function writeResult(content: string | Uint8Array): Promise<void> {
	const stdout = withoutErrors(process.stdout);
	return new Promise((resolve, reject) => {
		stdout.write(content, (error) => {
			if (!error) resolve();
			else if (systemCode(error) === "EPIPE") reject(new OutputClosed());
			else reject(error);
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
