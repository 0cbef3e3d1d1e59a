import { join } from "node:path";
import { FileFailure, type Upload } from "../../files/index.ts";
import { failing } from "../errno.ts";
import {
	closeDescriptor,
	syncContent,
	truncateDescriptor,
	WRITE,
} from "./calls.ts";
import { uniqueOf } from "./file-facts.ts";
import { factsOfName, type Spot } from "./guarded-tree.ts";
import { InFlight } from "./in-flight.ts";
import { PositionedWriter } from "./positioned-writer.ts";
import { openRegular } from "./reading.ts";
import { uploadIntake } from "./upload-intake.ts";
import type { UploadJournal } from "./upload-journal.ts";

export interface GrownUploadOptions {
	/** The file that grows. Belongs to the upload from now on, which releases its folder. */
	readonly spot: Spot;
	/** The size at which it begins, and to which it is cut back when it is discarded. */
	readonly keptBytes: number;
	/** Flush to the disk before it counts as done. */
	readonly sync: boolean;
	/** Where its size is written down until it ends; undefined when nothing is kept. */
	readonly journal: UploadJournal | undefined;
	/** Called once, however it ends. */
	readonly ended: () => void;
}

/** An upload onto the end of a file, in place: a copy of a large log for every line would not do. */
export async function grownUpload(
	options: GrownUploadOptions,
): Promise<Upload> {
	const { spot, keptBytes, journal } = options;
	const written = join(spot.folder.real, spot.name);
	const doing = `append to ${spot.name}`;
	const file = new InFlight();
	const release = () => {
		spot.folder.release();
		options.ended();
	};
	const opened = await openToGrow(spot, keptBytes).catch((error) => {
		release();
		throw error;
	});
	const { descriptor, facts } = opened;
	const writer = new PositionedWriter(descriptor, keptBytes);
	journal?.growing(written, { sizeBytes: keptBytes, unique: uniqueOf(facts) });

	/** Never fails. */
	async function giveUp(): Promise<void> {
		await file
			.end(async () => {
				await truncateDescriptor(descriptor, keptBytes).catch(() => {});
				await closeDescriptor(descriptor);
			})
			.catch(() => {});
		journal?.ended(written);
		release();
	}

	/** Bytes appended to a file that nobody can find by this name any more must not be reported as arrived. */
	async function refuseIfMoved(): Promise<void> {
		const there = await factsOfName(spot.folder, spot.name);
		if (there !== undefined && uniqueOf(there) === uniqueOf(facts)) return;
		throw new FileFailure("busy", `${spot.name} was moved or replaced`);
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
				await failing(doing, async () => {
					if (options.sync) await file.run(() => syncContent(descriptor));
					await refuseIfMoved();
				});
				journal?.ended(written);
			} catch (error) {
				await giveUp();
				throw error;
			}
			await failing(doing, () =>
				file.end(() => closeDescriptor(descriptor)),
			).finally(release);
		},
		discard: async () => {
			if (!open) return;
			open = false;
			await giveUp();
		},
		keep: async ({ suffix }) => {
			if (!open) return false;
			open = false;
			try {
				if (suffix !== "") throw new FileFailure("io", "it grew in place");
				if (options.sync) await file.run(() => syncContent(descriptor));
				await refuseIfMoved();
				journal?.ended(written);
				await file.end(() => closeDescriptor(descriptor));
			} catch {
				await giveUp();
				return false;
			}
			release();
			return true;
		},
	};
}

async function openToGrow(
	spot: Spot,
	keptBytes: number,
): ReturnType<typeof openRegular> {
	const opened = await openRegular(spot.folder, spot.name, WRITE);
	const { facts } = opened;
	// The claim holds for the file that was looked at, and only at its end.
	const same = spot.facts && uniqueOf(facts) === uniqueOf(spot.facts);
	if (same && Number(facts.size) === keptBytes) return opened;
	await closeDescriptor(opened.descriptor);
	throw new FileFailure("busy", `${spot.name} changed just now`);
}
