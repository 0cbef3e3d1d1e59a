/** One step of a transcript. */
export type Step =
	/** Bytes from the client, the end of line in them. */
	| {
			readonly kind: "client";
			readonly bytes: Uint8Array;
			readonly verb: string;
	  }
	/** A line that the server must send; `*` stands for anything. */
	| { readonly kind: "server"; readonly pattern: string }
	/** What the next upload carries, and how it ends. */
	| {
			readonly kind: "upload";
			readonly content: string;
			readonly ending: "clean" | "truncated" | "reset" | "open";
	  }
	/** What the last download carried. */
	| { readonly kind: "download"; readonly content: string }
	/** The content of a file at this point; undefined: it is not there. */
	| {
			readonly kind: "file";
			readonly path: string;
			readonly content: string | undefined;
	  }
	/** Time goes by. */
	| { readonly kind: "wait"; readonly ms: number }
	/** The administrator ends the transfer, or the session, with a reason. */
	| { readonly kind: "stopTransfer" | "kick"; readonly reason: string }
	/** The client goes away. */
	| { readonly kind: "leave" }
	/** The server closes the control connection. */
	| { readonly kind: "closed" };

/** A session as a text file tells it. */
export interface Transcript {
	readonly title: string;
	readonly files: Readonly<Record<string, string>>;
	readonly folders: readonly string[];
	/** `key value` lines: mode, local, remote, and the keys of the session policy. */
	readonly settings: ReadonlyMap<string, string>;
	readonly loginAs: string | undefined;
	readonly steps: readonly Step[];
}

const ESCAPES: Readonly<Record<string, number>> = {
	r: 13,
	n: 10,
	"0": 0,
	"\\": 92,
};

/** The bytes of a text with `\r`, `\n`, `\0`, `\\` and `\xNN` in it; all else is UTF-8. */
export function unescapeBytes(text: string): Uint8Array {
	const bytes: number[] = [];
	for (let at = 0; at < text.length; ) {
		const hex = /^\\x([0-9a-f]{2})/i.exec(text.slice(at));
		const simple = /^\\([rn0\\])/.exec(text.slice(at));
		if (hex !== null) {
			bytes.push(Number.parseInt(hex[1] ?? "", 16));
			at += 4;
		} else if (simple !== null) {
			bytes.push(ESCAPES[simple[1] ?? ""] ?? 0);
			at += 2;
		} else {
			const letter = String.fromCodePoint(text.codePointAt(at) ?? 0);
			bytes.push(...new TextEncoder().encode(letter));
			at += letter.length;
		}
	}
	return new Uint8Array(bytes);
}

const text = (escaped: string): string =>
	new TextDecoder().decode(unescapeBytes(escaped));

/** @throws {Error} naming the line that cannot be read: a transcript with a typing error must not pass */
export function parseTranscript(name: string, source: string): Transcript {
	let title = name;
	let loginAs: string | undefined;
	const files: Record<string, string> = {};
	const folders: string[] = [];
	const settings = new Map<string, string>();
	const steps: Step[] = [];
	for (const [index, line] of source.split("\n").entries()) {
		const [word = "", rest = ""] = split(line, " ");
		const [first = "", second = ""] = split(rest.trim(), " ");
		if (line.trim() === "") continue;
		if (word === "#") {
			if (index === 0) title = rest;
		} else if (word === "files") files[first] = content(second);
		else if (word === "folder") folders.push(first);
		else if (word === "login") loginAs = first;
		else if (word === "set") settings.set(first, second);
		else if (word === "C:" || word === "C~") {
			const bytes = unescapeBytes(word === "C:" ? `${rest}\\r\\n` : rest);
			steps.push({ kind: "client", bytes, verb: first.toUpperCase() });
		} else if (word === "S:") steps.push({ kind: "server", pattern: rest });
		else if (word === "upload") {
			const [, quoted = "", ending = "clean"] =
				/^"(.*)"\s*(\w*)$/.exec(rest) ?? [];
			steps.push({
				kind: "upload",
				content: text(quoted),
				ending: endingOf(ending || "clean"),
			});
		} else if (word === "download")
			steps.push({ kind: "download", content: text(unquote(rest)) });
		else if (word === "file") {
			const wanted = second === "gone" ? undefined : text(unquote(second));
			steps.push({ kind: "file", path: first, content: wanted });
		} else if (word === "wait")
			steps.push({ kind: "wait", ms: Number.parseFloat(first) * 1000 });
		else if (word === "stop-transfer")
			steps.push({ kind: "stopTransfer", reason: text(rest) });
		else if (word === "kick") steps.push({ kind: "kick", reason: text(rest) });
		else if (word === "leave") steps.push({ kind: "leave" });
		else if (word === "closed") steps.push({ kind: "closed" });
		else throw new Error(`${name}:${index + 1}: cannot read "${line}"`);
	}
	return { title, files, folders, settings, loginAs, steps };
}

function endingOf(word: string): "clean" | "truncated" | "reset" | "open" {
	if (
		word === "clean" ||
		word === "truncated" ||
		word === "reset" ||
		word === "open"
	)
		return word;
	throw new Error(
		`an upload ends clean, truncated, reset or open, not ${word}`,
	);
}

/** A number is that many bytes of `x`; anything else is quoted text. */
function content(word: string): string {
	return /^\d+$/.test(word) ? "x".repeat(Number(word)) : text(unquote(word));
}

function unquote(word: string): string {
	const quoted = /^"(.*)"$/.exec(word.trim());
	if (quoted === null) throw new Error(`expected quoted text, found ${word}`);
	return quoted[1] ?? "";
}

function split(line: string, separator: string): [string, string] {
	const at = line.indexOf(separator);
	return at === -1 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
}
