import { wrapped } from "./wrap.ts";

/**
 * One piece of a text for people: a paragraph, lines to be typed as they are, or terms with their explanations.
 * Texts may hold the placeholders of {@link Placeholders}, in braces.
 */
export type Block =
	| string
	| { readonly type: readonly string[] }
	| { readonly terms: readonly (readonly [string, string])[] };

/** A block, or the blocks that depend on how the server is set up. */
export type Passage = Block | ((own: Placeholders) => readonly Block[]);

/** A text of `oceanftp help TOPIC`. */
export interface Topic {
	readonly title: string;
	/** One line for the list of topics. */
	readonly about: string;
	readonly passages: readonly Passage[];
}

/** What stands for this server in a text: its own values where it is known, words in capitals where not. */
export interface Placeholders {
	readonly host: string;
	/** The port, as digits; undefined where the server does not listen in that way. */
	readonly explicit: string | undefined;
	readonly implicit: string | undefined;
	/** Whether somebody may log in, and have files sent, without TLS. */
	readonly isClearAllowed: boolean;
	readonly user: string;
	/** SHA-256 of the certificate, as clients show it. */
	readonly fingerprint: string;
	/** The data folder. */
	readonly data: string;
	/** The file of the certificate. */
	readonly certificate: string;
}

/** For a server that nothing is known of. */
export const ANY_SERVER: Placeholders = {
	host: "HOST",
	explicit: "21",
	implicit: "990",
	isClearAllowed: false,
	user: "ocean",
	fingerprint: "FINGERPRINT",
	data: "DATA",
	certificate: "default.crt",
};

/** What a topic says of this very server. */
export function blocksOf(
	{ passages }: Topic,
	own: Placeholders,
): readonly Block[] {
	return passages.flatMap((each) =>
		typeof each === "function" ? each(own) : [each],
	);
}

/** The ports for commands, in the order of the texts. @example portsOf(ANY_SERVER) // ["21", "990"] */
export function portsOf({ explicit, implicit }: Placeholders): string[] {
	return [explicit, implicit].filter((port) => port !== undefined);
}

/** A topic as lines of at most `width` characters, but for what is to be typed. */
export function renderTopic(
	topic: Topic,
	values: Placeholders,
	width: number,
): string[] {
	return [
		topic.title,
		...blocksOf(topic, values).flatMap((block) => [
			"",
			...renderBlock(block, values, width),
		]),
	];
}

function renderBlock(
	block: Block,
	values: Placeholders,
	width: number,
): string[] {
	if (typeof block === "string") {
		return wrapped(filled(block, values), 0, width);
	}
	if ("type" in block) {
		return block.type.map((line) => `  ${filled(line, values)}`.trimEnd());
	}
	const terms = block.terms.map(([term, text]) => [
		filled(term, values),
		filled(text, values),
	]);
	const longest = Math.max(...terms.map(([term = ""]) => term.length));
	const column = Math.min(longest, 16) + 4;
	return terms.flatMap(([term = "", text = ""]) => {
		const [first = "", ...more] = wrapped(text, column, width);
		return term.length + 4 > column
			? [`  ${term}`, first, ...more]
			: [`  ${term}`.padEnd(column) + first.trimStart(), ...more];
	});
}

/** What stands in two braces is no placeholder. @example filled("ftp://{host}/", { host: "nas", … }) // "ftp://nas/" */
export function filled(text: string, values: Placeholders): string {
	return text.replaceAll(
		/(?<!\{)\{([a-z]+)\}(?!\})/g,
		(whole, name: string) => {
			const value: unknown = Reflect.get(values, name);
			return typeof value === "string" ? value : whole;
		},
	);
}
