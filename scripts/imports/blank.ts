/** What {@link blank} takes out of a source: comments, or comments and the insides of strings. */
export type Blanked = "comments" | "comments and strings";

const BEFORE_REGEXP =
	/(^|[=(,:[!&|?{};+\-*%<>~^]|\b(return|typeof|case|in|of|void|delete|throw|new|await|yield))\s*$/;

/**
 * The same text with everything that is not code turned into spaces, so that offsets and line numbers stay.
 * Regular expressions go with the strings. What stands in `${…}` of a template is code and stays.
 *
 * @example blank('a("x"); // b', "comments and strings") === 'a(" ");     '
 */
export function blank(source: string, what: Blanked): string {
	const keepStrings = what === "comments";
	const out = source.split("");
	/** For each template that is open around us: how many braces are open inside its current `${`. */
	const templates: number[] = [];
	let at = 0;

	const wipe = (from: number, to: number): void => {
		for (let i = from; i < to; i++) if (out[i] !== "\n") out[i] = " ";
	};
	const string = (from: number, to: number): void => {
		if (!keepStrings) wipe(from, to);
		at = to;
	};
	const template = (): void => {
		const from = at;
		while (at < source.length) {
			if (source[at] === "\\") at += 2;
			else if (source[at] === "`") {
				string(from, at);
				at++;
				return;
			} else if (source.startsWith("${", at)) {
				string(from, at);
				at += 2;
				templates.push(0);
				return;
			} else at++;
		}
	};

	while (at < source.length) {
		const char = source[at] ?? "";
		const rest = source.slice(at, at + 2);
		if (rest === "//" || rest === "/*") {
			const end = rest === "//" ? "\n" : "*/";
			const found = source.indexOf(end, at + 2);
			const to = found < 0 ? source.length : rest === "//" ? found : found + 2;
			wipe(at, to);
			at = to;
		} else if (char === '"' || char === "'") {
			let to = at + 1;
			while (to < source.length && source[to] !== char && source[to] !== "\n")
				to += source[to] === "\\" ? 2 : 1;
			at++;
			string(at, Math.min(to, source.length));
			at++;
		} else if (char === "`") {
			at++;
			template();
		} else if (char === "/" && startsRegexp(source, at)) {
			const to = endOfRegexp(source, at);
			wipe(at, to);
			at = to;
		} else {
			const open = templates.at(-1);
			at++;
			if (open === undefined) continue;
			if (char === "{") templates[templates.length - 1] = open + 1;
			if (char !== "}") continue;
			if (open > 0) templates[templates.length - 1] = open - 1;
			else {
				templates.pop();
				template();
			}
		}
	}
	return out.join("");
}

function startsRegexp(source: string, at: number): boolean {
	const before = source.slice(Math.max(0, at - 40), at);
	return BEFORE_REGEXP.test(before) || /^\s*$/.test(before);
}

function endOfRegexp(source: string, at: number): number {
	let inClass = false;
	for (let i = at + 1; i < source.length && source[i] !== "\n"; i++) {
		const char = source[i];
		if (char === "\\") i++;
		else if (char === "[") inClass = true;
		else if (char === "]") inClass = false;
		else if (char === "/" && !inClass) return i + 1;
	}
	return at + 1;
}
