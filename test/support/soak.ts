import { join } from "node:path";
import { content, sha256, temporaryUploads } from "./content.ts";
import {
	descriptors,
	descriptorWatch,
	residentBytes,
} from "./process-facts.ts";
import { RawFtp } from "./raw-ftp.ts";
import { ALICE, type Server } from "./start-server.ts";

export interface SoakPlan {
	readonly seconds: number;
	/** Clients at the same time. */
	readonly clients: number;
	/** How often a line is said. */
	readonly everyMs: number;
	say(line: string): void;
}

export interface SoakResult {
	readonly sessions: number;
	readonly transfers: number;
	readonly broken: number;
	/** By how much memory grew after half of the time. */
	readonly lateGrowthMib: number;
}

const MIB = 1024 * 1024;
const SMALL = content(30_000, 5);
const LARGE = content(4 * MIB, 6);

/** Transfers of one session before it ends. */
const ROUNDS = 6;
const LARGE_ROUNDS: readonly number[] = [2, 5];
/** From here on data goes in clear. */
const CLEAR_ROUND = 4;

/**
 * Keeps a server, which lets clients choose, busy with clients that come and go.
 *
 * @throws {Error} when a transfer goes wrong, or anything is left behind at the end
 */
export async function soak(
	server: Server,
	{ seconds, clients, everyMs, say }: SoakPlan,
): Promise<SoakResult> {
	const count = { sessions: 0, transfers: 0, broken: 0 };
	await session(server, 0, count);
	const watch = descriptorWatch(server.pid);
	const started = performance.now();
	const end = started + seconds * 1000;
	let halfway: number | undefined;
	const noops: number[] = [];
	const report = (): void => {
		const now = performance.now();
		const memory = residentBytes(server.pid);
		if (now > started + seconds * 500) halfway ??= memory;
		const sorted = noops.splice(0).sort((a, b) => a - b);
		const at = (part: number): string =>
			(sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
		say(
			`${((now - started) / 1000).toFixed(0).padStart(5)} s  ${(memory / MIB).toFixed(0)} MiB  ${descriptors(server.pid).length} descriptors  ${count.sessions} sessions  ${count.transfers} transfers  NOOP ${at(0.5)} ms, 99 % ${at(0.99)} ms`,
		);
	};
	const timer = setInterval(report, everyMs);
	try {
		const busy = Array.from({ length: clients }, async (_, index) => {
			while (performance.now() < end) await session(server, index + 1, count);
		});
		await Promise.all([...busy, pinging(server, end, noops)]);
	} finally {
		clearInterval(timer);
	}
	report();
	await watch.back();
	const left = temporaryUploads(join(server.data, "files"));
	if (left.length > 0) throw new Error(`left behind: ${left.join(" ")}`);
	const last = residentBytes(server.pid);
	return { ...count, lateGrowthMib: (last - (halfway ?? last)) / MIB };
}

/** How long a session that does nothing else waits for its answers. */
async function pinging(
	server: Server,
	end: number,
	noops: number[],
): Promise<void> {
	await using ftp = await RawFtp.connect(server.explicit());
	await ftp.secure();
	await ftp.login();
	while (performance.now() < end) {
		const asked = performance.now();
		await ftp.expect("NOOP", 200);
		noops.push(performance.now() - asked);
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	await ftp.expect("QUIT", 221);
	await ftp.ended();
}

async function session(
	server: Server,
	index: number,
	count: { sessions: number; transfers: number; broken: number },
): Promise<void> {
	await using ftp = await RawFtp.connect(server.explicit());
	await ftp.secure();
	await ftp.login(ALICE.name, ALICE.password);
	await ftp.protect();
	for (let round = 0; round < ROUNDS; round++) {
		const bytes = LARGE_ROUNDS.includes(round) ? LARGE : SMALL;
		if (round === CLEAR_ROUND) {
			await ftp.expect("PROT C", 200);
			ftp.protectData = false;
		}
		const name = `soak-${index}.bin`;
		const by = round % 2 === 0 ? "EPSV" : "EPRT";
		await ftp.upload(`STOR ${name}`, bytes, { by });
		const down = await ftp.download(`RETR ${name}`, { by });
		if (sha256(down.bytes) !== sha256(bytes))
			throw new Error(`${name} came back changed`);
		await ftp.download("MLSD", { by });
		count.transfers += 3;
	}
	await ftp.protect();
	const broken = await ftp.begin(`STOR soak-${index}.bin`);
	await broken.write(SMALL);
	broken.reset();
	// Bun reads five handshakes in a turn and lets the others wait unread (low_prio in its usockets); a reset overtakes then what was sent
	// before it, and for the server TLS did not come about. One to three of a thousand.
	const { code, text } = await ftp.reply();
	if (code !== 426 && code !== 522)
		throw new Error(`a broken upload was answered with ${text}`);
	count.broken += 1;
	count.transfers += 1;
	count.sessions += 1;
	await ftp.expect("QUIT", 221);
	await ftp.ended();
}
