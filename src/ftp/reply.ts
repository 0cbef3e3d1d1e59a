import { printable } from "../base/index.ts";
import type { FailureId } from "./failure-id.ts";

/** Replies that announce another reply (RFC 959 §4.2: 1yz). */
export const PRELIMINARY = {
	120: "service ready in some minutes",
	125: "data connection already open",
	150: "about to open the data connection",
} as const;

/** Replies that end a command (2yz to 5yz). A code that FTP lacks does not compile. */
export const FINAL = {
	200: "done",
	202: "not needed here",
	211: "system status",
	212: "folder status",
	213: "file status",
	214: "help",
	215: "system type",
	220: "ready for a new user",
	221: "closing the control connection",
	225: "data connection open, no transfer",
	226: "transfer complete",
	227: "passive mode (RFC 959)",
	229: "extended passive mode (RFC 2428)",
	230: "logged in",
	232: "logged in by the security exchange (RFC 2228)",
	234: "security exchange accepted (RFC 2228)",
	250: "file action done",
	257: "path name",
	331: "password needed",
	350: "further information needed",
	421: "closing the control connection",
	425: "no data connection",
	426: "transfer broken off",
	430: "wrong name or password",
	431: "security resource not available (RFC 2228)",
	450: "file busy",
	451: "local error",
	452: "no space",
	500: "not understood",
	501: "wrong argument",
	502: "not implemented",
	503: "wrong order",
	504: "not implemented for that argument",
	521: "data protection required (RFC 4217)",
	522: "network protocol (RFC 2428) or TLS negotiation (RFC 4217)",
	530: "not logged in",
	533: "protection denied by policy (RFC 2228)",
	534: "refused by policy (RFC 2228)",
	536: "protection level not supported (RFC 2228)",
	550: "no access",
	551: "unknown page type",
	552: "quota exceeded",
	553: "name not allowed",
	554: "restart point not valid (RFC 3659)",
} as const;

export type PreliminaryCode = keyof typeof PRELIMINARY;
export type FinalCode = keyof typeof FINAL;

/** One reply; more than one line makes it a multi-line reply. */
export interface Reply<Code extends number> {
	readonly code: Code;
	readonly lines: readonly string[];
	/** What went wrong, by its stable name. */
	readonly failure?: FailureId;
	/** A sentence behind the last line, whatever words an administrator gave to the lines. */
	readonly note?: string;
}

export type PreliminaryReply = Reply<PreliminaryCode>;
export type FinalReply = Reply<FinalCode>;

/** What a command comes to: exactly one final reply, and what the session does behind it. */
export interface Outcome {
	readonly reply: FinalReply;
	readonly after?: "close" | "secureControl" | "clearControl" | "restart";
	/** With `secureControl`: how data connections are protected until PROT says otherwise. */
	readonly data?: "clear" | "private";
}

/** A final reply of one line or several. @example reply(200, "Done.") */
export function reply(
	code: FinalCode,
	first: string,
	...more: readonly string[]
): FinalReply {
	return { code, lines: [first, ...more] };
}

/** A final reply that says what went wrong. @example failed("notFound", 550, "No such file.") */
export function failed(
	failure: FailureId,
	code: FinalCode,
	sentence: string,
): FinalReply {
	return { code, lines: [sentence], failure };
}

/** The lines of a reply as they are said, its note included. */
export function linesOf({ lines, note }: Reply<number>): readonly string[] {
	if (note === undefined) return lines;
	return [...lines.slice(0, -1), `${lines.at(-1) ?? ""} ${note}`.trimStart()];
}

/** The reply as an outcome with nothing behind it. */
export function answer(
	code: FinalCode,
	first: string,
	...more: readonly string[]
): Outcome {
	return { reply: reply(code, first, ...more) };
}

/**
 * The reply as it goes over the wire. A middle line that begins with a digit gets a space in front, since a
 * client may take `226 …` inside a listing for the end (RFC 959 §4.2). No text can add a line of its own.
 *
 * @example formatReply(reply(211, "Features:", " UTF8", "End")) === "211-Features:\r\n UTF8\r\n211 End\r\n"
 */
export function formatReply(reply: Reply<number>): string {
	const { code } = reply;
	const lines = linesOf(reply);
	const last = lines.length - 1;
	return lines
		.map((line, index) => {
			const text = printable(line);
			if (index === last) return `${code} ${text}\r\n`;
			if (index === 0) return `${code}-${text}\r\n`;
			return /^\d/.test(text) ? ` ${text}\r\n` : `${text}\r\n`;
		})
		.join("");
}
