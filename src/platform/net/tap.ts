import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { KIB } from "../../base/index.ts";
import { RecordFramer } from "./record-framer.ts";
import { spent } from "./spent.ts";

/** More than the largest TLS record with its header, so that one is never split by back-pressure. */
const BUFFERED_BYTES = 64 * KIB;

/** What is kept back of the output at most: some tickets fit in, and a peer that makes TLS answer and answer gets no further. */
const WITHHELD_BYTES = 16 * KIB;

/** How a tap begins. */
export interface TapOptions {
	/** Bytes that were taken from the socket already. */
	readonly first?: Uint8Array;
	/** TLS may end before the connection does (CCC, REIN). */
	readonly canDetach?: true;
	/** {@link Tap.endsInRecord} will be asked. */
	readonly followsRecords?: true;
}

/**
 * A stream between a TCP socket and the TLS engine on top of it. It exists because neither runtime tells by its own
 * events whether TLS ended with close_notify or the TCP connection just stopped: here both ends are seen apart.
 * It also puts back-pressure under our control, which Deno's TLS sockets ignore.
 */
export class Tap extends Duplex {
	readonly #raw: Socket;
	readonly #framer: RecordFramer | undefined;
	/** While TLS is being ended: what came and is not yet known to be TLS. */
	#waiting: Uint8Array | undefined;
	#onClear: () => void = () => undefined;
	#isDetached = false;
	#held = false;
	#hasEnded = false;
	#isTlsOver: () => boolean = () => false;
	#first: Uint8Array | undefined;
	/** What TLS has written while nothing is to go out; undefined when it may. */
	#withheld: Uint8Array[] | undefined;

	constructor(
		raw: Socket,
		{ first, canDetach, followsRecords }: TapOptions = {},
	) {
		super({
			allowHalfOpen: true,
			readableHighWaterMark: BUFFERED_BYTES,
			writableHighWaterMark: BUFFERED_BYTES,
		});
		this.#raw = raw;
		this.#framer =
			canDetach === true || followsRecords === true
				? new RecordFramer()
				: undefined;
		// First of all listeners, so that it runs before the TLS engine hears of the end.
		this.on("end", () => {
			this.#hasEnded = !this.#isTlsOver();
		});
		this.#first = first;
		// Deno's TLS socket breaks down, and the process with it, when it meets a bad ClientHello before its own first tick
		// (quirks: deno-early-hello).
		if (first !== undefined) setImmediate(this.#giveFirst);
		raw.on("data", this.#take);
		raw.on("end", this.#takeEnd);
		raw.on("error", this.#fail);
		raw.on("close", this.#close);
	}

	/**
	 * From now on the socket below outlives TLS: it gets no FIN when TLS ends, and records are given to TLS one by one.
	 *
	 * @param onClear called when the client goes on in clear without an end of TLS, as curl does
	 */
	prepareToDetach(onClear: () => void): void {
		this.#waiting = new Uint8Array(0);
		this.#onClear = onClear;
	}

	/** TLS has ended: lets go of the socket. @returns what came behind TLS's last record */
	detach(): Uint8Array {
		this.#isDetached = true;
		this.#raw.off("data", this.#take);
		this.#raw.off("end", this.#takeEnd);
		this.#raw.off("error", this.#fail);
		this.#raw.off("close", this.#close);
		return this.#waiting ?? new Uint8Array(0);
	}

	readonly #giveFirst = (): void => {
		const first = this.#first;
		this.#first = undefined;
		if (first === undefined || this.destroyed) return;
		this.#take(first);
		this._read();
	};

	readonly #take = (chunk: Uint8Array): void => {
		if (this.#waiting !== undefined) {
			const isIdle = this.#waiting.length === 0;
			this.#waiting = joined(this.#waiting, chunk);
			if (isIdle) this.#giveRecord();
			return;
		}
		for (let at = 0; this.#framer !== undefined && at < chunk.length; ) {
			at += this.#framer.take(chunk, at);
		}
		const wantsMore = this.push(chunk);
		// TLS copies what it is given at once; what is not held for it was.
		if (this.readableLength === 0) spent(chunk);
		if (!wantsMore) this.#raw.pause();
	};

	/** One record, then a pause in which TLS may find that it was the last. */
	#giveRecord(): void {
		const waiting = this.#waiting;
		if (this.#isDetached || waiting === undefined || waiting.length === 0) {
			return;
		}
		if (this.#framer?.isBetween === true && !isRecord(waiting[0])) {
			this.#onClear();
			return;
		}
		const length = this.#framer?.take(waiting) ?? waiting.length;
		this.#waiting = waiting.slice(length);
		this.push(waiting.slice(0, length));
		setImmediate(() => this.#giveRecord());
	}

	/** One turn later: Deno's TLS engine works on what came before, the close_notify perhaps, in a turn of its own. */
	readonly #takeEnd = (): void => {
		setImmediate(() => {
			if (!this.destroyed) this.push(null);
		});
	};

	readonly #fail = (error: Error): void => {
		this.destroy(error);
	};

	readonly #close = (): void => {
		this.destroy();
	};

