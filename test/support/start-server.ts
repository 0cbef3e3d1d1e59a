import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { temporaryUploads } from "./content.ts";
import { PATIENCE_MS, within } from "./deadline.ts";
import { becomes } from "./process-facts.ts";
import {
	cleanEnvironment,
	oceanftp,
	ROOT,
	type Runtime,
	run,
} from "./programs.ts";
import { tempFolder } from "./temp-folder.ts";
import { writtenOutput } from "./written-output.ts";

/** Where something listens. */
export interface Place {
	readonly host: string;
	readonly port: number;
}

/** The file that `serve --ready-file` writes when every listener is bound. */
export interface ReadyFile {
	readonly schema: string;
	readonly pid: number;
	readonly explicit: readonly Place[];
	readonly implicit: readonly Place[];
	readonly certificate: { readonly name: string; readonly sha256: string };
}

export interface ServerOptions {
	/** `free`: any free ports (the default). `standard`: no port flags, so 21 and 990 or what stands in for them. */
	readonly ports?: "free" | "standard";
	/** Further flags of `serve`. */
	readonly flags?: readonly string[];
	/** A data folder that is there already, and stays; absent: a fresh one, removed at the end. */
	readonly data?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	readonly runtime?: Runtime;
	/** Addresses to listen on, each on free ports. Default: 127.0.0.1. */
	readonly hosts?: readonly string[];
	/** Users to make before the start, with their passwords. Default: {@link ALICE}. */
	readonly users?: Readonly<Record<string, string>>;
	/** In place of `dist/oceanftp`: a copy of it elsewhere. */
	readonly executable?: string;
	/** In front of the command: to start it as another user, for one. */
	readonly wrapper?: readonly string[];
	/** The exit status that the test brings about. Default: 0. */
	readonly endsWith?: number;
	/** The text of `oceanftp.toml` in the data folder. */
	readonly config?: string;
}

/** The user that every test server has unless the test names others. */
export const ALICE = {
	name: "alice",
	password: "pässword of alice 42",
} as const;

/** A server under test. At the end of its block it must stop in order, and leave no half-finished upload. */
export interface Server extends AsyncDisposable {
	readonly pid: number;
	readonly data: string;
	readonly ready: ReadyFile;
	explicit(host?: string): Place;
	implicit(host?: string): Place;
	/** What it has written to stderr so far. */
	stderr(): string;
	/** Waits until its log says something. */
	logged(pattern: RegExp): Promise<void>;
	/** The folder that a user sees as `/`; made when it is not there. */
	home(user: string): string;
	/** Sends SIGTERM and waits for a clean end. Done for you at the end of the block. */
	stop(): Promise<void>;
	/** Sends SIGTERM only. */
	terminate(): void;
	/** Sends SIGKILL and waits for the end, asking nothing of what is left: in place of the end of the block. */
	kill(): Promise<void>;
	/** The exit status, once it has ended. */
	readonly exited: Promise<number>;
}

/** Makes the users, starts `oceanftp serve` on free loopback ports, and waits until it listens. */
export async function startServer(
	options: ServerOptions = {},
): Promise<Server> {
	const { runtime = "bun", users = { [ALICE.name]: ALICE.password } } = options;
	const own = options.data === undefined ? tempFolder() : undefined;
	const data = options.data ?? own?.path ?? "";
	try {
		if (options.config !== undefined)
			writeFileSync(join(data, "oceanftp.toml"), options.config);
		if (own !== undefined && isUsual(options))
			await copyAccounts(users, runtime, data);
		else
			for (const [name, password] of Object.entries(users))
				await addUser({ ...options, data, name, password, runtime });
		return await launch(options, data, () => own?.[Symbol.dispose]());
	} catch (error) {
		own?.[Symbol.dispose]();
		throw error;
	}
}

/** Whether nothing about the program differs, so that it would make the same accounts again. */
function isUsual(options: ServerOptions): boolean {
	const { cwd, env, executable, wrapper } = options;
	return [cwd, env, executable, wrapper].every((one) => one === undefined);
}

const ACCOUNTS_FILE = "accounts.toml";
/** What `user add` made of the same users before, by runtime and users: a process and a hash less for each server. */
const madeBefore = new Map<string, Promise<Uint8Array>>();

async function copyAccounts(
	users: Readonly<Record<string, string>>,
	runtime: Runtime,
	data: string,
): Promise<void> {
	if (Object.keys(users).length === 0) return;
	const key = JSON.stringify([runtime, users]);
	const made = madeBefore.get(key) ?? makeAccounts(users, runtime);
	madeBefore.set(key, made);
	writeFileSync(join(data, ACCOUNTS_FILE), await made, { mode: 0o600 });
}

