import type { LentSocket } from "../../files/index.ts";

/** What comes in on a data connection, in clear or decrypted, whatever carries it. */
export interface Inflow {
	/** Tells the listener from now on what comes. Called once. */
	start(listener: InflowListener): void;
	/** Takes no more from the network until {@link release}. */
	hold(): void;
	release(): void;
	/**
	 * Asked while it is held: the socket itself, from which somebody else may read until {@link release}. Absent where bytes do not come through
	 * it as they are; undefined when something had come, which is told first.
	 */
	lend?(): LentSocket | undefined;
	/** Ends our direction, with close_notify where there is TLS, and reads on for a while until the peer has ended its own. */
	end(): void;
	/** At once, whatever is under way. */
	destroy(): void;
}

/** Who is told. */
export interface InflowListener {
	/** Whoever is done with a chunk may free it. */
	chunk(chunk: Uint8Array): void;
	/** @param isClean whether the peer meant it: under TLS, whether close_notify came */
	ended(isClean: boolean): void;
	/** The connection is gone; also told after its end. */
	lost(why: string): void;
}
