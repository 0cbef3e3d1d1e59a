import type { CommandDef } from "citty";
import { nearest, OperatorError } from "../../base/index.ts";
import { type Invocation, resolved } from "../command.ts";
import { childrenOf } from "../find-command.ts";
import { HELP_TOPICS } from "../help-topics.ts";
import { renderHelp } from "../render-help.ts";
import { errorCodes, errorTable, explanation, isErrorCode } from "./errors.ts";
import {
	ANY_SERVER,
	type Placeholders,
	renderTopic,
	type Topic,
} from "./topic.ts";
import { allCommands, usageOf } from "./tree.ts";
import { textWidth } from "./wrap.ts";

/** What is asked for, and how wide the answer may be. */
interface Question {
	readonly words: readonly string[];
	readonly width: number;
	readonly invocation: Invocation;
}

/**
 * One kind of thing that help can be asked for.
 * @returns its text; undefined when the words name nothing of the kind
 */
type Source = (question: Question) => Promise<readonly string[] | undefined>;

/** In the order in which they are asked: a command's name outranks a topic's. */
const SOURCES: readonly Source[] = [
	ofProgram,
	ofCommand,
	ofTopic,
	ofErrors,
	ofLists,
	ofSetting,
];

/** `help`: what the words mean, from the first source that knows. */
export async function printHelp(invocation: Invocation): Promise<void> {
	const { input, output, process } = invocation;
	const words = input.words("topic");
	const width = textWidth(output.isJson ? undefined : process.columns);
	const lines = await answer({ words, width, invocation });
	if (lines === undefined) throw await notFound(words.join(" "), invocation);
	await output.result({
		lines,
		document: {
			schema: "oceanftp.help/1",
			topic: words.length === 0 ? null : words.join(" "),
			text: lines.join("\n"),
		},
	});
}

async function answer(
	question: Question,
): Promise<readonly string[] | undefined> {
	for (const source of SOURCES) {
		const lines = await source(question);
		if (lines !== undefined) return lines;
	}
	return undefined;
}

async function ofProgram({
	words,
	width,
	invocation,
}: Question): Promise<readonly string[] | undefined> {
	return words.length === 0
		? renderHelp(invocation.root, [], width)
		: undefined;
}

async function ofCommand({
	words,
	width,
	invocation,
}: Question): Promise<readonly string[] | undefined> {
	let definition: CommandDef = invocation.root;
	for (const word of words) {
		const child = await (await childrenOf(definition)).get(word)?.();
		if (child === undefined) return undefined;
		definition = child;
	}
	const lines = await renderHelp(definition, words, width);
	if (words.join(" ") !== "config") return lines;
	const { settingOverview } = await import("../config/setting-topics.ts");
	return [...lines, ...settingOverview()];
}

async function ofSetting({
	words,
	width,
}: Question): Promise<readonly string[] | undefined> {
	const [name = ""] = words;
	if (words.length !== 1) return undefined;
	const { settingTopic } = await import("../config/setting-topics.ts");
	return settingTopic(name, width);
}

async function ofTopic({
	words,
	width,
	invocation,
}: Question): Promise<readonly string[] | undefined> {
	const topic = topicOf(words);
	if (topic === undefined) return undefined;
	const { ownServer } = await import("./own-server.ts");
	const own = await ownServer(invocation);
	const known = own.isKnown
		? ["", `This server: ${own.host}, ${waysIn(own)}, data in ${own.data}`]
		: [];
	const [title = "", ...lines] = renderTopic(topic, own, width);
	return [title, ...known, ...lines];
}

/** @example waysIn({ explicit: "21", … }) // "explicit 21, no implicit" */
function waysIn({ explicit, implicit }: Placeholders): string {
	return Object.entries({ explicit, implicit })
		.map(([mode, port]) =>
			port === undefined ? `no ${mode}` : `${mode} ${port}`,
		)
		.join(", ");
}

function topicOf(words: readonly string[]): Topic | undefined {
	const [name = ""] = words;
	return words.length === 1 && Object.hasOwn(HELP_TOPICS, name)
		? HELP_TOPICS[name]
		: undefined;
}

async function ofErrors({
	words,
	width,
}: Question): Promise<readonly string[] | undefined> {
	const [name = ""] = words;
	if (words.length !== 1) return undefined;
	if (name === "errors") return errorTable(width);
	return isErrorCode(name) ? explanation(name, width) : undefined;
}

async function ofLists({
	words,
	width,
	invocation,
}: Question): Promise<readonly string[] | undefined> {
	const [name] = words;
	if (words.length !== 1) return undefined;
	if (name === "topics") return topicList(width);
	return name === "commands" ? commandList(invocation.root, width) : undefined;
}

function topicList(width: number): string[] {
	const terms = [
		...Object.entries(HELP_TOPICS).map(
			([name, { about }]) => [name, about] as const,
		),
		["commands", "Every command in one list."] as const,
		["errors", "Every error code and exit status."] as const,
	];
	const text: Topic = {
		title: "Topics",
		about: "",
		passages: [
			"oceanftp help TOPIC, where TOPIC is one of these, the name of a command, or the code behind an error:",
			{ terms },
		],
	};
	return renderTopic(text, ANY_SERVER, width);
}

async function commandList(root: CommandDef, width: number): Promise<string[]> {
	const commands = await allCommands(root);
	const terms = await Promise.all(
		commands.map(async ({ definition, path }) => {
			const meta = await resolved(definition.meta);
			const usage = await usageOf(definition, path);
			return [usage, meta?.description ?? ""] as const;
		}),
	);
	const text: Topic = { title: "Commands", about: "", passages: [{ terms }] };
	return renderTopic(text, ANY_SERVER, width);
}

async function notFound(
	wish: string,
	{ root }: Invocation,
): Promise<OperatorError> {
	const known = [
		...Object.keys(HELP_TOPICS),
		"topics",
		"commands",
		"errors",
		...(await childrenOf(root)).keys(),
		...(await allCommands(root)).map(({ path }) => path.join(" ")),
		...errorCodes(),
		...(await import("../config/setting-topics.ts")).settingTopicNames(),
	];
	const meant = nearest(wish, known);
	return new OperatorError("help.not-found", `There is no help on "${wish}".`, {
		...(meant === undefined ? {} : { why: `did you mean ${meant}?` }),
		fix: `oceanftp help ${meant ?? "topics"}`,
	});
}
