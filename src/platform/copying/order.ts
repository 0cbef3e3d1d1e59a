import type { Taken } from "../../files/index.ts";

/** What a thread is to take out of a socket into a file, each given by its descriptor. Both stay open until the report. */
export interface CopyOrder {
	readonly socket: number;
	readonly file: number;
	/** Where in the file the first byte goes. */
	readonly position: number;
	readonly mostBytes: number;
}

/** How far it came. When the socket is `waiting`, the peer's end is left for whoever reads next. */
export interface CopyReport extends Taken {
	/** The last of the bytes, which the file did not take: writing them tells why. */
	readonly unwritten?: Uint8Array;
}
