import type { VirtualPath } from "./virtual-path.ts";

/** What is at a path. Links are followed where policy lets them, so a link that may be used shows what it leads to. */
export interface FileFacts {
	readonly kind: "file" | "folder" | "other";
	readonly sizeBytes: number;
	/** Milliseconds since 1970 UTC. */
	readonly modifiedMs: number;
	/** Permission bits, at most 0o7777; for show. */
	readonly mode: number;
	readonly links: number;
	/** The same for two names of one file, different for two files (RFC 3659 §7.5.2 `unique`). */
	readonly unique: string;
}

export interface Entry {
	readonly name: string;
	readonly facts: FileFacts;
	/** For a link: where in the same tree it leads in the end; the facts are those of that place. */
	readonly leadsTo?: VirtualPath;
}

/** A file opened for reading. */
export interface ReadableFile {
	/** When it was opened. */
	readonly sizeBytes: number;
	/**
	 * Reads into the buffer from an absolute position.
	 * @returns how many bytes were read; 0 at the end
	 */
	read(into: Uint8Array, position: number): Promise<number>;
	/**
	 * Sends bytes as they are into a socket, by its descriptor, without waiting for the disk or for room.
	 * @returns how many were sent; 0 when they must be read and written instead
	 */
	sendTo?(socket: number, position: number, mostBytes: number): Promise<number>;
	close(): Promise<void>;
}

/** Where an upload's bytes go: a new file in place of the old, onto the end, or from an offset on. */
export type UploadMode =
	| { readonly kind: "replace" }
	/** A file that must not be there yet. */
	| { readonly kind: "new" }
	| { readonly kind: "append" }
	| { readonly kind: "resume"; readonly offsetBytes: number };

/**
 * An upload under way. Until {@link Upload.commit} resolves, nobody sees its bytes under the target's name
 * (`replace`), or they are cut off again by {@link Upload.discard} (`append`, `resume`). One of the two must be called, once.
 */
export interface Upload {
	/** Writes the chunks in order. They may be reused by the caller once this resolves. */
	write(chunks: readonly Uint8Array[]): Promise<void>;
	/** Absent where it takes nothing by itself. */
	readonly intake?: Intake;
	/** Flush, close, take the target's place. */
	commit(): Promise<void>;
	/** Leaves everything as it was before the upload began. Never fails. */
	discard(): Promise<void>;
	/**
	 * In place of discard: leaves what has come so far beside the target, under its name with a suffix. With an empty suffix it is the
	 * target itself that keeps what it has got. Where that cannot be it is a {@link Upload.discard}. Never fails.
	 * @returns whether it was kept
	 */
	keep(wish: KeepWish): Promise<boolean>;
}

/** A socket from which another may read for a while. */
export interface LentSocket {
	readonly descriptor: number;
	/**
	 * Whether its owner has read nothing from it meanwhile, as one does when the connection breaks: what the other has taken may not be in
	 * order then.
	 */
	isIntact(): boolean;
}

/** Takes bytes as they are out of a socket, in place of {@link Upload.write}. */
export interface Intake {
	/** Whether it would now: asked before a socket is held for it. */
	isReady(): boolean;
	/** @returns undefined when nothing was done: they must be taken and written instead */
	take(socket: LentSocket, mostBytes: number): Promise<Taken | undefined>;
}

/** What came by a socket. */
export interface Taken {
	readonly bytes: number;
	/** Whether there may be more, or nothing came for a while or ever again, or the connection is gone. */
	readonly socket: "ready" | "waiting" | "lost";
}

/** How the beginning of a file that broke off is kept. */
export interface KeepWish {
	readonly suffix: string;
	/** Another file of that name is not replaced. */
	readonly mustBeNew: boolean;
}

/**
 * A tree of files. One is a folder of the disk (platform), one is memory (tests, and the transcripts).
 * Every path is a {@link VirtualPath} below the tree's own root, `/`.
 * @throws {FileFailure} from every method, with the reason; nothing else
 */
export interface Backend {
	facts(path: VirtualPath): Promise<FileFacts>;
	/** The content of a folder in batches, unsorted; names that cannot be named by a client are left out. */
	entries(path: VirtualPath): AsyncIterable<readonly Entry[]>;
	openRead(path: VirtualPath): Promise<ReadableFile>;
	/** Whether an upload could begin: nothing is opened, made or changed. */
	checkUpload(path: VirtualPath, mode: UploadMode): Promise<void>;
	beginUpload(path: VirtualPath, mode: UploadMode): Promise<Upload>;
	/** @returns the size of the regular file that is gone; undefined when it was a link or the like */
	remove(path: VirtualPath): Promise<number | undefined>;
	makeFolder(path: VirtualPath): Promise<void>;
	removeFolder(path: VirtualPath): Promise<void>;
	/**
	 * Replaces a file at `to`; a folder at `to` is refused.
	 * @returns the size of the regular file that was replaced; undefined when there was none
	 */
	rename(from: VirtualPath, to: VirtualPath): Promise<number | undefined>;
	/** When a file or folder was last changed, as it is to be shown from now on. */
	setModified(path: VirtualPath, modifiedMs: number): Promise<void>;
	/** @param mode permission bits, at most 0o777 */
	setMode(path: VirtualPath, mode: number): Promise<void>;
	/**
	 * How many bytes may still be written in a folder; undefined when nobody knows.
	 * @param enoughBytes who needs to know no more than whether there is as much need not wait for what is being freed
	 */
	freeBytes(
		folder: VirtualPath,
		enoughBytes?: number,
	): Promise<number | undefined>;
	/** Absent where there are no links, or none is followed: every path is then the only one of its thing. */
	readonly links?: BackendLinks;
}

/** What a tree with links offers to those whose rules must hold for the place where a path leads in the end. */
export interface BackendLinks {
	/**
	 * The path without links of what a path leads to; undefined when that lies outside of the tree (where policy lets it).
	 * @param last whether a link at the path's end is followed too, or meant itself
	 */
	resolve(
		path: VirtualPath,
		last: "followed" | "itself",
	): Promise<VirtualPath | undefined>;
	/** The same tree without following any link: there, a resolved path cannot lead elsewhere meanwhile. */
	readonly unfollowed: Backend;
}