	/** Tells how to see that TLS has ended, though its reader may not have been told yet. */
	watchTls(isTlsOver: () => boolean): void {
		this.#isTlsOver = isTlsOver;
	}

	/** Whether TCP has ended, and all before that was given to the TLS engine, which did not end by it. */
	get hasEnded(): boolean {
		return this.#hasEnded;
	}

	/** Whether what has come so far ends in the middle of a TLS record: the connection was cut, whatever the peer meant. */
	get endsInRecord(): boolean {
		return this.#framer?.isBetween === false;
	}

	/** Takes no more from the network until {@link release}. */
	hold(): void {
		this.#held = true;
		this.#raw.pause();
	}

	release(): void {
		this.#held = false;
		this.#raw.resume();
	}

	/**
	 * Keeps back what TLS writes by itself until {@link letOut}: a peer that only sends may close with it unread, which resets the
	 * connection and loses what was still on its way to us (quirks: deno-tickets-unasked).
	 */
	withhold(): void {
		this.#withheld = [];
	}

	letOut(): void {
		const withheld = this.#withheld ?? [];
		this.#withheld = undefined;
		for (const chunk of withheld) this.#raw.write(chunk);
	}

	/** @returns whether the chunk was kept back */
	#keepBack(chunk: Uint8Array): boolean {
		if (this.#withheld === undefined) return false;
		const keptBytes = this.#withheld.reduce(
			(sum, { length }) => sum + length,
			0,
		);
		if (keptBytes + chunk.length > WITHHELD_BYTES) {
			this.letOut();
			return false;
		}
		this.#withheld.push(chunk.slice());
		return true;
	}

	override _read(): void {
		if (!this.#held && this.#first === undefined) this.#raw.resume();
	}

	override _write(
		chunk: Uint8Array,
		_encoding: BufferEncoding,
		done: (error?: Error | null) => void,
	): void {
		if (this.#keepBack(chunk)) done();
		else this.#raw.write(chunk, done);
	}

	override _writev(
		chunks: Array<{ chunk: Uint8Array; encoding: BufferEncoding }>,
		done: (error?: Error | null) => void,
	): void {
		if (this.#withheld !== undefined) {
			for (const { chunk } of chunks) {
				if (!this.#keepBack(chunk)) this.#raw.write(chunk);
			}
			done();
			return;
		}
		this.#raw.cork();
		chunks.forEach(({ chunk }, index) => {
			this.#raw.write(chunk, index === chunks.length - 1 ? done : undefined);
		});
		this.#raw.uncork();
	}

	override _final(done: (error?: Error | null) => void): void {
		if (this.#waiting === undefined) this.#raw.end();
		done();
	}

	override _destroy(
		error: Error | null,
		done: (error?: Error | null) => void,
	): void {
		if (this.#waiting === undefined) this.#raw.destroy();
		done(error);
	}
}

/** Whether a TLS record can begin with this byte; no FTP command does (RFC 8446 §5.1: types 20 to 24). */
function isRecord(type: number | undefined): boolean {
	return type !== undefined && type >= 20 && type <= 24;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
	const both = new Uint8Array(first.length + second.length);
	both.set(first);
	both.set(second, first.length);
	return both;
}
