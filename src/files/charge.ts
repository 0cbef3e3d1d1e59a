import type { QuotaKeeper } from "./quota.ts";

/** What one upload has taken of a quota so far. All can be given back at once. */
export interface Charge {
	/** @throws {FileFailure} quotaExceeded; nothing more is taken then */
	bytes(count: number): void;
	/** Counts a new file, once. @throws {FileFailure} quotaExceeded */
	file(): void;
	readonly reservedBytes: number;
	readonly hasFile: boolean;
	giveBack(): void;
}

/** A charge of nothing yet. */
export function openCharge(quota: QuotaKeeper): Charge {
	let reservedBytes = 0;
	let hasFile = false;
	return {
		bytes: (count) => {
			if (count <= 0) return;
			quota.reserve(count);
			reservedBytes += count;
		},
		file: () => {
			if (hasFile) return;
			quota.addFile();
			hasFile = true;
		},
		get reservedBytes() {
			return reservedBytes;
		},
		get hasFile() {
			return hasFile;
		},
		giveBack: () => {
			if (reservedBytes > 0) quota.release(reservedBytes);
			if (hasFile) quota.removeFile();
			reservedBytes = 0;
			hasFile = false;
		},
	};
}
