import type { Socket } from "node:net";
import { decodeUtf8, KIB } from "../../base/index.ts";
import { happens } from "./socket-event.ts";

/** More than any greeting; whoever sends more is no FTP server. */
const MOST_REPLY_BYTES = 16 * KIB;

/** FTP replies of one or more lines. @see RFC 959 §4.2 */
export class ReplyReader {
	readonly #socket: Socket;
	readonly #take: (chunk: Uint8Array) => void;
	#bytes = new Uint8Array();

	constructor(socket: Socket) {
		this.#socket = socket;
		this.#take = (chunk) => {
			const joined = new Uint8Array(this.#bytes.length + chunk.length);
			joined.set(this.#bytes);
			joined.set(chunk, this.#bytes.length);
			this.#bytes = joined;
		};
		socket.on("data", this.#take);
	}

	get isEmpty(): boolean {
		return this.#bytes.length === 0;
	}

	/** The last line of the next reply. @throws {Error} when the connection ends before, or the reply is too long */
	async reply(): Promise<string> {
		for (;;) {
			const line = this.#takeReply();
			if (line !== undefined) return line;
			if (this.#bytes.length > MOST_REPLY_BYTES) {
				throw new Error("it does not speak FTP: its first line has no end");
			}
			await happens(this.#socket, "data");
		}
	}

	/** Leaves the socket to whoever comes next. */
	stop(): void {
		this.#socket.off("data", this.#take);
		this.#socket.pause();
	}

	#takeReply(): string | undefined {
		let start = 0;
		for (;;) {
			const end = this.#bytes.indexOf(0x0a, start);
			if (end === -1) return undefined;
			const line = decodeUtf8(this.#bytes.slice(start, end)) ?? "";
			start = end + 1;
			if (!/^\d{3}( |\r?$)/.test(line)) continue;
			this.#bytes = this.#bytes.slice(start);
			return line.trimEnd();
		}
	}
}
