import { ERROR_CODES, type ErrorCode } from "../../base/index.ts";
import { EXIT_STATUSES } from "./exit-statuses.ts";
import { wrapped } from "./wrap.ts";

export function isErrorCode(text: string): text is ErrorCode {
	return Object.hasOwn(ERROR_CODES, text);
}

/** All of them, in their table's order. */
export function errorCodes(): readonly ErrorCode[] {
	return Object.keys(ERROR_CODES).filter(isErrorCode);
}

/** Where the text about a kind of errors leads on to; by the first part of the code. */
const SEE: Readonly<Record<string, string>> = {
	cert: "certificates",
	key: "certificates",
	store: "portable",
	passive: "firewall",
	service: "services",
	usage: "commands",
};

/** The text of `help CODE`. */
export function explanation(code: ErrorCode, width: number): string[] {
	const { about, exit } = ERROR_CODES[code];
	const [kind = ""] = code.split(".");
	const topic = SEE[kind];
	const see = topic === undefined ? "" : ` See: oceanftp help ${topic}`;
	return [code, ...wrapped(about, 2, width), `  Exit status ${exit}.${see}`];
}

/** The text of `help errors`. */
export function errorTable(width: number): string[] {
	return [
		"Errors",
		"",
		...wrapped(
			"An error has one sentence with a code in brackets, the facts (why) and what to do (fix). The exit status tells scripts which kind it was.",
			0,
			width,
		),
		"",
		...EXIT_STATUSES.flatMap(([status, about]) => {
			const [first = "", ...more] = wrapped(about, 7, width);
			return [`  ${status}`.padEnd(7) + first.trimStart(), ...more];
		}),
		...errorCodes().flatMap((code) => ["", ...explanation(code, width)]),
	];
}
