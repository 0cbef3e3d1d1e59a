import { decodeUtf8, type Folder } from "../../base/index.ts";
import { toHex } from "../der/digest.ts";

/** Files that must change together: all of them, or none. */
export interface Change {
	readonly put: readonly PutFile[];
	readonly remove?: readonly string[];
}

export interface PutFile {
	/** Within the data folder. @example "certs/nas.key" */
	readonly path: string;
	readonly content: string | Uint8Array;
	readonly secret?: true;
}

/** What is still to be done once every new file is staged: the plan file's content. */
interface Plan {
	readonly version: 1;
	readonly moves: readonly { readonly from: string; readonly to: string }[];
	readonly removes: readonly string[];
}

/** Staged files carry the time in their name; nobody's work takes this long, so older ones are a dead program's. */
const ABANDONED_MS = 60 * 60 * 1000;

const STAGED = /^\.(\d+)-[0-9a-f]+\.(?:\d+\.staged|plan)$/;

/**
 * Writes files as one: each is staged beside its place, then a plan of the renames is written, then the renames
 * are done. The plan is the point of no return. A power cut before it leaves everything as it was (and staged files that
 * {@link finishChanges} sweeps up later); a cut after it is completed by {@link finishChanges} at the next opening.
 * So nobody finds a key beside a certificate that is not its own, once the store is open.
 */
export async function commitChange(
	folder: Folder,
	change: Change,
	nowMs: number,
): Promise<void> {
	const id = `certs/.${nowMs}-${toHex(crypto.getRandomValues(new Uint8Array(6)))}`;
	const moves = change.put.map(({ path }, index) => ({
		from: `${id}.${index}.staged`,
		to: path,
	}));
	for (const [index, { content, secret }] of change.put.entries()) {
		const from = moves[index]?.from;
		if (from === undefined) continue;
		await folder.write(from, content, secret === true ? { secret } : {});
	}
	const plan: Plan = { version: 1, moves, removes: change.remove ?? [] };
	await folder.write(`${id}.plan`, JSON.stringify(plan), { secret: true });
	await carryOut(folder, plan);
	await folder.remove(`${id}.plan`);
}

/** Completes what a power cut left planned, and sweeps up what it left unplanned. Call when the store is opened. */
export async function finishChanges(
	folder: Folder,
	nowMs: number,
): Promise<void> {
	const names = (await folder.list("certs")).filter((name) =>
		STAGED.test(name),
	);
	for (const name of names.filter((name) => name.endsWith(".plan"))) {
		const path = `certs/${name}`;
		const plan = readPlan(await folder.read(path));
		if (plan !== undefined) await carryOut(folder, plan);
		await folder.remove(path);
	}
	for (const name of names.filter((name) => name.endsWith(".staged"))) {
		const ageMs = nowMs - Number(STAGED.exec(name)?.[1] ?? nowMs);
		// A younger one may be another program's that is at work right now; it hurts nobody until it is old.
		if (Math.abs(ageMs) > ABANDONED_MS) await folder.remove(`certs/${name}`);
	}
}

/** Each step may have been done before, by us ahead of the power cut or by another program that opened the store meanwhile. */
async function carryOut(folder: Folder, plan: Plan): Promise<void> {
	for (const { from, to } of plan.moves) {
		if ((await folder.read(from)) === undefined) continue;
		try {
			await folder.rename(from, to);
		} catch (error) {
			if ((await folder.read(from)) !== undefined) throw error;
		}
	}
	for (const path of plan.removes) await folder.remove(path);
}

/** The plan was written whole or not at all, so what cannot be read is none of ours. Nothing outside certs/ is touched. */
function readPlan(bytes: Uint8Array | undefined): Plan | undefined {
	if (bytes === undefined) return undefined;
	try {
		const plan = JSON.parse(decodeUtf8(bytes) ?? "") as Partial<Plan>;
		const moves = plan.moves ?? [];
		const removes = plan.removes ?? [];
		const paths = [...moves.flatMap(({ from, to }) => [from, to]), ...removes];
		const isOurs = paths.every(
			(path) => path.startsWith("certs/") && !path.split("/").includes(".."),
		);
		return plan.version === 1 && isOurs
			? { version: 1, moves, removes }
			: undefined;
	} catch {
		return undefined;
	}
}
