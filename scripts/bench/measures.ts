import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { content, sha256, sha256OfFile } from "../../test/support/content.ts";
import type { Running } from "./contestant.ts";
import { at, drive, type Task, type Way, type Work } from "./driver.ts";
import { treeBytes } from "./process-usage.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

/** What was found in one round: name of a row, then its figure. */
export type Figures = Readonly<Record<string, number>>;

/** A row of the table. */
export interface Row {
	readonly unit: string;
	readonly better: "more" | "less";
	readonly digits: number;
}

/** Something that is measured: it makes its files, works, and takes them away again. */
export interface Measure {
	readonly id: string;
	readonly rows: Readonly<Record<string, Row>>;
	/** What a server that cannot do it is spared. */
	fits(server: Running): boolean;
	run(server: Running, scratch: Scratch): Promise<Figures>;
}

/** What all rounds share: files at the client's side. */
export interface Scratch {
	readonly largeFile: string;
	readonly largeSha256: string;
	readonly smallFile: string;
	readonly smallSha256: string;
}

const LARGE_BYTES = 512 * MIB;
const SMALL_BYTES = 4 * KIB;
const SMALL_FILES = 1_000;
const ENTRIES = 10_000;
const LISTINGS = 9;
const PARALLEL = 8;
const LOGIN_WORKERS = 8;
const LOGINS_EACH = 40;
const IDLE_SESSIONS = 500;
const LOADED_SECONDS = 5;
const LOADING_CLIENTS = 4;

/** Bytes that no server or file system can make smaller, with a known SHA-256. */
export function makeScratch(folder: string): Scratch {
	const largeFile = join(folder, "large");
	const smallFile = join(folder, "small");
	const block = content(16 * MIB);
	const large = new Uint8Array(LARGE_BYTES);
	for (let start = 0; start < LARGE_BYTES; start += block.length) {
		large.set(block, start);
		// No two blocks alike: one that is lost or sent twice is noticed.
		large.set(content(64, start / block.length + 1), start);
	}
	const small = content(SMALL_BYTES);
	writeFileSync(largeFile, large);
	writeFileSync(smallFile, small);
	return {
		largeFile,
		largeSha256: sha256(large),
		smallFile,
		smallSha256: sha256(small),
	};
}

const SPEED: Row = { unit: "MB/s", better: "more", digits: 0 };
const COST: Row = { unit: "CPU s/GiB", better: "less", digits: 2 };
const FILE_RATE: Row = { unit: "files/s", better: "more", digits: 0 };
const FILE_COST: Row = { unit: "CPU ms/file", better: "less", digits: 2 };
const SHARE: Row = { unit: "% resumed", better: "more", digits: 0 };
const DELAY: Row = { unit: "ms", better: "less", digits: 2 };
const LISTING_COST: Row = { unit: "CPU ms/listing", better: "less", digits: 0 };
const MEMORY: Row = { unit: "MiB", better: "less", digits: 1 };
const SESSION_MEMORY: Row = { unit: "KiB", better: "less", digits: 1 };
const LOGIN_RATE: Row = { unit: "logins/s", better: "more", digits: 0 };
const LOGIN_COST: Row = { unit: "CPU ms/login", better: "less", digits: 2 };

const anybody = (): boolean => true;

/** All measures, in the order in which they are taken. */
export const MEASURES: readonly Measure[] = [
	starting(),
	...(["tls", "plain"] as const).flatMap((way) => [
		idleSessions(way),
		downloads(way, 1),
		uploads(way),
		downloads(way, PARALLEL),
		smallFiles(way, "down"),
		smallFiles(way, "up"),
		listings(way, "LIST"),
		listings(way, "MLSD"),
		logins(way),
		manyLogins(way),
		noops(way),
	]),
];

function starting(): Measure {
	return {
		id: "start",
		rows: { "start to banner": DELAY, "memory after start": MEMORY },
		fits: anybody,
		run: async ({ startMs, pid }) => ({
			"start to banner": startMs,
			"memory after start": treeBytes(pid) / MIB,
		}),
	};
}

function idleSessions(way: Way): Measure {
	const each = `${way} memory of an idle session`;
	return {
		id: `${way}/idle`,
		rows: { [each]: SESSION_MEMORY },
		fits: anybody,
		run: async (server) => {
			const task = { ...at(server, way), task: "idle", count: IDLE_SESSIONS };
			// The first sessions bring what stays: compiled code, pools.
			await drive(server, [{ ...task, count: 20 }]);
			const before = treeBytes(server.pid);
			let after = 0;
			await drive(server, [task], () => {
				after = treeBytes(server.pid);
			});
			return { [each]: (after - before) / IDLE_SESSIONS / KIB };
		},
	};
}

