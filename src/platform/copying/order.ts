/** What a thread is to take out of a socket into a file, each given by its descriptor. Both stay open until the report. */
export interface CopyOrder {
	readonly socket: number;
	readonly file: number;
	/** Where in the file the first byte goes. */
	readonly position: number;
	readonly mostBytes: number;
}

/** How far it came. */
export interface CopyReport {
	/** What was taken out of the socket. */
	readonly bytes: number;
	/**
	 * - `ready`: the turn was over, or the bytes were
	 * - `waiting`: nothing came any more. The peer's end is left for whoever reads next
	 * - `lost`: the connection is gone
	 */
	readonly socket: "ready" | "waiting" | "lost";
	/** The last of `bytes`, which the file did not take: writing them tells why. */
	readonly unwritten?: Uint8Array;
}
