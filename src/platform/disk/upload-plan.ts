import { FileFailure, type UploadMode } from "../../files/index.ts";
import { uniqueOf } from "./file-facts.ts";
import type { Spot } from "./guarded-tree.ts";

/** How an upload goes about it. */
export interface UploadPlan {
	/** Into a temporary file that takes the name at the end, or onto the end of the file that is there. */
	readonly way: "staged" | "grown";
	/** How many bytes of the old file stand before the upload's own. */
	readonly keptBytes: number;
	/** What only one upload at a time may grow; undefined when uploads may race and the last one wins. */
	readonly claim: string | undefined;
}

/**
 * Files that are being appended to, in the whole process: two accounts may reach one file by different roots.
 * By device and inode; a file that is not there yet by its folder's and its name.
 */
const claims = new Set<string>();

/** Takes a claim; the returned function gives it back. @throws {FileFailure} busy */
export function takeClaim(claim: string | undefined): () => void {
	if (claim === undefined) return () => {};
	refuseClaimed(claim);
	claims.add(claim);
	return () => {
		claims.delete(claim);
	};
}

/**
 * Decides how an upload goes, without touching anything.
 *
 * @throws {FileFailure} notAFile, offsetBeyondEnd, busy; or the system's error
 */
export async function planUpload(
	{ folder, name, facts }: Spot,
	mode: UploadMode,
): Promise<UploadPlan> {
	if (facts !== undefined && !facts.isFile()) {
		throw new FileFailure("notAFile", `${name} is no regular file`);
	}
	if (mode.kind === "new" && facts !== undefined) {
		throw new FileFailure("exists", `${name} is there`);
	}
	const sizeBytes = Number(facts?.size ?? 0);
	const keptBytes = mode.kind === "resume" ? mode.offsetBytes : sizeBytes;
	if (keptBytes > sizeBytes) {
		throw new FileFailure("offsetBeyondEnd", `${name} has ${sizeBytes} bytes`);
	}
	const grows =
		(mode.kind === "append" || mode.kind === "resume") &&
		keptBytes === sizeBytes;
	const claim = grows
		? facts === undefined
			? `${uniqueOf(await folder.facts())}/${name}`
			: uniqueOf(facts)
		: undefined;
	if (claim !== undefined) refuseClaimed(claim);
	if (grows && facts !== undefined) return { way: "grown", keptBytes, claim };
	return {
		way: "staged",
		keptBytes: mode.kind === "replace" ? 0 : keptBytes,
		claim,
	};
}

/**
 * Asks the system whether what is planned may be done, as far as that can be known before anything is opened.
 *
 * @throws the system's error, EACCES or EROFS
 */
export async function refuseUnwritable(
	spot: Spot,
	{ way }: UploadPlan,
): Promise<void> {
	await Promise.all([
		refuseReadOnly(spot),
		way === "grown" ? undefined : spot.folder.refuseUnwritable("."),
	]);
}

/** The name changes hands by rename, which asks nothing of the old file: who made it read-only is heard here. */
export async function refuseReadOnly({
	folder,
	name,
	facts,
}: Spot): Promise<void> {
	if (facts !== undefined) await folder.refuseUnwritable(name);
}

function refuseClaimed(claim: string): void {
	if (!claims.has(claim)) return;
	throw new FileFailure("busy", "another upload is appending to it");
}