function downloads(way: Way, clients: number): Measure {
	const what = `${way} download${clients === 1 ? "" : ` ×${clients}`}`;
	return {
		id: `${way}/down${clients === 1 ? "" : clients}`,
		rows: { [what]: SPEED, [`${what}, server`]: COST },
		fits: anybody,
		run: async (server, scratch) => {
			using file = onServer(server, "large");
			await Bun.write(file.local, Bun.file(scratch.largeFile));
			await checkDownloads(server, way, {
				names: [file.remote],
				sha256: scratch.largeSha256,
			});
			const task = {
				...at(server, way),
				...{ task: "download", name: file.remote, bytes: LARGE_BYTES },
			};
			const times = clients === 1 ? 2 : 1;
			const work = await repeated(times, () =>
				drive(
					server,
					Array.from({ length: clients }, () => task),
				),
			);
			return rates(what, work, LARGE_BYTES * clients * times);
		},
	};
}

function uploads(way: Way): Measure {
	const what = `${way} upload`;
	return {
		id: `${way}/up`,
		rows: { [what]: SPEED, [`${what}, server`]: COST },
		fits: anybody,
		run: async (server, scratch) => {
			using file = onServer(server, "uploaded");
			const task = {
				...at(server, way),
				...{ task: "upload", name: file.remote, local: scratch.largeFile },
			};
			const work = await repeated(2, async () => {
				rmSync(file.local, { force: true });
				const done = await drive(server, [task]);
				await checkFile(server, file.local, scratch.largeSha256);
				return done;
			});
			return rates(what, work, 2 * LARGE_BYTES);
		},
	};
}

function smallFiles(way: Way, direction: "down" | "up"): Measure {
	const what = `${way} 4 KiB files ${direction}`;
	return {
		id: `${way}/small-${direction}`,
		rows: {
			[what]: FILE_RATE,
			[`${what}, server`]: FILE_COST,
			[firstOf(what, SMALL_FILES)]: FILE_RATE,
			...(way === "tls" ? { [`${what}, sessions`]: SHARE } : {}),
		},
		fits: anybody,
		run: async (server, scratch) => {
			const names = Array.from(
				{ length: SMALL_FILES },
				(_, index) => `small-${index}`,
			);
			using files = onServer(server, ...names);
			const small = await Bun.file(scratch.smallFile).bytes();
			if (direction === "down") {
				for (const name of names)
					writeFileSync(join(server.prepared.home, name), small);
				await checkDownloads(server, way, {
					names: [files.remote],
					sha256: scratch.smallSha256,
				});
			}
			const pass = async (): Promise<Work> => {
				if (direction === "up") files[Symbol.dispose]();
				const work = await drive(server, [
					{
						...at(server, way),
						...{ task: "small", up: direction === "up", count: SMALL_FILES },
						prefix: remotePath(server, ""),
						local: scratch.smallFile,
					},
				]);
				if (direction === "up") {
					for (const name of names)
						await checkFile(
							server,
							join(server.prepared.home, name),
							scratch.smallSha256,
						);
				}
				return work;
			};
			const first = await pass();
			const { findings, seconds, cpu } = await pass();
			const resumed = numberIn(findings[0]?.resumed);
			return {
				[what]: SMALL_FILES / seconds,
				[`${what}, server`]: (cpu * 1000) / SMALL_FILES,
				[firstOf(what, SMALL_FILES)]: SMALL_FILES / first.seconds,
				...(way === "tls"
					? { [`${what}, sessions`]: (resumed * 100) / SMALL_FILES }
					: {}),
			};
		},
	};
}

function listings(way: Way, command: "LIST" | "MLSD"): Measure {
	const what = `${way} ${command} of 10,000, to the last byte`;
	return {
		id: `${way}/${command.toLowerCase()}`,
		rows: { [what]: DELAY, [`${way} ${command}, server`]: LISTING_COST },
		fits: ({ speaksMlsd }) => command === "LIST" || speaksMlsd,
		run: async (server) => {
			using folder = onServer(server, "many");
			mkdirSync(folder.local, { mode: 0o777 });
			for (let index = 0; index < ENTRIES; index++)
				writeFileSync(join(folder.local, `entry-${index}.dat`), "");
			const { findings, cpu } = await drive(server, [
				{
					...at(server, way),
					...{ task: "listing", line: `${command} ${folder.remote}` },
					...{ entries: ENTRIES, times: LISTINGS },
				},
			]);
			return {
				[what]: numberIn(findings[0]?.seconds) * 1000,
				[`${way} ${command}, server`]: (cpu * 1000) / LISTINGS,
			};
		},
	};
}

/**
 * What is short and often is done twice. The second pass is the figure, because that is how a server works that has run for a minute; the first
 * stands beside it: there compiled code, caches and one hash of a password are still to come.
 */
function firstOf(what: string, count: number): string {
	return `${what}, the first ${count}`;
}

