import type { Backend, Entry, FileFacts, ReadableFile } from "./backend.ts";
import { FileFailure } from "./file-failure.ts";
import { type MemoryFile, type MemoryNode, MemoryTree } from "./memory-tree.ts";
import {
	type MemoryUploads,
	memoryUpload,
	planUpload,
} from "./memory-upload.ts";
import {
	parentOf,
	ROOT,
	resolvePath,
	type VirtualPath,
} from "./virtual-path.ts";

/** What a {@link memoryBackend} begins with. Names are absolute paths; the folders above are made too. */
export interface MemoryBackendOptions {
	/** Path to content; text is kept as UTF-8. */
	readonly files?: Readonly<Record<string, string | Uint8Array>>;
	readonly folders?: readonly string[];
	/** Gives `modifiedMs` to what is made or changed; without it everything is from 1970. */
	readonly nowMs?: () => number;
	/** How many bytes all files may have together, uploads under way included; more is `noSpace`. */
	readonly capacityBytes?: number;
}

const BATCH = 64;

/**
 * A tree of files that is gone with the process: for tests, and for whoever serves what no disk holds.
 * It has no links, its modes are for show, and it answers everything else as a disk does.
 *
 * @example memoryBackend({ files: { "/hello.txt": "hello" }, folders: ["/empty"] })
 */
export function memoryBackend(options: MemoryBackendOptions = {}): Backend {
	const tree = new MemoryTree(options.nowMs ?? (() => 0));
	const uploads: MemoryUploads = {
		tree,
		freeBytes: options.capacityBytes ?? Number.POSITIVE_INFINITY,
		growing: new Set(),
	};
	seed(uploads, options);
	return {
		facts: async (path) => factsOf(tree.get(path)),
		entries: (path) => entriesOf(tree, path),
		openRead: async (path) => readable(tree.file(path)),
		checkUpload: async (path, mode) => {
			planUpload(uploads, path, mode);
		},
		beginUpload: async (path, mode) => memoryUpload(uploads, path, mode),
		remove: async (path) => {
			const file = tree.file(path);
			tree.take(path);
			uploads.freeBytes += file.content.length;
			return file.content.length;
		},
		makeFolder: async (path) => {
			if (tree.find(path) === undefined) return tree.putFolder(path);
			throw new FileFailure("exists", `${path} is there`);
		},
		removeFolder: async (path) => {
			const { children } = tree.folder(path);
			if (path === ROOT) throw new FileFailure("denied", "the root stays");
			if (children.size === 0) return tree.take(path);
			throw new FileFailure("notEmpty", `${path} has content`);
		},
		rename: async (from, to) => rename(uploads, from, to),
		setModified: async (path, modifiedMs) => {
			changeable(tree, path).modifiedMs = modifiedMs;
		},
		setMode: async (path, mode) => {
			changeable(tree, path).mode = mode;
		},
		freeBytes: async (path) => {
			tree.folder(path);
			const { freeBytes } = uploads;
			return Number.isFinite(freeBytes) ? freeBytes : undefined;
		},
	};
}

function changeable(tree: MemoryTree, path: VirtualPath): MemoryNode {
	if (path === ROOT) throw new FileFailure("denied", "the root stays");
	return tree.get(path);
}

function seed(uploads: MemoryUploads, options: MemoryBackendOptions): void {
	for (const text of options.folders ?? []) {
		uploads.tree.putFolders(resolvePath(ROOT, text));
	}
	for (const [text, content] of Object.entries(options.files ?? {})) {
		const path = resolvePath(ROOT, text);
		const bytes =
			typeof content === "string"
				? new TextEncoder().encode(content)
				: content.slice();
		uploads.tree.putFolders(parentOf(path));
		uploads.tree.putFile(path, bytes);
		uploads.freeBytes -= bytes.length;
	}
}

async function* entriesOf(
	tree: MemoryTree,
	path: VirtualPath,
): AsyncIterable<readonly Entry[]> {
	const children = [...tree.folder(path).children];
	for (let start = 0; start < children.length; start += BATCH) {
		yield children
			.slice(start, start + BATCH)
			.map(([name, node]) => ({ name, facts: factsOf(node) }));
	}
}

function readable({ content }: MemoryFile): ReadableFile {
	return {
		sizeBytes: content.length,
		read: async (into, position) => {
			const part = content.subarray(position, position + into.length);
			into.set(part);
			return part.length;
		},
		close: async () => {},
	};
}

function rename(
	uploads: MemoryUploads,
	from: VirtualPath,
	to: VirtualPath,
): number | undefined {
	const { tree } = uploads;
	if (from === ROOT) throw new FileFailure("denied", "the root stays");
	const node = tree.get(from);
	tree.parent(to);
	const there = tree.find(to);
	if (there?.kind === "folder" || (there && node.kind === "folder")) {
		throw new FileFailure("exists", `${to} is there`);
	}
	if (to.startsWith(`${from}/`)) {
		throw new FileFailure("badName", `${to} lies in ${from}`);
	}
	if (there === node) return undefined;
	tree.take(from);
	tree.put(to, node);
	uploads.freeBytes += there?.content.length ?? 0;
	return there?.content.length;
}

function factsOf(node: MemoryNode): FileFacts {
	const isFile = node.kind === "file";
	return {
		kind: node.kind,
		sizeBytes: isFile ? node.content.length : 0,
		modifiedMs: node.modifiedMs,
		mode: node.mode,
		links: isFile ? 1 : 2,
		unique: node.id.toString(16),
	};
}
