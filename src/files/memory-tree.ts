import { FileFailure } from "./file-failure.ts";
import { nameOf, parentOf, partsOf, type VirtualPath } from "./virtual-path.ts";

/** A file in memory. Its content is replaced as a whole, so whoever reads keeps what they opened. */
export interface MemoryFile {
	readonly kind: "file";
	readonly id: number;
	content: Uint8Array;
	modifiedMs: number;
	mode: number;
}

export interface MemoryFolder {
	readonly kind: "folder";
	readonly id: number;
	readonly children: Map<string, MemoryNode>;
	modifiedMs: number;
	mode: number;
}

export type MemoryNode = MemoryFile | MemoryFolder;

/** Folders and files in memory: finding them, putting them in place. The rules of file commands are elsewhere. */
export class MemoryTree {
	readonly #nowMs: () => number;
	#lastId = 0;
	readonly #top: MemoryFolder;

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
		this.#top = this.#newFolder();
	}

	find(path: VirtualPath): MemoryNode | undefined {
		let node: MemoryNode | undefined = this.#top;
		for (const part of partsOf(path)) {
			node = node?.kind === "folder" ? node.children.get(part) : undefined;
		}
		return node;
	}

	/** @throws {FileFailure} notFound */
	get(path: VirtualPath): MemoryNode {
		const node = this.find(path);
		if (node === undefined) throw new FileFailure("notFound", `no ${path}`);
		return node;
	}

	/** @throws {FileFailure} notFound, notAFile */
	file(path: VirtualPath): MemoryFile {
		const node = this.get(path);
		if (node.kind === "file") return node;
		throw new FileFailure("notAFile", `${path} is a folder`);
	}

	/** @throws {FileFailure} notFound, notAFolder */
	folder(path: VirtualPath): MemoryFolder {
		const node = this.get(path);
		if (node.kind === "folder") return node;
		throw new FileFailure("notAFolder", `${path} is a file`);
	}

	/** The folder that holds the name; a file where it should be is as good as nothing. @throws {FileFailure} notFound */
	parent(path: VirtualPath): MemoryFolder {
		const node = this.find(parentOf(path));
		if (node?.kind === "folder") return node;
		throw new FileFailure("notFound", `no folder for ${path}`);
	}

	put(path: VirtualPath, node: MemoryNode): void {
		const parent = this.parent(path);
		parent.children.set(nameOf(path), node);
		parent.modifiedMs = this.#nowMs();
	}

	putFile(path: VirtualPath, content: Uint8Array): void {
		const id = ++this.#lastId;
		const modifiedMs = this.#nowMs();
		this.put(path, { kind: "file", id, content, modifiedMs, mode: 0o644 });
	}

	putFolder(path: VirtualPath): void {
		this.put(path, this.#newFolder());
	}

	/** Makes the folder and those above it, as far as they are missing. */
	putFolders(path: VirtualPath): void {
		if (this.find(path)?.kind === "folder") return;
		this.putFolders(parentOf(path));
		this.putFolder(path);
	}

	take(path: VirtualPath): void {
		const parent = this.parent(path);
		parent.children.delete(nameOf(path));
		parent.modifiedMs = this.#nowMs();
	}

	rewrite(file: MemoryFile, content: Uint8Array): void {
		file.content = content;
		file.modifiedMs = this.#nowMs();
	}

	#newFolder(): MemoryFolder {
		const id = ++this.#lastId;
		const modifiedMs = this.#nowMs();
		const children = new Map<string, MemoryNode>();
		return { kind: "folder", id, children, modifiedMs, mode: 0o755 };
	}
}
