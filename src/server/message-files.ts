import { parse, TomlError } from "smol-toml";
import { tomlPositions } from "../base/index.ts";
import {
	COMMANDS,
	commandTable,
	type Document,
	type MessageTexts,
	type ParsedOverrides,
	parseFailures,
	parseReplies,
	parseTemplate,
	type Template,
	type UnknownTag,
	WELCOME_TEXTS,
	type WelcomeText,
} from "../ftp/index.ts";

/** The folder of the texts, in the data folder. */
export const MESSAGES_FOLDER = "messages";

/** A file read: `change` puts its texts in place; undefined: those of before stay. */
export interface LoadedFile {
	readonly faults: readonly string[];
	readonly change: ((texts: MessageTexts) => MessageTexts) | undefined;
}

/** The files of `messages/`, and what reads each; undefined stands for a file that is not there. */
export const MESSAGE_FILES: ReadonlyMap<
	string,
	(content: string | undefined) => LoadedFile
> = new Map([
	...WELCOME_TEXTS.map(
		(name) =>
			[
				`${name}.txt`,
				(content: string | undefined) => readWelcome(name, content),
			] as const,
	),
	["replies.toml", readReplies],
	["failures.toml", readFailures],
]);

function readWelcome(
	name: WelcomeText,
	content: string | undefined,
): LoadedFile {
	// A file of nothing but space is one that somebody has not written yet.
	const parsed =
		content === undefined || content.trim() === ""
			? undefined
			: parseTemplate(content);
	return {
		faults: (parsed?.unknown ?? []).map((tag) =>
			unknownTag(`${name}.txt`, tag.line, tag),
		),
		change: (texts) => {
			const { [name]: _, ...others } = texts.welcome;
			const own = parsed === undefined ? {} : { [name]: parsed.template };
			return { ...texts, welcome: { ...others, ...own } };
		},
	};
}

function readReplies(content: string | undefined): LoadedFile {
	const parsed = readToml("replies.toml", content, (document) =>
		parseReplies(document, commandTable(COMMANDS)),
	);
	return loadedFrom(parsed, (replies, texts) => ({ ...texts, replies }));
}

function readFailures(content: string | undefined): LoadedFile {
	const parsed = readToml("failures.toml", content, parseFailures);
	return loadedFrom(parsed, (failures, texts) => ({ ...texts, failures }));
}

interface ReadToml<Key> {
	readonly templates: ReadonlyMap<Key, Template>;
	readonly faults: readonly string[];
	readonly warnings: readonly string[];
}

function readToml<Key>(
	file: string,
	content: string | undefined,
	read: (document: Document) => ParsedOverrides<Key>,
): ReadToml<Key> {
	const nothing = { templates: new Map<Key, never>(), warnings: [] };
	if (content === undefined) return { ...nothing, faults: [] };
	try {
		const { faults, templates, unknown } = read(parse(content));
		const find = tomlPositions(content);
		return {
			templates,
			faults: faults.map(
				({ path, sentence }) =>
					`${MESSAGES_FOLDER}/${file}:${find(path)?.line ?? 1}: ${sentence}`,
			),
			// Where the text of an entry runs over lines, its tag stands below its key.
			warnings: unknown.map((tag) =>
				unknownTag(
					file,
					lineOf(content, tag.written, find(tag.path)?.line),
					tag,
				),
			),
		};
	} catch (failure) {
		if (!(failure instanceof TomlError)) throw failure;
		const [why = "no TOML"] = failure.message
			.replace("Invalid TOML document: ", "")
			.split("\n");
		const place = `${MESSAGES_FOLDER}/${file}:${failure.line}`;
		return { ...nothing, faults: [`${place}: it is no valid TOML: ${why}`] };
	}
}

function loadedFrom<Key>(
	{ faults, templates, warnings }: ReadToml<Key>,
	change: (
		templates: ReadonlyMap<Key, Template>,
		texts: MessageTexts,
	) => MessageTexts,
): LoadedFile {
	return {
		faults: [...faults, ...warnings],
		change: faults.length > 0 ? undefined : (texts) => change(templates, texts),
	};
}

/** The first line, from that of the key on, in which the words stand. */
function lineOf(content: string, written: string, from = 1): number {
	const lines = content.split("\n");
	const found = lines.findIndex(
		(line, index) => index >= from - 1 && line.includes(written),
	);
	return found === -1 ? from : found + 1;
}

function unknownTag(
	file: string,
	line: number,
	{ meant, written }: UnknownTag,
): string {
	const hint = meant === undefined ? "" : `; did you mean {{${meant}}}?`;
	return `${MESSAGES_FOLDER}/${file}:${line}: there is no tag ${written}, so it is sent as it stands${hint}`;
}
