import { decodeUtf8, type Folder, nearest } from "../base/index.ts";
import { type MessageBook, messageBook, NO_TEXTS } from "../ftp/index.ts";
import { MESSAGE_FILES, MESSAGES_FOLDER } from "./message-files.ts";
import type { ProblemBoard } from "./problem-board.ts";

/** No text for people is longer; a file that is, is something else. */
const MAX_BYTES = 64 * 1024;

/** What {@link loadMessages} needs. */
export interface MessageParts {
	/** The data folder. */
	readonly folder: Folder;
	/** `[messages] width` of the moment. */
	width(): number;
	readonly problems: ProblemBoard;
}

/** The administrator's texts, kept as they are on disk. */
export interface Messages {
	readonly book: MessageBook;
	/**
	 * Reads the files again. One that is wrong is told to the board, with its lines, and its texts stay as they were before.
	 *
	 * @returns whether any text is another now
	 */
	refresh(): Promise<boolean>;
}

/** Reads `messages/`. What is wrong in it hinders nobody: the built-in words stand in. */
export async function loadMessages({
	folder,
	problems,
	width,
}: MessageParts): Promise<Messages> {
	let texts = NO_TEXTS;
	const seen = new Map<string, Seen>();
	const refresh = async (): Promise<boolean> => {
		const before = texts;
		const faults: string[] = [];
		const listed = await namesIn(folder);
		if (typeof listed === "string") {
			report(problems, [listed]);
			return false;
		}
		for (const [file, read] of MESSAGE_FILES) {
			const found: FileContent = listed.includes(file)
				? await contentOf(folder, file)
				: { content: undefined };
			if ("fault" in found) {
				faults.push(found.fault);
				continue;
			}
			const { content } = found;
			const known = seen.get(file);
			if (known === undefined || known.content !== content) {
				const loaded = read(content);
				seen.set(file, { content, faults: loaded.faults });
				texts = loaded.change?.(texts) ?? texts;
			}
			faults.push(...(seen.get(file)?.faults ?? []));
		}
		report(problems, [...faults, ...listed.flatMap(strangerFault)]);
		return texts !== before;
	};
	await refresh();
	return { book: messageBook(() => ({ texts, width: width() })), refresh };
}

/** What was found in a file when it was last another than before. */
interface Seen {
	/** Undefined: there was none. */
	readonly content: string | undefined;
	readonly faults: readonly string[];
}

/** The names in the folder; a sentence when it cannot be read. */
async function namesIn(folder: Folder): Promise<readonly string[] | string> {
	try {
		return await folder.list(MESSAGES_FOLDER);
	} catch (failure) {
		return `${MESSAGES_FOLDER}/ cannot be read: ${wordsOf(failure)}`;
	}
}

function report(problems: ProblemBoard, faults: readonly string[]): void {
	if (faults.length === 0) problems.solve(MESSAGES_FOLDER);
	else {
		problems.report(MESSAGES_FOLDER, {
			what: faults.join("; "),
			fix: "oceanftp help messages tells what these files may hold",
		});
	}
}

type FileContent =
	| { readonly content: string | undefined }
	| { readonly fault: string };

async function contentOf(folder: Folder, file: string): Promise<FileContent> {
	const path = `${MESSAGES_FOLDER}/${file}`;
	try {
		const bytes = await folder.read(path);
		if (bytes === undefined) return { content: undefined };
		if (bytes.length > MAX_BYTES) {
			const fault = `${path} has ${bytes.length} bytes; ${MAX_BYTES} are the most`;
			return { fault };
		}
		const content = decodeUtf8(bytes)?.replace(/^\uFEFF/, "");
		return content === undefined
			? { fault: `${path} is not UTF-8 text` }
			: { content };
	} catch (failure) {
		return { fault: `${path} cannot be read: ${wordsOf(failure)}` };
	}
}

function wordsOf(failure: unknown): string {
	return failure instanceof Error ? failure.message : String(failure);
}

/** A file that looks as if it were meant for here. */
function strangerFault(file: string): readonly string[] {
	if (MESSAGE_FILES.has(file) || !/\.(txt|toml)$/.test(file)) return [];
	const meant = nearest(file, MESSAGE_FILES.keys());
	if (meant === undefined) return [];
	return [`${MESSAGES_FOLDER}/${file} is not read; did you mean ${meant}?`];
}
