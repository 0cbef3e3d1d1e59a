/** Where something stands in a text; both count from 1. */
export interface TextPosition {
	readonly line: number;
	readonly column: number;
}

/** The way to a key in a TOML document; numbers are places in arrays of tables. */
export type TomlPath = readonly (string | number)[];

/**
 * Finds where the keys of a TOML document stand, since the parser gives values only.
 * The document must be valid TOML: the parser has read it before.
 *
 * @returns a look-up that answers undefined for a path that the text does not hold
 * @example tomlPositions('[tls]\ncontrol = "x"')(["tls", "control"]) // { line: 2, column: 1 }
 */
export function tomlPositions(
	text: string,
): (path: TomlPath) => TextPosition | undefined {
	const offsets = new KeyScanner(text).scan();
	return (path) => {
		const offset = offsets.get(pathKey(path));
		return offset === undefined ? undefined : positionAt(text, offset);
	};
}

function pathKey(path: TomlPath): string {
	return JSON.stringify(path);
}

function positionAt(text: string, offset: number): TextPosition {
	const before = text.slice(0, offset).split("\n");
	return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/** One walk over a valid document, noting the offset of each key and table header. */
class KeyScanner {
	readonly #text: string;
	readonly #offsets = new Map<string, number>();
	readonly #arraySizes = new Map<string, number>();
	#at = 0;

	constructor(text: string) {
		this.#text = text;
	}

	scan(): Map<string, number> {
		let table: TomlPath = [];
		for (;;) {
			this.#skip(/(?:[\s\uFEFF]|#[^\n]*)*/y);
			if (this.#at >= this.#text.length) return this.#offsets;
			if (this.#text[this.#at] === "[") table = this.#header();
			else this.#keyAndValue(table);
		}
	}

	#header(): TomlPath {
		const isArray = this.#text[this.#at + 1] === "[";
		this.#at += isArray ? 2 : 1;
		const start = this.#at;
		const keys = this.#keys();
		this.#skip(/[ \t]*\]\]?/y);
		const last = keys.at(-1) ?? "";
		const above = this.#throughArrays(keys.slice(0, -1));
		const path = [...above, last];
		if (!isArray) {
			this.#note(path, start);
			return this.#throughArrays(keys);
		}
		const size = this.#arraySizes.get(pathKey(path)) ?? 0;
		this.#arraySizes.set(pathKey(path), size + 1);
		this.#note(path, start);
		this.#note([...path, size], start);
		return [...path, size];
	}

	/** A header below an array of tables means the array's last table. */
	#throughArrays(keys: readonly string[]): TomlPath {
		let path: TomlPath = [];
		for (const key of keys) {
			path = [...path, key];
			const size = this.#arraySizes.get(pathKey(path));
			if (size !== undefined) path = [...path, size - 1];
		}
		return path;
	}

	#keyAndValue(table: TomlPath): void {
		const start = this.#at;
		const path = [...table, ...this.#keys()];
		for (let depth = table.length + 1; depth <= path.length; depth++) {
			this.#note(path.slice(0, depth), start);
		}
		this.#skip(/[ \t]*=[ \t]*/y);
		this.#value(path);
	}

	#keys(): string[] {
		const keys: string[] = [];
		do {
			this.#skip(/[ \t]*/y);
			const quote = this.#text[this.#at];
			if (quote === '"' || quote === "'") {
				const raw = this.#skip(quote === '"' ? BASIC : LITERAL);
				keys.push(quote === '"' ? unescaped(raw) : raw.slice(1, -1));
			} else {
				keys.push(this.#skip(/[^\s.=\]]*/y));
			}
			this.#skip(/[ \t]*/y);
		} while (this.#skip(/\./y) !== "");
		return keys;
	}

	#value(path: TomlPath): void {
		const text = this.#text;
		if (text.startsWith('"""', this.#at)) this.#skip(MULTI_BASIC);
		else if (text.startsWith("'''", this.#at)) this.#skip(MULTI_LITERAL);
		else if (text[this.#at] === '"') this.#skip(BASIC);
		else if (text[this.#at] === "'") this.#skip(LITERAL);
		else if (text[this.#at] === "[") this.#array(path);
		else if (text[this.#at] === "{") this.#inlineTable(path);
		else this.#skip(/[^\n,\]}#]*/y);
	}

	#array(path: TomlPath): void {
		this.#at++;
		for (let index = 0; ; index++) {
			this.#skip(BETWEEN);
			if (this.#ends("]")) return;
			this.#note([...path, index], this.#at);
			this.#value([...path, index]);
		}
	}

	#inlineTable(path: TomlPath): void {
		this.#at++;
		for (;;) {
			this.#skip(BETWEEN);
			if (this.#ends("}")) return;
			this.#keyAndValue(path);
		}
	}

	/** Steps over the closing bracket; a text that ends early ends everything, so that nothing can loop for ever. */
	#ends(bracket: string): boolean {
		if (this.#at < this.#text.length && this.#text[this.#at] !== bracket) {
			return false;
		}
		this.#at++;
		return true;
	}

	#note(path: TomlPath, offset: number): void {
		const key = pathKey(path);
		if (!this.#offsets.has(key)) this.#offsets.set(key, offset);
	}

	#skip(pattern: RegExp): string {
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.#text)?.[0] ?? "";
		this.#at += found.length;
		return found;
	}
}

const BASIC = /"(?:[^"\\\n]|\\.)*"/y;
const LITERAL = /'[^'\n]*'/y;
const MULTI_BASIC = /"""(?:[^\\]|\\[\s\S])*?"""(?!")/y;
const MULTI_LITERAL = /'''[\s\S]*?'''(?!')/y;
const BETWEEN = /(?:[\s,]|#[^\n]*)*/y;

function unescaped(quoted: string): string {
	try {
		return String(JSON.parse(quoted));
	} catch {
		return quoted.slice(1, -1);
	}
}
