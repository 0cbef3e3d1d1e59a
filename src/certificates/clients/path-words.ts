import type { PathCertificate } from "./path-certificate.ts";

/** A client chooses its certificate's name, and the log is read by people. */
const MOST_LETTERS = 120;

/** A certificate within a sentence. @example "CN=alice, O=Example" */
export function certificateText({
	names: { subject: text },
}: PathCertificate): string {
	if (text === "") return "a certificate without a name";
	return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}

/** A moment for people, UTC, to the second: certificates of an hour exist. @example momentText(0) === "1970-01-01 00:00:00Z" */
export function momentText(ms: number): string {
	return Number.isFinite(ms)
		? new Date(ms)
				.toISOString()
				.replace("T", " ")
				.replace(/\.\d+Z$/, "Z")
		: "an impossible date";
}
