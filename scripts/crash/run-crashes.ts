import { Database } from "bun:sqlite";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { diskFolder, systemClock } from "../../src/platform/index.ts";
import { CONTROL_SOCKET, connectControl } from "../../src/server/index.ts";
import { temporaryUploads } from "../../test/support/content.ts";
import { type Random, seeded } from "../../test/support/fuzz/random.ts";
import { oceanftp, type Runtime, run } from "../../test/support/programs.ts";
import { RawFtp } from "../../test/support/raw-ftp.ts";
import { type Server, startServer } from "../../test/support/start-server.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { type Tally, work } from "./client.ts";
import { Ledger } from "./ledger.ts";

export interface CrashPlan {
	readonly kills: number;
	readonly seed: number;
	readonly runtime: Runtime;
	/** Clients at the same time, each a user of its own. Default: 4. */
	readonly clients?: number;
	/** The latest moment of a kill, from the first login on. Default: 1200. */
	readonly latestMs?: number;
	/**
	 * A kill waits further until an upload has been answered and another one is under way: of few kills, on a machine of any speed, each
	 * has something to lose and something to cut.
	 */
	readonly amongUploads?: true;
	say(line: string): void;
}

export interface CrashResult extends Tally {
	/** Uploads whose reply the kill came before. */
	readonly cutUploads: number;
	/** Temporary files that a kill left and the next start removed. */
	readonly removed: number;
	/** Files that an unfinished append had made longer, and the next start cut back. */
	readonly cutBack: number;
	readonly filesCompared: number;
}

const USERS = ["ada", "ben", "cyd", "dee"];
const PASSWORD = "of the crash test 7";
const QUOTA_BYTES = 512 * 1024 * 1024;
const COUNTED_MS = 30_000;
/** A few transfers of each client. */
const LATEST_MS = 1200;

/** Kills a server again and again, on one data folder. @throws {Error} when anything was lost, damaged or left behind */
export async function crash(plan: CrashPlan): Promise<CrashResult> {
	using folder = tempFolder("oceanftp-crash-");
	const data = folder.path;
	const users = USERS.slice(0, plan.clients ?? USERS.length);
	for (const name of users) await addUser(data, name, plan.runtime);
	const random = seeded(plan.seed);
	const ledgers = new Map(users.map((name) => [name, new Ledger()]));
	const tally: Tally = { uploads: 0, otherChanges: 0, downloads: 0 };
	const count = { cutUploads: 0, removed: 0, cutBack: 0, filesCompared: 0 };
	let left: readonly string[] = [];
	for (let kill = 0; kill <= plan.kills; kill++) {
		const server = await startServer({
			data,
			users: {},
			runtime: plan.runtime,
		});
		try {
			refuseSilence(server, left);
			count.removed += left.length;
			count.cutBack += server.stderr().match(/was cut back/g)?.length ?? 0;
			for (const [name, ledger] of ledgers)
				count.filesCompared += ledger.compare(join(data, "files", name));
			await refuseUnwell(server);
			const counted = users[kill % users.length] ?? "";
			await refuseMiscount(server, counted, ledgers.get(counted));
			if (kill === plan.kills) {
				await server.stop();
				break;
			}
			const afterMs = random.below(plan.latestMs ?? LATEST_MS);
			const answered = tally.uploads;
			const isTime = (): boolean =>
				plan.amongUploads === undefined ||
				(tally.uploads > answered &&
					[...ledgers.values()].some(({ wasUploading }) => wasUploading));
			await loadUntilKilled(server, {
				afterMs,
				isTime,
				ledgers,
				random,
				tally,
			});
			for (const ledger of ledgers.values())
				if (ledger.wasUploading) count.cutUploads += 1;
			left = temporaryUploads(data);
			if ((kill + 1) % 10 === 0 || kill + 1 === plan.kills)
				plan.say(
					`${kill + 1} kills: ${tally.uploads} uploads done, ${count.cutUploads} cut, ${count.removed} temporary files removed, ${count.cutBack} files cut back`,
				);
		} catch (error) {
			plan.say(
				`after ${kill} kills; the server's log:\n${server.stderr().slice(-3000)}`,
			);
			throw error;
		} finally {
			await server.kill();
		}
	}
	return { ...tally, ...count };
}

async function addUser(
	data: string,
	name: string,
	runtime: Runtime,
): Promise<void> {
	const { exit, stderr } = await run(
		[
			...oceanftp(runtime),
			...["user", "add", name, "--password-stdin", "--data", data],
			...["--quota", String(QUOTA_BYTES)],
		],
		{ stdin: PASSWORD },
	);
	if (exit !== 0) throw new Error(`user add ended with ${exit}: ${stderr}`);
}

