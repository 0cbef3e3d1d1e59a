import { renameSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { FileFailure, type KeepWish, type Upload } from "../../files/index.ts";
import { failing, systemCode } from "../errno.ts";
import {
	chmodDescriptor,
	closeDescriptor,
	MAKE_NEW,
	NO_FOLLOW,
	openDescriptor,
	READ,
	readAt,
	releaseDescriptor,
	statDescriptor,
	syncContent,
	WRITE,
} from "./calls.ts";
import { freedLater } from "./freed-later.ts";
import { factsOfName, type Spot } from "./guarded-tree.ts";
import { InFlight } from "./in-flight.ts";
import { PositionedWriter } from "./positioned-writer.ts";
import { openRegular } from "./reading.ts";
import { renameThere } from "./replacing.ts";
import { openNames, syncNames } from "./sync-names.ts";
import { temporaryName } from "./temporary-name.ts";
import { uploadIntake } from "./upload-intake.ts";
import type { UploadJournal } from "./upload-journal.ts";

export interface StagedUploadOptions {
	/** Where the file will be. Belongs to the upload from now on, which releases its folder. */
	readonly spot: Spot;
	/** How many bytes of the old file come first. */
	readonly keptBytes: number;
	/** Whether the name must still be free at the end, and why it fails when it is not. */
	readonly mustBeNew: "busy" | "exists" | undefined;
	/** Flush to the disk before the name changes hands. */
	readonly sync: boolean;
	/** The mode of a file that replaces none; undefined: as the process's umask has it. */
	readonly newMode: number | undefined;
	/** Where it is written down until it ends; undefined when nothing is kept. */
	readonly journal: UploadJournal | undefined;
	/** Called once, however it ends. */
	readonly ended: () => void;
}

const COPY_BYTES = 1024 * 1024;

/** What the umask is taken from when nothing else is said. */
export const NEW_MODE = 0o666;

/** What the process takes away from the mode of a new file. */
const UMASK = process.umask();

/**
 * An upload into a temporary file in the target's own folder: a rename puts it in place as a whole, and until
 * then the old file is untouched.
 */
export async function stagedUpload(
	options: StagedUploadOptions,
): Promise<Upload> {
	const { spot, keptBytes, journal } = options;
	const doing = `upload ${spot.name}`;
	const name = temporaryName();
	const temporary = spot.folder.at(name);
	const written = join(spot.folder.real, name);
	const file = new InFlight();
	const release = () => {
		spot.folder.release();
		options.ended();
	};
	journal?.begun(written);
	const descriptor = await makeTemporary(options, name).catch((error) => {
		journal?.ended(written);
		release();
		throw error;
	});
	const writer = new PositionedWriter(descriptor, keptBytes);

	let isFlushed = false;
	async function close(): Promise<void> {
		await file.end(async () => {
			if (isFlushed) releaseDescriptor(descriptor);
			else await closeDescriptor(descriptor);
		});
	}

	/** Never fails. */
	async function giveUp(): Promise<void> {
		await close().catch(() => {});
		await removeTemporary(options, { path: temporary, written });
		release();
	}

	async function takePlace(): Promise<void> {
		const names = options.sync ? await syncAndOpenNames() : undefined;
		try {
			await close();
			await giveName(options, { path: temporary, written, names });
		} finally {
			if (names !== undefined) releaseDescriptor(names);
		}
	}

	/** The folder is opened while the disk works, so that what follows the rename waits for one thing less. */
	async function syncAndOpenNames(): Promise<number | undefined> {
		const opening = openNames(spot.folder);
		// It may fail while the content is still being flushed: that is met below, and must not count as unhandled until then.
		opening.catch(() => undefined);
		try {
			await file.run(() => syncContent(descriptor));
			isFlushed = true;
			return await opening;
		} catch (error) {
			const names = await opening.catch(() => undefined);
			if (names !== undefined) releaseDescriptor(names);
			throw error;
		}
	}

	/** What has come gets a name that only a regular file may have had. */
	async function stay({ suffix, mustBeNew }: KeepWish): Promise<void> {
		const partName = spot.name + suffix;
		const there = await factsOfName(spot.folder, partName);
		const mustBeFree = mustBeNew || suffix === "";
		if (there !== undefined && (mustBeFree || !there.isFile())) {
			throw new FileFailure("exists", `${partName} is there`);
		}
		if (options.sync) await file.run(() => syncContent(descriptor));
		await close();
		await renameThere(temporary, spot.folder.at(partName));
		journal?.ended(written);
	}

	try {
		if (keptBytes > 0) await copyStart(spot, descriptor, keptBytes);
	} catch (error) {
		await giveUp();
		throw error;
	}
	let open = true;
	return {
		write: (chunks) =>
			failing(doing, () => file.run(() => writer.write(chunks))),
		...uploadIntake(writer, { doing, file }),
		commit: async () => {
			if (!open) throw new FileFailure("io", `${doing} ended before`);
			open = false;
			try {
				await failing(doing, takePlace);
			} catch (error) {
				await giveUp();
				throw error;
			}
			release();
		},
		discard: async () => {
			if (!open) return;
			open = false;
			await giveUp();
		},
		keep: async (wish) => {
			if (!open) return false;
			open = false;
			try {
				await stay(wish);
			} catch {
				await giveUp();
				return false;
			}
			release();
			return true;
		},
	};
}

/** A temporary file, by the two ways to say where it is. */
export interface Temporary {
	/** To be given to the system. */
	readonly path: string;
	/** As the journal has it. */
	readonly written: string;
}

/**
 * A complete temporary file takes the target's name.
 *
 * @param names the folder, opened to be flushed; undefined: it need not be
 */
export async function giveName(
	{ journal, mustBeNew, spot }: StagedUploadOptions,
	{ names, path, written }: Temporary & { readonly names: number | undefined },
): Promise<void> {
	if (mustBeNew && (await factsOfName(spot.folder, spot.name))) {
		throw new FileFailure(mustBeNew, `${spot.name} was made meanwhile`);
	}
	const target = spot.folder.at(spot.name);
	await freedLater(spot, async () => {
		if (spot.folder.isInMemory) renameSync(path, target);
		else await renameThere(path, target);
	});
	journal?.ended(written);
	if (names !== undefined) await syncNames(names);
}

/** Never fails: what cannot be removed now stays in the journal, for the next start. */
export async function removeTemporary(
	{ journal }: StagedUploadOptions,
	{ path, written }: Temporary,
): Promise<void> {
	await unlink(path).then(
		() => journal?.ended(written),
		(error) => {
			if (systemCode(error) === "ENOENT") journal?.ended(written);
		},
	);
}

/** The mode that the new file is to have, which is that of the one that it replaces; undefined: as the umask has it. */
export function modeOf({
	newMode,
	spot,
}: StagedUploadOptions): number | undefined {
	return spot.facts === undefined ? newMode : Number(spot.facts.mode) & 0o777;
}

/** Whether the umask takes something of a mode away when a file is made with it. */
export function isCutByUmask(mode: number | undefined): boolean {
	return mode !== undefined && (mode & UMASK) !== 0;
}

/** The file keeps the mode of the one that it replaces, from its first moment on. */
async function makeTemporary(
	options: StagedUploadOptions,
	name: string,
): Promise<number> {
	const { spot } = options;
	const path = spot.folder.at(name);
	const mode = modeOf(options);
	const flags = WRITE | MAKE_NEW | NO_FOLLOW;
	const descriptor = await openDescriptor(path, flags, mode ?? NEW_MODE);
	try {
		await spot.folder.confirm(name, descriptor);
		// What the umask took away is given back.
		if (mode !== undefined && isCutByUmask(mode)) {
			await chmodDescriptor(descriptor, mode);
		}
		return descriptor;
	} catch (error) {
		await closeDescriptor(descriptor);
		await unlink(path).catch(() => {});
		throw error;
	}
}

async function copyStart(
	spot: Spot,
	target: number,
	sizeBytes: number,
): Promise<void> {
	const { descriptor } = await openRegular(spot.folder, spot.name, READ);
	try {
		const { size } = await statDescriptor(descriptor);
		if (Number(size) < sizeBytes) {
			throw new FileFailure("offsetBeyondEnd", `${spot.name} became shorter`);
		}
		const writer = new PositionedWriter(target, 0);
		const buffer = new Uint8Array(Math.min(COPY_BYTES, sizeBytes));
		let position = 0;
		while (position < sizeBytes) {
			const part = buffer.subarray(0, sizeBytes - position);
			const read = await readAt(descriptor, part, position);
			if (read === 0) throw new FileFailure("io", "the file became shorter");
			await writer.write([part.subarray(0, read)]);
			position += read;
		}
	} finally {
		await closeDescriptor(descriptor);
	}
}
