import {
	COMMANDS,
	commandTable,
	type FailureId,
	type MessageBook,
	messageBook,
	NO_TEXTS,
	parseFailures,
	parseReplies,
	parseTemplate,
	type ServerFacts,
} from "../../../src/ftp/index.ts";

/**
 * Settings of a transcript about messages: `text.greeting TEXT`, `text.login`, `text.goodbye`, `reply.RNTO.250 TEXT`,
 * `failure.notFound TEXT`, with `\n` where a line ends; `width N`.
 */
export function messagesOf(
	settings: ReadonlyMap<string, string>,
): MessageBook | undefined {
	const named = (prefix: string): [string, string][] =>
		[...settings].flatMap(([key, value]): [string, string][] =>
			key.startsWith(`${prefix}.`)
				? [[key.slice(prefix.length + 1), value.replaceAll("\\n", "\n")]]
				: [],
		);
	const welcome = Object.fromEntries(
		named("text").map(([name, text]) => [name, parseTemplate(text).template]),
	);
	const replies: Record<string, unknown> = {};
	for (const [key, text] of named("reply")) {
		const path = key.split(".");
		const code = path.pop() ?? "";
		let table = replies;
		for (const part of path) {
			const inner = (table[part] ?? {}) as Record<string, unknown>;
			table[part] = inner;
			table = inner;
		}
		table[code] = text;
	}
	const worded = parseReplies(replies, commandTable(COMMANDS));
	const failures = parseFailures(Object.fromEntries(named("failure")));
	const faults = [...worded.faults, ...failures.faults];
	if (faults.length > 0) throw new Error(JSON.stringify(faults));
	const texts = {
		...NO_TEXTS,
		welcome,
		replies: worded.templates,
		failures: failures.templates satisfies ReadonlyMap<FailureId, unknown>,
	};
	const width = Number(settings.get("width") ?? 75);
	const isAny =
		Object.keys(welcome).length +
			worded.templates.size +
			failures.templates.size >
		0;
	return isAny ? messageBook(() => ({ texts, width })) : undefined;
}

/** `set users N`, `set credits N`: what messages tell of the server. */
export function serverFactsOf(
	settings: ReadonlyMap<string, string>,
): ServerFacts {
	const credits = settings.get("credits");
	return {
		users: Number(settings.get("users") ?? 1),
		mostUsers: 200,
		accountSessions: 1,
		credits:
			credits === undefined
				? undefined
				: { balance: Number(credits), uploadPerKib: 3, downloadPerKib: -1 },
	};
}