/** All users work at once; then the process is killed, and every client sees its end. */
async function loadUntilKilled(
	server: Server,
	{
		afterMs,
		isTime,
		ledgers,
		random,
		tally,
	}: {
		readonly afterMs: number;
		/** Asked again and again behind that time. */
		isTime(): boolean;
		readonly ledgers: ReadonlyMap<string, Ledger>;
		readonly random: Random;
		readonly tally: Tally;
	},
): Promise<void> {
	const killed = Promise.withResolvers<void>();
	let isKilled = false;
	let isTimed = false;
	let hasFailed = false;
	const killInTime = (): void => {
		if (hasFailed) return;
		if (!isTime()) {
			setTimeout(killInTime, 1);
			return;
		}
		isKilled = true;
		server.kill().then(killed.resolve, killed.reject);
	};
	const beginCountdown = (): void => {
		if (isTimed) return;
		isTimed = true;
		setTimeout(killInTime, afterMs);
	};
	const clients = [...ledgers].map(async ([name, ledger]) => {
		const own = seeded(random.below(2 ** 31));
		try {
			await using ftp = await RawFtp.connect(server.explicit());
			await ftp.secure();
			await ftp.login(name, PASSWORD);
			await ftp.protect();
			beginCountdown();
			await work({ ftp, ledger, random: own, tally });
		} catch (error) {
			// Before the kill every fault is a fault of the server's.
			if (isKilled) return;
			hasFailed = true;
			throw error;
		}
	});
	await Promise.all(clients);
	await killed.promise;
}

/** A start after a crash names each file that it removed, and leaves none. */
function refuseSilence(server: Server, left: readonly string[]): void {
	for (const path of left)
		if (!server.stderr().includes(path))
			throw new Error(`the start does not say what became of ${path}`);
	const still = temporaryUploads(server.data);
	if (still.length > 0) throw new Error(`left behind: ${still.join(" ")}`);
}

/** The new process holds the lock, the control socket and the ready file; the database is whole. */
async function refuseUnwell(server: Server): Promise<void> {
	const { data, pid } = server;
	const at = (name: string): string => join(data, "run", name);
	const lock = readFileSync(at("lock"), "utf8");
	if (!lock.startsWith(`${pid} `)) throw new Error(`the lock says ${lock}`);
	const ready: unknown = JSON.parse(readFileSync(at("ready.json"), "utf8"));
	const told = typeof ready === "object" && ready && Reflect.get(ready, "pid");
	if (told !== pid) throw new Error(`ready.json names process ${told}`);
	const control = await connectControl({
		folder: diskFolder(data),
		socketPath: join(data, CONTROL_SOCKET),
		after: systemClock.after,
	});
	try {
		const status = await control.call("status");
		if (status.pid !== pid) throw new Error("another process answers");
	} finally {
		control.close();
	}
	if (/state\.db cannot|state\.db is/.test(server.stderr()))
		throw new Error("state.db did not survive");
	const file = join(data, "state.db");
	if (existsSync(file)) {
		using database = new Database(file, { readonly: true });
		const rows = database.query("PRAGMA integrity_check").values();
		if (String(rows) !== "ok") throw new Error(`state.db: ${rows}`);
	}
}

/**
 * What a user has of a quota is soon what is there now, whatever the kill kept from being written down: at the first login a
 * home is counted again, which nobody waits for.
 */
async function refuseMiscount(
	server: Server,
	name: string,
	ledger: Ledger | undefined,
): Promise<void> {
	await using ftp = await RawFtp.connect(server.explicit());
	await ftp.secure();
	await ftp.login(name, PASSWORD);
	const sizes = ledger?.names.map((file) => ledger.known(file)?.bytes.length);
	const used = (sizes ?? []).reduce<number>((sum, size = 0) => sum + size, 0);
	const deadline = performance.now() + COUNTED_MS;
	for (;;) {
		const { text } = await ftp.expect("AVBL", 213);
		const free = Number(text.slice(4));
		// A server that counts no quotas says what the disk has.
		if (free > QUOTA_BYTES || free === QUOTA_BYTES - used) break;
		if (performance.now() > deadline)
			throw new Error(`${name} holds ${used} bytes, and AVBL says ${text}`);
		await Bun.sleep(20);
	}
	await ftp.expect("QUIT", 221);
	await ftp.ended();
}
