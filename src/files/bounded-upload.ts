import { MIB } from "../base/index.ts";
import type { Intake, Upload, UploadMode } from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import { type Somewhere, sizeAt } from "./size-at.ts";
import type { FilesPolicy } from "./view.ts";
import { parentOf } from "./virtual-path.ts";

/** How many bytes an upload writes, or takes at a time, between two looks at the disk's room: no less than that. */
const LOOK_BYTES: number = 4 * MIB;

/** Room on the disk that is to stay free, asked before an upload touches anything. @throws {FileFailure} noSpace */
export async function refuseFullDisk(
	{ backend, path }: Somewhere,
	leastFreeBytes: number,
): Promise<void> {
	const free = await backend.freeBytes(parentOf(path), leastFreeBytes);
	if (free === undefined || free >= leastFreeBytes) return;
	throw new FileFailure(
		"noSpace",
		`${free} B are free; uploads leave ${leastFreeBytes} B ([limits] free_space)`,
	);
}

/** @throws {FileFailure} tooLarge when the upload begins beyond what a file may hold */
export async function refuseTooLarge(
	place: Somewhere,
	mode: UploadMode,
	largestFileBytes: number,
): Promise<number> {
	const startBytes =
		mode.kind === "append"
			? ((await sizeAt(place)) ?? 0)
			: mode.kind === "resume"
				? mode.offsetBytes
				: 0;
	if (startBytes > largestFileBytes) throw tooLarge(largestFileBytes);
	return startBytes;
}

/** An upload that ends when its file, or what it leaves of the disk, comes to a bound. Whether the disk had room at first was asked before the 150. */
export async function boundedUpload(
	begin: () => Promise<Upload>,
	bounds: Somewhere & {
		readonly mode: UploadMode;
		readonly policy: FilesPolicy;
	},
): Promise<Upload> {
	const { mode, policy } = bounds;
	const { largestFileBytes, leastFreeBytes } = policy;
	let leftBytes = Number.POSITIVE_INFINITY;
	if (largestFileBytes !== undefined) {
		const startBytes = await refuseTooLarge(bounds, mode, largestFileBytes);
		leftBytes = largestFileBytes - startBytes;
	}
	const inner = await begin();
	let unlookedBytes = 0;
	async function lookAt(bytes: number): Promise<void> {
		leftBytes -= bytes;
		if (largestFileBytes !== undefined && leftBytes < 0) {
			throw tooLarge(largestFileBytes);
		}
		unlookedBytes += bytes;
		if (leastFreeBytes !== undefined && unlookedBytes >= LOOK_BYTES) {
			unlookedBytes = 0;
			await refuseFullDisk(bounds, leastFreeBytes);
		}
	}

	return {
		...inner,
		write: async (chunks) => {
			await lookAt(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
			await inner.write(chunks);
		},
		...(inner.intake === undefined ? {} : { intake: bounded(inner.intake) }),
	};

	function bounded(intake: Intake): Intake {
		return {
			// What is one byte too much comes by write, which refuses it.
			isReady: () => leftBytes > 0 && intake.isReady(),
			take: async (socket, mostBytes) => {
				const most = Math.min(mostBytes, leftBytes);
				const taken = await intake.take(socket, most);
				await lookAt(taken?.bytes ?? 0);
				return taken;
			},
		};
	}
}

function tooLarge(largestFileBytes: number): FileFailure {
	return new FileFailure(
		"tooLarge",
		`files may have ${largestFileBytes} B (largest_file)`,
	);
}
