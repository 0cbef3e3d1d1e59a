import { execFile } from "node:child_process";
import { lookup } from "node:dns/promises";
import {
	access,
	chmod,
	constants,
	mkdtemp,
	readdir,
	readFile,
	rm,
	stat,
	statfs,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { plainAddress } from "../../base/index.ts";
import { type MountedSystem, mountOf } from "./mounts.ts";
import { type NamedProcess, portHolder } from "./port-holder.ts";
import { lowestPort, openFileLimit } from "./process-rights.ts";

/** Room on a file system. */
export interface DiskRoom {
	/** For users who are not root. */
	readonly freeBytes: number;
	/** Files that can still be made; undefined where the file system does not count them. */
	readonly freeFiles: number | undefined;
}

/** A program that was run to see what it does. */
export interface TrialRun {
	readonly exit: number;
	/** The names in its working folder afterwards that were not there before. */
	readonly made: readonly string[];
}

/**
 * What `doctor` asks the machine beyond what a server needs. What a system does not tell is undefined, never a guess.
 */
export interface HostDiagnosis {
	/** Whether this process may reach what is in a folder, not counting the folders above. */
	mayEnter(folder: string): Promise<boolean>;
	mayList(folder: string): Promise<boolean>;
	mayChange(folder: string): Promise<boolean>;
	/** @param mode permission bits, at most 0o777 */
	setMode(path: string, mode: number): Promise<void>;
	/** When a file was last changed; undefined when there is none. */
	modifiedMs(path: string): Promise<number | undefined>;
	/** What the file system says the time is: the stamp of a file that is made and removed there. */
	fileTimeMs(folder: string): Promise<number>;
	room(folder: string): Promise<DiskRoom | undefined>;
	/** Linux only. @param realPath absolute, without links */
	mountOf(realPath: string): Promise<MountedSystem | undefined>;
	/** Linux only. @param pid undefined: this process */
	openFileLimit(pid: number | undefined): Promise<number | undefined>;
	/** The lowest port that this process may listen on. */
	lowestPort(): Promise<number>;
	/** Linux only, and of other users' programs for root only. */
	portHolder(port: number): Promise<NamedProcess | undefined>;
	/** Whether this is a container, whose addresses are not those that the outside sees. */
	isContainer(): Promise<boolean>;
	/** The addresses of a host now; none when it has none, or nobody answers in time. */
	resolve(host: string, limitMs: number): Promise<readonly string[]>;
	/** Runs this very executable in a folder of its own, with these files in it. */
	runAmong(
		files: Readonly<Record<string, string>>,
		args: readonly string[],
		limitMs: number,
	): Promise<TrialRun>;
}

/** The machine as it is. */
export function hostDiagnosis(): HostDiagnosis {
	return {
		mayEnter: (folder) => allows(folder, constants.X_OK),
		mayList: (folder) => allows(folder, constants.R_OK | constants.X_OK),
		mayChange: (folder) => allows(folder, constants.W_OK | constants.X_OK),
		setMode: chmod,
		modifiedMs: async (path) =>
			(await stat(path).catch(() => undefined))?.mtimeMs,
		fileTimeMs,
		room,
		mountOf: async (realPath) => {
			const text = await readFile("/proc/self/mountinfo", "utf8").catch(
				() => "",
			);
			return mountOf(text, realPath);
		},
		openFileLimit,
		lowestPort,
		portHolder,
		isContainer,
		resolve,
		runAmong,
	};
}

function allows(path: string, rights: number): Promise<boolean> {
	return access(path, rights).then(
		() => true,
		() => false,
	);
}

async function fileTimeMs(folder: string): Promise<number> {
	const probe = join(folder, `.oceanftp-probe-${process.pid}`);
	try {
		await writeFile(probe, "", { mode: 0o600, flag: "wx" });
		return (await stat(probe)).mtimeMs;
	} finally {
		await rm(probe, { force: true });
	}
}

async function room(folder: string): Promise<DiskRoom | undefined> {
	const facts = await statfs(folder).catch(() => undefined);
	if (facts === undefined) return undefined;
	return {
		freeBytes: facts.bavail * facts.bsize,
		freeFiles: facts.files > 0 ? facts.ffree : undefined,
	};
}

/** podman, systemd-nspawn and LXC say it by this variable. */
function containerOf({ container }: typeof process.env): string | undefined {
	return container;
}

async function isContainer(): Promise<boolean> {
	if (containerOf(process.env) !== undefined) return true;
	const signs = ["/.dockerenv", "/run/.containerenv"];
	const found = await Promise.all(
		signs.map((file) => allows(file, constants.F_OK)),
	);
	return found.includes(true);
}

async function resolve(
	host: string,
	limitMs: number,
): Promise<readonly string[]> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<readonly string[]>((done) => {
		timer = setTimeout(() => done([]), limitMs);
	});
	const found = lookup(host, { all: true }).then(
		(each) => each.map(({ address }) => plainAddress(address)),
		() => [],
	);
	try {
		return await Promise.race([found, late]);
	} finally {
		clearTimeout(timer);
	}
}

async function runAmong(
	files: Readonly<Record<string, string>>,
	args: readonly string[],
	limitMs: number,
): Promise<TrialRun> {
	const cwd = await mkdtemp(join(tmpdir(), "oceanftp-doctor-"));
	try {
		for (const [name, text] of Object.entries(files)) {
			await writeFile(join(cwd, name), text);
		}
		const exit = await new Promise<number>((done) => {
			execFile(
				process.execPath,
				[...args],
				{ cwd, timeout: limitMs, windowsHide: true },
				(error) => done(error === null ? 0 : 1),
			);
		});
		const names = await readdir(cwd);
		return { exit, made: names.filter((name) => !(name in files)) };
	} finally {
		await rm(cwd, { recursive: true, force: true });
	}
}
