import type { FailureId } from "../failure-id.ts";
import type { Reply } from "../reply.ts";
import { fixedBecause } from "./fixed-replies.ts";
import type { MessageFacts } from "./tags.ts";
import { fillTemplate, type Template } from "./template.ts";

/** The welcome texts: before login (220), after it (230, 232), and at QUIT (221). */
export const WELCOME_TEXTS = ["greeting", "login", "goodbye"] as const;
export type WelcomeText = (typeof WELCOME_TEXTS)[number];

/** In `replies.toml`: whatever the command. */
export const ANY_VERB = "any";

/** Lines of a reply; one at least. */
export type Lines = readonly [string, ...string[]];

/** What is in `messages/`, read. */
export interface MessageTexts {
	readonly welcome: Partial<Readonly<Record<WelcomeText, Template>>>;
	/** By {@link replyKey}. */
	readonly replies: ReadonlyMap<string, Template>;
	readonly failures: ReadonlyMap<FailureId, Template>;
}

/** The words that an administrator gave. The codes are never among them. */
export interface MessageBook {
	/** Of a welcome text; undefined: the built-in words. */
	lines(
		name: WelcomeText,
		facts: () => MessageFacts,
	): Promise<Lines> | undefined;
	/**
	 * Of a reply, in place of its own; undefined: it keeps them.
	 *
	 * @param verb `RNTO`, `SITE CHMOD`; undefined: not the command itself answers, but what stands before all commands
	 */
	override(
		verb: string | undefined,
		reply: Reply<number>,
		facts: () => MessageFacts,
	): Promise<Lines> | undefined;
}

/** @example replyKey("RNTO", 250) === "RNTO 250" */
export function replyKey(verb: string, code: number): string {
	return `${verb} ${code}`;
}

/** Nothing: all words are the built-in ones. */
export const NO_TEXTS: MessageTexts = {
	welcome: {},
	replies: new Map(),
	failures: new Map(),
};

/**
 * Makes a book of texts that may change under it.
 *
 * @param current the texts of the moment, and the columns after which lines are wrapped
 */
export function messageBook(
	current: () => { readonly texts: MessageTexts; readonly width: number },
): MessageBook {
	const fill = async (
		template: Template,
		facts: () => MessageFacts,
	): Promise<Lines> => await fillTemplate(template, facts(), current().width);
	const filled = (
		template: Template | undefined,
		facts: () => MessageFacts,
	): Promise<Lines> | undefined =>
		template === undefined ? undefined : fill(template, facts);
	return {
		lines: (name, facts) => filled(current().texts.welcome[name], facts),
		override: (verb, reply, facts) =>
			filled(wording(current().texts, verb, reply), facts),
	};
}

/** The narrowest first: the kind of failure, the command with its code, the code alone. */
function wording(
	{ failures, replies }: MessageTexts,
	verb: string | undefined,
	{ code, failure }: Reply<number>,
): Template | undefined {
	// Most servers say all in the built-in words.
	if (failures.size === 0 && replies.size === 0) return undefined;
	if (failure !== undefined) {
		const template = failures.get(failure);
		if (template !== undefined) return template;
	}
	const [name, parent] = [verb ?? ANY_VERB, verb?.split(" ")[0]];
	for (const key of new Set([name, parent ?? ANY_VERB, ANY_VERB])) {
		const template = replies.get(replyKey(key, code));
		if (template === undefined) continue;
		return isFixed(name, code) ? undefined : template;
	}
	return undefined;
}

function isFixed(verb: string, code: number): boolean {
	return fixedBecause(verb, code) !== undefined;
}
