import type { KeepWish, Upload, UploadMode } from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import type { MemoryTree } from "./memory-tree.ts";
import type { VirtualPath } from "./virtual-path.ts";

/** What the uploads of one memory backend share. */
export interface MemoryUploads {
	readonly tree: MemoryTree;
	/** Space left for all files together, less what uploads under way have written. */
	freeBytes: number;
	/** Files that are being appended to. */
	readonly growing: Set<VirtualPath>;
}

/** How an upload would go about it. */
interface Plan {
	/** What stands before the upload's own bytes. */
	readonly kept: Uint8Array;
	/** It goes onto the end, which only one upload may do at a time. */
	readonly grows: boolean;
}

/** @throws {FileFailure} notAFile, notFound, offsetBeyondEnd, busy */
export function planUpload(
	{ tree, growing }: MemoryUploads,
	path: VirtualPath,
	mode: UploadMode,
): Plan {
	tree.parent(path);
	const old =
		tree.find(path) === undefined ? new Uint8Array() : tree.file(path).content;
	if (mode.kind === "new") {
		refuseIfThere(tree, path);
		return { kept: new Uint8Array(), grows: false };
	}
	if (mode.kind === "replace") return { kept: new Uint8Array(), grows: false };
	const keptBytes = mode.kind === "resume" ? mode.offsetBytes : old.length;
	if (keptBytes > old.length) {
		throw new FileFailure("offsetBeyondEnd", `${path} has ${old.length} B`);
	}
	const grows = keptBytes === old.length;
	if (grows && growing.has(path)) {
		throw new FileFailure("busy", `${path} is being appended to`);
	}
	return { kept: old.subarray(0, keptBytes), grows };
}

/** Collects an upload's bytes aside; the tree changes at commit only. */
export function memoryUpload(
	uploads: MemoryUploads,
	path: VirtualPath,
	mode: UploadMode,
): Upload {
	const { tree, growing } = uploads;
	const { kept, grows } = planUpload(uploads, path, mode);
	const before = tree.find(path);
	const chunks: Uint8Array[] = [kept];
	let writtenBytes = 0;
	let open = true;
	if (grows) growing.add(path);

	function end(): void {
		open = false;
		if (grows) growing.delete(path);
	}

	function takePlace(): void {
		if (mode.kind === "new") refuseIfThere(tree, path);
		const there = tree.find(path);
		const old = there === undefined ? undefined : tree.file(path);
		if (grows && before !== old) {
			throw new FileFailure("busy", `${path} was moved or replaced meanwhile`);
		}
		const content = joined(chunks);
		if (grows && old !== undefined) tree.rewrite(old, content);
		else tree.putFile(path, content);
	}

	return {
		write: async (more) => {
			if (!open) throw new FileFailure("io", "write after the upload's end");
			const sizeBytes = totalBytes(more);
			if (sizeBytes > uploads.freeBytes) {
				throw new FileFailure("noSpace", `${uploads.freeBytes} B left`);
			}
			uploads.freeBytes -= sizeBytes;
			writtenBytes += sizeBytes;
			// Not slice(): of a Buffer, which sockets give, that is no copy.
			chunks.push(...more.map((chunk) => new Uint8Array(chunk)));
		},
		commit: async () => {
			if (!open) throw new FileFailure("io", "commit after the upload's end");
			end();
			const there = tree.find(path);
			const replacedBytes = there?.kind === "file" ? there.content.length : 0;
			try {
				takePlace();
			} catch (error) {
				uploads.freeBytes += writtenBytes;
				throw error;
			}
			uploads.freeBytes += replacedBytes - kept.length;
		},
		discard: async () => discard(),
		keep: async (wish) => {
			if (open && keeps(wish)) return true;
			discard();
			return false;
		},
	};

	function discard(): void {
		if (!open) return;
		end();
		uploads.freeBytes += writtenBytes;
	}

	function keeps({ suffix, mustBeNew }: KeepWish): boolean {
		const target = `${path}${suffix}` as VirtualPath;
		const there = tree.find(target);
		if (suffix === "" ? there !== before : there?.kind === "folder") {
			return false;
		}
		if (suffix === "" && !grows && there !== undefined) return false;
		if (suffix !== "" && (grows || (mustBeNew && there !== undefined))) {
			return false;
		}
		end();
		const content = joined(chunks);
		const replacedBytes = there?.kind === "file" ? there.content.length : 0;
		if (suffix === "" && there?.kind === "file") tree.rewrite(there, content);
		else tree.putFile(target, content);
		uploads.freeBytes += replacedBytes - kept.length;
		return true;
	}
}

function refuseIfThere(tree: MemoryTree, path: VirtualPath): void {
	if (tree.find(path) === undefined) return;
	throw new FileFailure("exists", `${path} is there`);
}

function totalBytes(chunks: readonly Uint8Array[]): number {
	return chunks.reduce((sum, chunk) => sum + chunk.length, 0);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
	const whole = new Uint8Array(totalBytes(chunks));
	let position = 0;
	for (const chunk of chunks) {
		whole.set(chunk, position);
		position += chunk.length;
	}
	return whole;
}
