import { join } from "node:path";
import { KIB } from "../../base/index.ts";
import { FileFailure, type Intake, type Upload } from "../../files/index.ts";
import { CAN_COPY } from "../copying/threads.ts";
import { failing } from "../errno.ts";
import {
	CAN_WRITE_NEW_FILE,
	releaseDescriptor,
	writeNewFile,
	writeNewFileNow,
} from "./calls.ts";
import {
	giveName,
	isCutByUmask,
	modeOf,
	NEW_MODE,
	removeTemporary,
	type StagedUploadOptions,
	stagedUpload,
} from "./staged-upload.ts";
import { openNames } from "./sync-names.ts";
import { temporaryName } from "./temporary-name.ts";

/** An upload that ends within so much is a small one. */
const SMALL_BYTES: number = 64 * KIB;

/**
 * An upload in place of what is there, which is kept in memory as long as it is small. When it ends so, one trip to the pool of threads
 * makes its temporary file, writes and flushes it; a {@link stagedUpload} takes three. Only in memory all is done at once: on ext4, while
 * others write, making a name took 0.3 ms and at times 17, and giving it 0.4 and 17, which everybody would wait for.
 */
export async function gatheredUpload(
	options: StagedUploadOptions,
): Promise<Upload> {
	const isPossible =
		CAN_WRITE_NEW_FILE &&
		options.keptBytes === 0 &&
		options.spot.folder.isHeldFast &&
		!isCutByUmask(modeOf(options));
	return isPossible ? gathering(options) : await stagedUpload(options);
}

function gathering(options: StagedUploadOptions): Upload {
	const doing = `upload ${options.spot.name}`;
	let chunks: Uint8Array[] = [];
	let sizeBytes = 0;
	/** What it becomes when it is not small, or is to end in another way; when that fails everything was let go of. */
	let staging: Promise<Upload> | undefined;
	/** The same, as soon as it is there: only that has a file to take something into. */
	let large: Upload | undefined;
	let isOver = false;

	function stage(): Promise<Upload> {
		staging ??= staged(options, doing, chunks);
		chunks = [];
		return staging;
	}

	const intake: Intake = {
		isReady: () => large?.intake?.isReady() ?? false,
		take: async (socket, mostBytes) =>
			await large?.intake?.take(socket, mostBytes),
	};

	function refuseOver(): void {
		if (isOver) throw new FileFailure("io", `${doing} ended before`);
	}

	function letGo(): void {
		isOver = true;
		chunks = [];
		options.spot.folder.release();
		options.ended();
	}

	return {
		write: async (more) => {
			refuseOver();
			for (const { length } of more) sizeBytes += length;
			if (staging !== undefined || sizeBytes > SMALL_BYTES) {
				large = await stage();
				return await large.write(more);
			}
			// The caller may use them again.
			for (const chunk of more) chunks.push(new Uint8Array(chunk));
		},
		...(CAN_COPY ? { intake } : {}),
		commit: async () => {
			refuseOver();
			// An empty file is flushed by no write.
			if (staging !== undefined || sizeBytes === 0) {
				return await (await stage()).commit();
			}
			isOver = true;
			const content = Buffer.concat(chunks, sizeBytes);
			await failing(doing, () => writeAtOnce(options, content)).finally(letGo);
		},
		discard: async () => {
			if (staging === undefined) {
				if (!isOver) letGo();
				return;
			}
			const upload = await staging.catch(() => undefined);
			await upload?.discard();
		},
		keep: async (wish) => {
			if (isOver) return false;
			const upload = await stage().catch(() => undefined);
			return (await upload?.keep(wish)) ?? false;
		},
	};
}

/** The same with a file of its own from now on. */
async function staged(
	options: StagedUploadOptions,
	doing: string,
	chunks: readonly Uint8Array[],
): Promise<Upload> {
	const upload = await failing(doing, () => stagedUpload(options));
	try {
		await upload.write(chunks);
		return upload;
	} catch (error) {
		await upload.discard();
		throw error;
	}
}

async function writeAtOnce(
	options: StagedUploadOptions,
	content: Uint8Array,
): Promise<void> {
	const { journal, spot, sync } = options;
	const name = temporaryName();
	const path = spot.folder.at(name);
	const written = join(spot.folder.real, name);
	const { isInMemory } = spot.folder;
	const names = sync && !isInMemory ? await openNames(spot.folder) : undefined;
	journal?.begun(written);
	try {
		const mode = modeOf(options) ?? NEW_MODE;
		if (isInMemory) writeNewFileNow(path, content, mode);
		else await writeNewFile(path, content, { mode, sync });
		await giveName(options, { path, written, names });
	} catch (error) {
		await removeTemporary(options, { path, written });
		throw error;
	} finally {
		if (names !== undefined) releaseDescriptor(names);
	}
}
