import { MINUTE_MS } from "../../base/index.ts";
import type { ReadableFile, VirtualPath } from "../../files/index.ts";
import type { HashAlgorithm, RunningHash } from "../ports.ts";
import type { FinalReply } from "../reply.ts";
import { reply } from "../reply.ts";
import type { ByteRange, Session, TransferEnd } from "../session.ts";
import { endReply, giveBack, lend } from "../transfer/index.ts";

/** Nobody waits longer for a reply; whoever has larger files asks for ranges. */
const MAX_HASH_MS = 10 * MINUTE_MS;

/** What is to be hashed. */
export interface HashRequest {
	readonly path: VirtualPath;
	readonly algorithm: HashAlgorithm;
	/** The part, which must lie in the file; absent: the whole file. Without an end: up to the end. */
	readonly range?: { readonly fromByte: number; readonly toByte?: number };
	/** The part of which counts what lies in the file, as RETR behind RANG reads it; its first byte must. */
	readonly within?: ByteRange;
}

/** The hash of what part, or the reply that says why there is none. */
export type HashAnswer =
	| { readonly kind: "hash"; readonly hex: string; readonly range: ByteRange }
	| { readonly kind: "refused"; readonly reply: FinalReply };

/**
 * Hashes a file, or a part of it. Runs as a transfer does: ABOR and the loss of the control connection end it, STAT
 * shows how far it is.
 *
 * @throws {FileFailure} notFound, notAFile, denied, and what reading can throw
 */
export async function hashFile(
	session: Session,
	{ algorithm, path, range, within }: HashRequest,
): Promise<HashAnswer> {
	const file = await session.files.openRead(path);
	try {
		const { sizeBytes } = file;
		const part: ByteRange = {
			fromByte: within?.fromByte ?? range?.fromByte ?? 0,
			toByte: Math.min(
				within?.toByte ?? Number.POSITIVE_INFINITY,
				range?.toByte ?? sizeBytes,
			),
		};
		const isInside = part.fromByte <= part.toByte && part.toByte <= sizeBytes;
		const startsInside = within === undefined || part.fromByte < sizeBytes;
		if (!isInside || !(startsInside || sizeBytes === 0)) {
			const why = `The range does not lie in the file, which has ${sizeBytes} bytes.`;
			return { kind: "refused", reply: reply(501, why) };
		}
		const hashing = new Hashing(session, { algorithm, path });
		session.transfer = hashing;
		const hash = session.world.hasher.begin(algorithm);
		const why = await hashing.run(file, hash, part);
		if (why !== undefined) return { kind: "refused", reply: why };
		return { kind: "hash", hex: hash.digest(), range: part };
	} finally {
		session.transfer = undefined;
		await file.close();
	}
}

/** The chunks of all sessions' hashes take turns, so that a hundred of them hold others up no more than one does. */
let lastTurn: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
	const done = lastTurn.then(work);
	lastTurn = done.catch(() => undefined);
	return done;
}

class Hashing {
	readonly what: string;
	readonly kind = "hash";
	readonly path: string;
	bytes = 0;
	readonly #session: Session;
	#end: TransferEnd | undefined;

	constructor(
		session: Session,
		{ algorithm, path }: Pick<HashRequest, "algorithm" | "path">,
	) {
		this.#session = session;
		this.what = `${algorithm} of ${path}`;
		this.path = path;
	}

	abort(why: TransferEnd): void {
		this.#end ??= why;
	}

	/** @returns why it was given up */
	async run(
		file: ReadableFile,
		hash: RunningHash,
		{ fromByte, toByte }: ByteRange,
	): Promise<FinalReply | undefined> {
		const { clock } = this.#session;
		const deadlineMs = clock.monotonicMs() + MAX_HASH_MS;
		const buffer = lend();
		try {
			for (let position = fromByte; position < toByte; ) {
				if (this.#end !== undefined) return endReply(this.#end);
				if (clock.monotonicMs() > deadlineMs) {
					return reply(451, "That takes too long; ask for a part at a time.");
				}
				const wanted = buffer.subarray(0, toByte - position);
				const count = await inTurn(async () => {
					const read = await file.read(wanted, position);
					hash.update(wanted.subarray(0, read));
					return read;
				});
				if (count === 0) return reply(451, "The file became shorter.");
				position += count;
				this.bytes += count;
			}
			return this.#end === undefined ? undefined : endReply(this.#end);
		} finally {
			giveBack(buffer);
		}
	}
}