async function makeAccounts(
	users: Readonly<Record<string, string>>,
	runtime: Runtime,
): Promise<Uint8Array> {
	using folder = tempFolder();
	for (const [name, password] of Object.entries(users))
		await addUser({ data: folder.path, name, password, runtime });
	return readFileSync(join(folder.path, ACCOUNTS_FILE));
}

/** `oceanftp user add NAME --password-stdin`. */
export async function addUser(user: {
	readonly data: string;
	readonly name: string;
	readonly password: string;
	readonly runtime?: Runtime;
	readonly wrapper?: readonly string[];
	readonly executable?: string;
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
}): Promise<void> {
	const { data, name, password, runtime = "bun", cwd = ROOT } = user;
	const command = [
		...(user.wrapper ?? []),
		...oceanftp(runtime, user.executable),
		...["user", "add", name, "--password-stdin", "--data", data],
	];
	const { exit, stderr } = await run(command, {
		stdin: `${password}\n`,
		cwd,
		env: user.env ?? {},
	});
	if (exit !== 0) throw new Error(`user add ended with ${exit}: ${stderr}`);
}

async function launch(
	options: ServerOptions,
	data: string,
	cleanUp: () => void,
): Promise<Server> {
	const { flags = [], runtime = "bun", hosts = ["127.0.0.1"] } = options;
	const scratch = tempFolder("oceanftp-ready-");
	const readyFile = join(scratch.path, "ready.json");
	if (options.wrapper !== undefined) chmodSync(scratch.path, 0o777);
	const output = writtenOutput();
	const stdout = writtenOutput();
	const child = Bun.spawn(
		[
			...(options.wrapper ?? []),
			...oceanftp(runtime, options.executable),
			...["serve", "--data", data],
			...(options.ports === "standard"
				? []
				: ["--port", "0", "--implicit-port", "0"]),
			...hosts.flatMap((host) => ["--host", host]),
			...["--ready-file", readyFile],
			...flags,
		],
		{
			cwd: options.cwd ?? ROOT,
			env: { ...cleanEnvironment(), HOME: scratch.path, ...options.env },
			stdio: ["ignore", stdout.descriptor, output.descriptor],
		},
	);
	/** A test run that breaks off must not leave servers behind. */
	const killAtExit = (): void => child.kill("SIGKILL");
	process.once("exit", killAtExit);
	const dispose = (): void => {
		process.removeListener("exit", killAtExit);
		child.kill("SIGKILL");
		output[Symbol.dispose]();
		stdout[Symbol.dispose]();
		scratch[Symbol.dispose]();
		cleanUp();
	};
	try {
		const died = child.exited.then((exit) => {
			throw new Error(`the server ended with ${exit}:\n${output.text()}`);
		});
		died.catch(() => undefined);
		const isReady = becomes(
			() => `ready file of the server:\n${output.text()}`,
			() => existsSync(readyFile),
			PATIENCE_MS,
		);
		await Promise.race([isReady, died]);
	} catch (error) {
		dispose();
		throw error;
	}
	const ready: ReadyFile = JSON.parse(readFileSync(readyFile, "utf8"));
	const stop = once(async () => {
		child.kill("SIGTERM");
		const exit = await within(PATIENCE_MS, "end of the server", child.exited);
		if (exit !== (options.endsWith ?? 0))
			throw new Error(`the server ended with ${exit}:\n${output.text()}`);
		const left = temporaryUploads(data);
		if (left.length > 0) throw new Error(`left behind: ${left.join(" ")}`);
		for (const password of Object.values(
			options.users ?? { ALICE: ALICE.password },
		))
			if (`${output.text()}${stdout.text()}`.includes(password))
				throw new Error("a password is in the server's output");
	});
	return {
		pid: child.pid,
		data,
		ready,
		exited: child.exited,
		explicit: (host = hosts[0]) => place(ready.explicit, host),
		implicit: (host = hosts[0]) => place(ready.implicit, host),
		stderr: output.text,
		logged: output.matches,
		home: (user) => {
			const home = join(data, "files", user);
			if (!existsSync(home)) mkdirSync(home, { recursive: true });
			return home;
		},
		stop,
		terminate: () => child.kill("SIGTERM"),
		kill: async () => {
			child.kill("SIGKILL");
			await within(PATIENCE_MS, "end of the server", child.exited);
			dispose();
		},
		[Symbol.asyncDispose]: async () => {
			try {
				await stop();
			} finally {
				dispose();
			}
		},
	};
}

function place(places: readonly Place[], host: string | undefined): Place {
	const found = places.find((one) => one.host === host);
	if (found === undefined)
		throw new Error(`no listener on ${host}: ${JSON.stringify(places)}`);
	return found;
}

function once<T>(action: () => Promise<T>): () => Promise<T> {
	let result: Promise<T> | undefined;
	return () => {
		result ??= action();
		return result;
	};
}