/** The same user again and again: clients that come back. */
function logins(way: Way): Measure {
	const what = `${way} logins of one user`;
	return {
		id: `${way}/logins`,
		rows: {
			[what]: LOGIN_RATE,
			[`${what}, server`]: LOGIN_COST,
			[firstOf(what, LOGINS_EACH * LOGIN_WORKERS)]: LOGIN_RATE,
		},
		fits: anybody,
		run: async (server) => {
			const users = Array<string>(LOGINS_EACH).fill(server.prepared.user);
			const first = await loginRound(server, way, { what, users });
			return {
				...(await loginRound(server, way, { what, users })),
				[firstOf(what, LOGINS_EACH * LOGIN_WORKERS)]: numberIn(first[what]),
			};
		},
	};
}

/** Users who were not seen since the start: what the password's hash costs. */
function manyLogins(way: Way): Measure {
	const what = `${way} first logins of many users`;
	return {
		id: `${way}/many-logins`,
		rows: { [what]: LOGIN_RATE, [`${what}, server`]: LOGIN_COST },
		fits: ({ prepared }) => prepared.others.length > 0,
		run: async (server) =>
			await loginRound(server, way, { what, users: server.prepared.others }),
	};
}

async function loginRound(
	server: Running,
	way: Way,
	{ what, users }: { readonly what: string; readonly users: readonly string[] },
): Promise<Figures> {
	const isOne = new Set(users).size === 1;
	const tasks = Array.from({ length: LOGIN_WORKERS }, (_, worker) => ({
		...at(server, way),
		task: "logins",
		users: isOne
			? users
			: users.filter((_name, index) => index % LOGIN_WORKERS === worker),
	}));
	const { seconds, cpu } = await drive(server, tasks);
	const count = isOne ? users.length * LOGIN_WORKERS : users.length;
	return {
		[what]: count / seconds,
		[`${what}, server`]: (cpu * 1000) / count,
	};
}

function noops(way: Way): Measure {
	const what = `${way} NOOP under ${LOADING_CLIENTS} downloads`;
	return {
		id: `${way}/noop`,
		rows: { [`${what}, p50`]: DELAY, [`${what}, p99`]: DELAY },
		fits: anybody,
		run: async (server, scratch) => {
			using file = onServer(server, "large");
			await Bun.write(file.local, Bun.file(scratch.largeFile));
			const load: Task = {
				...at(server, way),
				...{ task: "download", name: file.remote, bytes: LARGE_BYTES },
				seconds: LOADED_SECONDS,
			};
			const { findings } = await drive(server, [
				{ ...at(server, way), task: "noop", seconds: LOADED_SECONDS },
				...Array.from({ length: LOADING_CLIENTS }, () => load),
			]);
			return {
				[`${what}, p50`]: numberIn(findings[0]?.p50) * 1000,
				[`${what}, p99`]: numberIn(findings[0]?.p99) * 1000,
			};
		},
	};
}

async function repeated(
	times: number,
	action: () => Promise<Work>,
): Promise<{ seconds: number; cpu: number }> {
	const sum = { seconds: 0, cpu: 0 };
	for (let time = 0; time < times; time++) {
		const { seconds, cpu } = await action();
		sum.seconds += seconds;
		sum.cpu += cpu;
	}
	return sum;
}

function rates(
	what: string,
	{ seconds, cpu }: { readonly seconds: number; readonly cpu: number },
	bytes: number,
): Figures {
	return {
		[what]: bytes / 1e6 / seconds,
		[`${what}, server`]: cpu / (bytes / GIB),
	};
}

/** Files of the server's user, gone at the end of the block. `local` and `remote` are the first one's two names. */
function onServer(
	server: Running,
	...names: readonly string[]
): Disposable & { readonly local: string; readonly remote: string } {
	const [first = ""] = names;
	const { home } = server.prepared;
	const remove = (): void => {
		for (const name of names)
			rmSync(join(home, name), { recursive: true, force: true });
	};
	remove();
	return {
		local: join(home, first),
		remote: remotePath(server, first),
		[Symbol.dispose]: remove,
	};
}

function remotePath({ prepared }: Running, name: string): string {
	return posix.join(prepared.startFolder, "/", name);
}

/** @throws when what a client gets is not what stands on the disk; also brings file and code into memory */
async function checkDownloads(
	server: Running,
	way: Way,
	{
		names,
		sha256,
	}: { readonly names: readonly string[]; readonly sha256: string },
): Promise<void> {
	const { findings } = await drive(server, [
		{ ...at(server, way), task: "digest", names },
	]);
	const [found] = findings;
	const right = names.map(() => sha256);
	if (JSON.stringify(found?.sha256) === JSON.stringify(right)) return;
	throw new Error(`${server.name}: a download has the wrong SHA-256`);
}

async function checkFile(
	{ name }: Running,
	file: string,
	sha256: string,
): Promise<void> {
	if ((await sha256OfFile(file)) === sha256) return;
	throw new Error(`${name}: an upload has the wrong SHA-256`);
}

function numberIn(value: number | undefined): number {
	if (value !== undefined) return value;
	throw new Error("a client left a figure out");
}
