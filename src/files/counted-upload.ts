import type { KeepWish, Upload, UploadMode } from "./backend.ts";
import { type Charge, openCharge } from "./charge.ts";
import { FileFailure } from "./file-failure.ts";
import { alone, type QuotaKeeper } from "./quota.ts";
import { type Somewhere, sizeAt } from "./size-at.ts";
import type { VirtualPath } from "./virtual-path.ts";

/** An upload whose bytes count. */
export interface CountedUploadOptions {
	readonly place: Somewhere;
	readonly mode: UploadMode;
	readonly quota: QuotaKeeper;
}

/**
 * An upload that takes of a quota what it writes before it writes it. While it runs the old file counts too; what it took the place of
 * is given back at the end, and all of it when the upload comes to nothing. What goes onto the end of a file counts as that alone.
 *
 * @throws {FileFailure} quotaExceeded, and what beginning an upload throws
 */
export async function countedUpload({
	place,
	mode,
	quota,
}: CountedUploadOptions): Promise<Upload> {
	const before = await sizeAt(place);
	const charge = openCharge(quota);
	if (before === undefined) charge.file();
	const startBytes = startOf(mode, before);
	/** In place, so that the file's size is what it was and what came. */
	const grows = mode.kind !== "replace" && startBytes === before;
	/** What is written below this size is there twice for a moment, and once in the end. */
	const paidBytes = mode.kind === "resume" ? (before ?? 0) : 0;
	let endBytes = startBytes;
	const inner = await place.backend
		.beginUpload(place.path, mode)
		.catch((error) => {
			charge.giveBack();
			throw error;
		});

	async function takePlace(): Promise<void> {
		if (grows) return await inner.commit();
		const there = await sizeAt(place);
		try {
			if (there === undefined) charge.file();
			charge.bytes(endBytes - (there ?? 0) - charge.reservedBytes);
		} catch (error) {
			await inner.discard();
			throw error;
		}
		await inner.commit();
		settleReplaced(quota, charge, { there, endBytes });
	}

	return {
		write: async (chunks) => {
			const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
			const from = Math.max(endBytes, paidBytes);
			charge.bytes(endBytes + bytes - from);
			endBytes += bytes;
			await inner.write(chunks);
		},
		commit: async () => {
			try {
				await alone(quota, place.path, takePlace);
			} catch (error) {
				charge.giveBack();
				throw error;
			}
		},
		discard: async () => {
			await inner.discard();
			charge.giveBack();
		},
		keep: async (wish) => {
			const isKept = await keepCounted(wish);
			if (!isKept) charge.giveBack();
			return isKept;
		},
	};

	async function keepCounted(wish: KeepWish): Promise<boolean> {
		if (grows) return await inner.keep(wish);
		const path = `${place.path}${wish.suffix}` as VirtualPath;
		return await alone(quota, path, async () => {
			const there = await sizeAt({ backend: place.backend, path }).catch(
				() => undefined,
			);
			try {
				if (there === undefined) charge.file();
				charge.bytes(endBytes - (there ?? 0) - charge.reservedBytes);
			} catch (error) {
				await inner.discard();
				if (error instanceof FileFailure) return false;
				throw error;
			}
			if (!(await inner.keep(wish))) return false;
			settleReplaced(quota, charge, { there, endBytes });
			return true;
		});
	}
}

/** One file more than before, or none: the one that was there is gone, and so are its bytes. */
function settleReplaced(
	quota: QuotaKeeper,
	charge: Charge,
	{
		there,
		endBytes,
	}: { readonly there: number | undefined; readonly endBytes: number },
): void {
	if (there !== undefined && charge.hasFile) quota.removeFile();
	const over = charge.reservedBytes - (endBytes - (there ?? 0));
	if (over > 0) quota.release(over);
}

function startOf(mode: UploadMode, before: number | undefined): number {
	if (mode.kind === "append") return before ?? 0;
	return mode.kind === "resume" ? mode.offsetBytes : 0;
}
