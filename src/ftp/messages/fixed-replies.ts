/** Replies whose words are not for people alone. */
export interface FixedReply {
	/** Undefined: of every command. */
	readonly verb?: string;
	readonly codes: readonly number[];
	/** Why they cannot be changed, as the rest of a sentence. */
	readonly why: string;
}

const IS_DATA = "clients read what it says";

/** What `replies.toml` cannot give other words. */
export const FIXED_REPLIES: readonly FixedReply[] = [
	{ codes: [211, 212, 213, 214], why: `is an answer in itself: ${IS_DATA}` },
	{ codes: [215], why: "tells clients how to read listings" },
	{ codes: [227, 229], why: "holds the port of the data connection" },
	{ codes: [257], why: "holds the name of the folder" },
	{ codes: [522], why: "holds the protocols that may be used (RFC 2428)" },
	{ verb: "RETR", codes: [150], why: "holds the size of the file" },
	{ verb: "STOU", codes: [150, 226], why: "holds the name of the new file" },
	{ verb: "MLST", codes: [250], why: `is an answer in itself: ${IS_DATA}` },
	{ verb: "OPTS", codes: [200], why: "holds the options that count now" },
	{ verb: "PBSZ", codes: [200], why: "holds the size that counts (RFC 2228)" },
	...["XCRC", "XMD5", "XSHA1", "XSHA256", "XSHA512"].map((verb) => ({
		verb,
		codes: [250],
		why: "is the hash",
	})),
	{ verb: "USER", codes: [230, 232], why: "stands in login.txt" },
	{ verb: "PASS", codes: [230], why: "stands in login.txt" },
	{ verb: "REIN", codes: [220], why: "stands in greeting.txt" },
	{ verb: "QUIT", codes: [221], why: "stands in goodbye.txt" },
];

/**
 * Why a reply keeps its words; undefined: it may have others.
 *
 * @param verb undefined: whatever command it answers
 */
export function fixedBecause(
	verb: string | undefined,
	code: number,
): string | undefined {
	return FIXED_REPLIES.find(
		(fixed) =>
			(fixed.verb === undefined || fixed.verb === verb) &&
			fixed.codes.includes(code),
	)?.why;
}
