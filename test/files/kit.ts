import {
	type AccountFiles,
	type AccountFilesOptions,
	ALL_RIGHTS,
	accountFiles,
	type Backend,
	FileFailure,
	memoryBackend,
	type QuotaKeeper,
	type Upload,
	type UploadMode,
	type VirtualPath,
} from "../../src/files/index.ts";
import { at } from "./backend-conformance.ts";

/** An account with every right over files in memory. */
export function account(
	files: Readonly<Record<string, string>>,
	options: Partial<AccountFilesOptions> = {},
): AccountFiles & { readonly backend: Backend } {
	const backend = options.backend ?? memoryBackend({ files });
	const made = accountFiles({ rights: ALL_RIGHTS, ...options, backend });
	return { ...made, backend };
}

/** A whole upload. */
export async function put(
	files: AccountFiles,
	path: string,
	content: string,
	mode: UploadMode = { kind: "replace" },
): Promise<void> {
	const running = await begun(files, path, content, mode);
	await running.commit();
}

/** An upload that has written its content and is not ended. */
export async function begun(
	files: AccountFiles,
	path: string,
	content: string,
	mode: UploadMode = { kind: "replace" },
): Promise<Upload> {
	await files.checkUpload(at(path), mode);
	const running = await files.beginUpload(at(path), mode);
	try {
		await running.write([new TextEncoder().encode(content)]);
	} catch (error) {
		await running.discard();
		throw error;
	}
	return running;
}

export async function read(files: AccountFiles, path: string): Promise<string> {
	const file = await files.openRead(at(path));
	const buffer = new Uint8Array(file.sizeBytes);
	const count = await file.read(buffer, 0);
	await file.close();
	return new TextDecoder().decode(buffer.subarray(0, count));
}

export async function list(
	files: AccountFiles,
	path: string,
): Promise<string[]> {
	const names: string[] = [];
	for await (const batch of files.entries(at(path))) {
		names.push(...batch.map(({ name }) => name));
	}
	return names.sort();
}

/** What happened: a reason, or `done`. */
export async function outcome(work: () => Promise<unknown>): Promise<string> {
	try {
		await work();
		return "done";
	} catch (error) {
		if (error instanceof FileFailure) return error.reason;
		throw error;
	}
}

/** Counts bytes and files against limits, and notes the most that was ever taken. */
export class CountingQuota implements QuotaKeeper {
	readonly #limit: { readonly bytes: number; readonly files: number };
	bytes: number;
	files: number;
	mostBytes = 0;

	constructor(
		limit: { readonly bytes?: number; readonly files?: number } = {},
		held: { readonly bytes?: number; readonly files?: number } = {},
	) {
		const { bytes = Number.POSITIVE_INFINITY } = limit;
		const { files = Number.POSITIVE_INFINITY } = limit;
		this.#limit = { bytes, files };
		this.bytes = held.bytes ?? 0;
		this.files = held.files ?? 0;
	}

	get free(): number | undefined {
		const free = this.#limit.bytes - this.bytes;
		return Number.isFinite(free) ? Math.max(0, free) : undefined;
	}

	reserve(bytes: number): void {
		if (this.bytes + bytes > this.#limit.bytes) throw usedUp();
		this.bytes += bytes;
		this.mostBytes = Math.max(this.mostBytes, this.bytes);
	}

	release(bytes: number): void {
		this.bytes -= bytes;
	}

	addFile(): void {
		if (this.files >= this.#limit.files) throw usedUp();
		this.files += 1;
	}

	removeFile(): void {
		this.files -= 1;
	}
}

function usedUp(): FileFailure {
	return new FileFailure("quotaExceeded", "the test's quota is used up");
}

export const path = (text: string): VirtualPath => at(text);
