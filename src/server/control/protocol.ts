import {
	ERROR_CODES,
	type ErrorCode,
	OperatorError,
} from "../../base/index.ts";

/**
 * What passes over the control socket: one JSON object a line. The server greets with {@link Greeting}; where the socket is
 * a port, which anybody on the machine may open, the client's first line is the token. Then each request is
 * `{"id":1,"method":"status","params":{}}`, and its answer `{"id":1,"result":…}` or `{"id":1,"error":…}`; `watch` is answered
 * by `{"id":1,"event":…}` again and again until the client goes. A client for whom there is no room is greeted by
 * `{"refused":"why"}` and nothing else.
 */
export const PROTOCOL_VERSION = 1;

/** The server's first line. */
export interface Greeting {
	readonly oceanftp: number;
	readonly version: string;
}

/** What a client asks. */
export interface ControlRequest {
	readonly id: number;
	readonly method: string;
	readonly params: Readonly<Record<string, unknown>>;
}

/** An OperatorError on its way. */
export interface ControlError {
	readonly code: string;
	readonly message: string;
	readonly why: string | null;
	readonly fix: string | null;
}

export type ControlAnswer =
	| { readonly id: number; readonly result: unknown }
	| { readonly id: number; readonly error: ControlError }
	| { readonly id: number; readonly event: unknown };

/** The object that a line holds, or undefined when it holds none. */
export function parseObject(
	line: string,
): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(line);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** The request that a line holds. */
export function parseRequest(line: string): ControlRequest | undefined {
	const { id, method, params = {} } = parseObject(line) ?? {};
	const fits =
		typeof id === "number" && typeof method === "string" && isObject(params);
	return fits ? { id, method, params } : undefined;
}

/** The answer that a line holds. */
export function parseAnswer(line: string): ControlAnswer | undefined {
	const value = parseObject(line);
	const id = value?.["id"];
	if (value === undefined || typeof id !== "number") return undefined;
	if ("result" in value) return { id, result: value["result"] };
	if ("event" in value) return { id, event: value["event"] };
	const error = value["error"];
	if (!isObject(error)) return undefined;
	const text = (key: string): string | null => {
		const part = error[key];
		return typeof part === "string" ? part : null;
	};
	return {
		id,
		error: {
			code: text("code") ?? "",
			message: text("message") ?? "unknown",
			why: text("why"),
			fix: text("fix"),
		},
	};
}

/** A failure as it goes over the socket. What is no {@link OperatorError} is a fault of the server: its log has it. */
export function errorOf(failure: unknown): ControlError {
	if (failure instanceof OperatorError) {
		const { code, fix, message, why } = failure;
		return { code, message, why: why ?? null, fix: fix ?? null };
	}
	const message = failure instanceof Error ? failure.message : String(failure);
	return {
		code: "control.failed",
		message: `The running server failed: ${message}`,
		why: null,
		fix: "oceanftp logs tells more",
	};
}

/** The failure that came over the socket, as if it had happened here. */
export function failureOf({
	code,
	fix,
	message,
	why,
}: ControlError): OperatorError {
	return new OperatorError(
		isErrorCode(code) ? code : "control.failed",
		message,
		{
			...(why === null ? {} : { why }),
			...(fix === null ? {} : { fix }),
		},
	);
}

function isErrorCode(code: string): code is ErrorCode {
	return Object.hasOwn(ERROR_CODES, code);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
