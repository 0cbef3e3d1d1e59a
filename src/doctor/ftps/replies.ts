import { decodeUtf8, KIB } from "../../base/index.ts";

/** A reply of the server. */
export interface Reply {
	readonly code: number;
	/** All of its lines, without their ends. */
	readonly lines: readonly string[];
}

/** More than any reply of any server. */
const MOST_REPLY_BYTES = 64 * KIB;

/**
 * Puts replies together out of bytes that come in any pieces.
 *
 * @see RFC 959 §4.2
 */
export class ReplyParser {
	#bytes: Uint8Array<ArrayBufferLike> = new Uint8Array();
	#lines: readonly string[] = [];

	/** Nothing is left over of what came. */
	get isEmpty(): boolean {
		return this.#bytes.length === 0 && this.#lines.length === 0;
	}

	/** @throws {Error} when it gets longer than any reply */
	take(chunk: Uint8Array): void {
		const joined = new Uint8Array(this.#bytes.length + chunk.length);
		joined.set(this.#bytes);
		joined.set(chunk, this.#bytes.length);
		if (joined.length > MOST_REPLY_BYTES) {
			throw new Error("the server's reply has no end");
		}
		this.#bytes = joined;
	}

	/** The next reply, when it is complete. @throws {Error} for a line that is none */
	next(): Reply | undefined {
		for (;;) {
			const end = this.#bytes.indexOf(0x0a);
			if (end === -1) return undefined;
			const line = (decodeUtf8(this.#bytes.subarray(0, end)) ?? "").trimEnd();
			this.#bytes = this.#bytes.subarray(end + 1);
			this.#lines = [...this.#lines, line];
			const [first = ""] = this.#lines;
			const [, digits, mark] = /^(\d{3})([ -]|$)/.exec(first) ?? [];
			if (digits === undefined) throw new Error(`no FTP reply: ${first}`);
			if (mark === "-" && !line.startsWith(`${digits} `)) continue;
			if (mark === "-" && this.#lines.length === 1) continue;
			const lines = this.#lines;
			this.#lines = [];
			return { code: Number(digits), lines };
		}
	}
}

/** The port of a 229 reply. @see RFC 2428 §3 @example "229 ok (|||50001|)" gives 50001 */
export function extendedPort({ lines }: Reply): number {
	const [, port] = /\((.)\1\1(\d+)\1\)/.exec(lines.join("\n"))?.slice(1) ?? [];
	if (port !== undefined) return Number(port);
	throw new Error(`229 names no port: ${lines.join(" ")}`);
}

/** Where a 227 reply sends the client. @see RFC 959 §4.1.2 */
export function passiveTarget({ lines }: Reply): {
	readonly host: string;
	readonly port: number;
} {
	const found = /(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)/.exec(lines.join("\n"));
	if (found === null) throw new Error(`227 names no address: ${lines[0]}`);
	const [a, b, c, d, high, low] = found.slice(1).map(Number);
	return {
		host: [a, b, c, d].join("."),
		port: (high ?? 0) * 256 + (low ?? 0),
	};
}

/** PORT's argument. @example portArgument({ host: "127.0.0.1", port: 258 }) === "127,0,0,1,1,2" */
export function portArgument({
	host,
	port,
}: {
	readonly host: string;
	readonly port: number;
}): string {
	return [...host.split("."), port >> 8, port & 255].join(",");
}
