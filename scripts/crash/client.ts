import { content } from "../../test/support/content.ts";
import type { Random } from "../../test/support/fuzz/random.ts";
import type { RawFtp } from "../../test/support/raw-ftp.ts";
import { type Change, type Known, known, type Ledger } from "./ledger.ts";

/** What has been done in all runs. */
export interface Tally {
	uploads: number;
	otherChanges: number;
	downloads: number;
}

/** One client at work. */
export interface Worker {
	readonly ftp: RawFtp;
	readonly ledger: Ledger;
	readonly random: Random;
	readonly tally: Tally;
}

const NAMES = Array.from({ length: 8 }, (_, index) => `file-${index}.bin`);
/** From nothing over one TLS record to what takes several writes. */
const SIZES = [0, 1, 4096, 16_385, 100_000, 700_000, 3_000_000];
/** Between the pieces of every other upload, as by a line that is slower than loopback. */
const MAX_PAUSE_MS = 12;
/** A file does not grow beyond this by appending. */
const LARGEST_BYTES = 6_000_000;

/** Does one thing after the other until the connection ends. @throws {Error} when the server goes or answers otherwise */
export async function work(worker: Worker): Promise<never> {
	for (;;) await worker.random.pick(DEEDS)(worker);
}

const DEEDS: readonly ((worker: Worker) => Promise<void>)[] = [
	replace,
	replace,
	replace,
	append,
	append,
	resume,
	breakOff,
	download,
	rename,
	remove,
];

function fresh({ random }: Worker): Uint8Array {
	return content(random.pick(SIZES), random.below(1_000_000));
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
	return Buffer.concat([first, second]);
}

/** Sends a file in pieces, so that a kill finds it in the middle. */
async function send(
	{ ftp, ledger, random, tally }: Worker,
	line: string,
	{ bytes, change }: { readonly bytes: Uint8Array; readonly change: Change },
): Promise<void> {
	ledger.ask(change, "upload");
	const data = await ftp.begin(line);
	const isSlow = random.percent(50);
	for (let at = 0; at < bytes.length; at += 65_536) {
		await data.write(bytes.subarray(at, at + 65_536));
		if (isSlow) await Bun.sleep(random.below(MAX_PAUSE_MS));
	}
	data.end();
	await ftp.expectReply(226);
	ledger.done();
	tally.uploads += 1;
	await data.readAll();
}

async function replace(worker: Worker): Promise<void> {
	const name = worker.random.pick(NAMES);
	const bytes = fresh(worker);
	const change = new Map([[name, known(bytes)]]);
	await send(worker, `STOR ${name}`, { bytes, change });
}

async function append(worker: Worker): Promise<void> {
	const name = worker.random.pick(NAMES);
	const old = worker.ledger.known(name)?.bytes ?? new Uint8Array();
	if (old.length > LARGEST_BYTES) return;
	const bytes = fresh(worker);
	const change = new Map([[name, known(joined(old, bytes))]]);
	await send(worker, `APPE ${name}`, { bytes, change });
}

/** REST at the end of what is there, where the file grows in place, or before it, where its start is copied. */
async function resume(worker: Worker): Promise<void> {
	const { ftp, ledger, random } = worker;
	const name = random.pick(NAMES);
	const old = ledger.known(name)?.bytes;
	if (old === undefined || old.length === 0 || old.length > LARGEST_BYTES)
		return;
	const offset = random.percent(50) ? old.length : random.below(old.length);
	const bytes = fresh(worker);
	const whole = known(joined(old.subarray(0, offset), bytes));
	await ftp.expect(`REST ${offset}`, 350);
	await send(worker, `STOR ${name}`, {
		bytes,
		change: new Map([[name, whole]]),
	});
}

/** A client that vanishes in the middle: 426, and nothing changed. */
async function breakOff(worker: Worker): Promise<void> {
	const { ftp, ledger, random } = worker;
	const verb = random.pick(["STOR", "APPE"]);
	const data = await ftp.begin(`${verb} ${random.pick(NAMES)}`);
	await data.write(content(60_000, random.below(1000)));
	data.reset();
	await ftp.expectReply(426);
	ledger.refused();
}

async function download({ ftp, ledger, random, tally }: Worker): Promise<void> {
	const name = anyName(ledger, random);
	if (name === undefined) return;
	const { bytes, replies } = await ftp.download(`RETR ${name}`);
	const code = replies[0]?.code;
	if (code !== 226) throw new Error(`RETR ${name}: ${replies[0]?.text}`);
	if (known(bytes).sha256 !== ledger.known(name)?.sha256)
		throw new Error(`${name} came back changed`);
	tally.downloads += 1;
}

async function rename({ ftp, ledger, random, tally }: Worker): Promise<void> {
	const from = anyName(ledger, random);
	const to = random.pick(NAMES);
	if (from === undefined || from === to) return;
	await ftp.expect(`RNFR ${from}`, 350);
	ledger.ask(
		new Map<string, Known | undefined>([
			[from, undefined],
			[to, ledger.known(from)],
		]),
		"other",
	);
	await settled({ ftp, ledger, tally }, `RNTO ${to}`);
}

async function remove({ ftp, ledger, random, tally }: Worker): Promise<void> {
	const name = anyName(ledger, random);
	// Something must be left to append to.
	if (name === undefined || ledger.names.length < 4) return;
	ledger.ask(new Map([[name, undefined]]), "other");
	await settled({ ftp, ledger, tally }, `DELE ${name}`);
}

async function settled(
	{ ftp, ledger, tally }: Pick<Worker, "ftp" | "ledger" | "tally">,
	line: string,
): Promise<void> {
	const reply = await ftp.command(line);
	if (reply.code >= 300) {
		ledger.refused();
		throw new Error(`${line}: ${reply.text}`);
	}
	ledger.done();
	tally.otherChanges += 1;
}

function anyName(ledger: Ledger, random: Random): string | undefined {
	return ledger.names.length === 0 ? undefined : random.pick(ledger.names);
}
