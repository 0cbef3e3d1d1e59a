import process from "node:process";

/** Ctrl-C at a prompt: the program ends with 130. */
export class Interrupted extends Error {
	override readonly name = "Interrupted";
}

/** What was typed ahead of the next question. */
let typedAhead = new Uint8Array();

/** Asks on the terminal, on stderr. Reads byte by byte in raw mode, so that a secret is never shown, not even by the terminal itself. */
export async function askLine(
	question: string,
	{ echo }: { readonly echo: boolean },
): Promise<string | undefined> {
	const { stdin, stderr } = process;
	const line = new TypedLine(
		echo ? (text) => stderr.write(text) : () => undefined,
	);
	// Whoever answers at once, such as a program, must not meet the terminal's own line editing.
	stdin.setRawMode?.(true);
	stdin.resume();
	stderr.write(question);
	try {
		return await new Promise<string | undefined>((resolve, reject) => {
			const finish = (ending: LineEnding, rest: Uint8Array): void => {
				stdin.off("data", onData);
				stdin.off("end", onEnd);
				typedAhead = new Uint8Array(rest);
				if (ending === "interrupted") reject(new Interrupted());
				else resolve(ending === "closed" ? undefined : line.text);
			};
			const onEnd = (): void => finish("closed", new Uint8Array());
			const onData = (chunk: Uint8Array): void => {
				for (const [index, byte] of chunk.entries()) {
					const ending = line.type(byte);
					if (ending !== undefined) {
						finish(ending, chunk.subarray(index + 1));
						return;
					}
				}
			};
			stdin.on("data", onData);
			stdin.on("end", onEnd);
			const before = typedAhead;
			typedAhead = new Uint8Array();
			onData(before);
		});
	} finally {
		stdin.setRawMode?.(false);
		stdin.pause();
		stderr.write("\n");
	}
}

const CTRL_C = 0x03;
const CTRL_D = 0x04;
const BACKSPACE = 0x08;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const CTRL_U = 0x15;
const ESCAPE = 0x1b;
const DELETE = 0x7f;

type LineEnding = "entered" | "closed" | "interrupted";

/** A line while it is typed in raw mode, where nobody else does the editing. */
class TypedLine {
	readonly #show: (text: string) => void;
	#bytes: number[] = [];
	/** What arrow keys and their like send: ESC, `[` or `O`, and all up to a letter. It is not part of the line. */
	#isEscape: "no" | "begun" | "inside" = "no";

	constructor(show: (text: string) => void) {
		this.#show = show;
	}

	get text(): string {
		return Buffer.from(this.#bytes).toString("utf8");
	}

	/** Takes one byte. @returns how the line ended, undefined while it goes on */
	type(byte: number): LineEnding | undefined {
		if (byte === CTRL_C) return "interrupted";
		if (this.#isPartOfEscape(byte)) return undefined;
		if (byte === RETURN || byte === LINE_FEED) return "entered";
		if (byte === CTRL_D && this.#bytes.length === 0) return "closed";
		if (byte === BACKSPACE || byte === DELETE) this.#keep(-1);
		else if (byte === CTRL_U) this.#keep(0);
		else if (byte >= 0x20) {
			this.#bytes.push(byte);
			// A character of several bytes is shown with its last one.
			const last = [...this.text].at(-1) ?? "";
			if (last !== "\ufffd") this.#show(last);
		}
		return undefined;
	}

	#isPartOfEscape(byte: number): boolean {
		const before = this.#isEscape;
		const isIntroducer = byte === 0x5b || byte === 0x4f;
		if (byte === ESCAPE) this.#isEscape = "begun";
		else if (before === "begun" && isIntroducer) this.#isEscape = "inside";
		else if (before === "begun" || (byte >= 0x40 && byte <= 0x7e)) {
			this.#isEscape = "no";
		}
		return (
			byte === ESCAPE ||
			before === "inside" ||
			(before === "begun" && isIntroducer)
		);
	}

	/** Keeps the first characters; a negative number counts from the end. */
	#keep(count: number): void {
		const characters = [...this.text];
		const kept = characters.slice(0, count);
		this.#bytes = [...Buffer.from(kept.join(""))];
		this.#show("\b \b".repeat(characters.length - kept.length));
	}
}
