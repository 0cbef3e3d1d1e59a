import type { CommandDef } from "citty";
import {
	ERROR_CODES,
	type ErrorCode,
	nearest,
	OperatorError,
} from "../../base/index.ts";
import { command, type Invocation } from "../command.ts";
import { childrenOf } from "../find-command.ts";
import { HELP_TOPICS } from "../help-topics.ts";
import { renderHelp, wrapped } from "../render-help.ts";

export const help: CommandDef = command({
	name: "help",
	about: "Explain a command, a topic or an error code.",
	args: {
		topic: {
			type: "positional",
			required: false,
			description:
				"A command, connect, certificates, errors, an error code, or a setting such as limits.idle_seconds.",
		},
	},
	run: printHelp,
});

async function printHelp({ input, output, root }: Invocation): Promise<void> {
	const topic = input.word("topic");
	const lines = await linesFor(topic, root);
	if (lines === undefined) throw notFound(topic ?? "", await topics(root));
	await output.result({
		lines,
		document: {
			schema: "oceanftp.help/1",
			topic: topic ?? null,
			text: lines.join("\n"),
		},
	});
}

async function linesFor(
	topic: string | undefined,
	root: CommandDef,
): Promise<readonly string[] | undefined> {
	if (topic === undefined) return renderHelp(root, []);
	if (topic === "errors") return errorTable();
	if (isErrorCode(topic)) return explanation(topic);
	if (Object.hasOwn(HELP_TOPICS, topic)) return HELP_TOPICS[topic];
	const child = await (await childrenOf(root)).get(topic)?.();
	const { settingOverview, settingTopic } = await import(
		"../config/setting-topics.ts"
	);
	if (child === undefined) return settingTopic(topic);
	const lines = await renderHelp(child, [topic]);
	return topic === "config" ? [...lines, ...settingOverview()] : lines;
}

function isErrorCode(text: string): text is ErrorCode {
	return Object.hasOwn(ERROR_CODES, text);
}

function errorCodes(): readonly ErrorCode[] {
	return Object.keys(ERROR_CODES).filter(isErrorCode);
}

function explanation(code: ErrorCode): string[] {
	const { exit, about } = ERROR_CODES[code];
	return [code, ...wrapped(about, 2), `  Exit status ${exit}.`];
}

function errorTable(): string[] {
	return [
		"Errors",
		"",
		...wrapped(
			"An error has one sentence with a code in brackets, the facts (why) and what to do (fix). The exit status tells scripts which kind it was.",
			0,
		),
		...errorCodes().flatMap((code) => ["", ...explanation(code)]),
	];
}

async function topics(root: CommandDef): Promise<readonly string[]> {
	const { settingTopicNames } = await import("../config/setting-topics.ts");
	return [
		...Object.keys(HELP_TOPICS),
		"errors",
		...(await childrenOf(root)).keys(),
		...errorCodes(),
		...settingTopicNames(),
	];
}

function notFound(topic: string, known: readonly string[]): OperatorError {
	const meant = nearest(topic, known);
	return new OperatorError(
		"help.not-found",
		`There is no help on "${topic}".`,
		{
			...(meant === undefined ? {} : { why: `did you mean ${meant}?` }),
			fix:
				meant === undefined ? "oceanftp help errors" : `oceanftp help ${meant}`,
		},
	);
}
