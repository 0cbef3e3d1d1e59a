import { hostPort, OperatorError, printable } from "../../base/index.ts";
import type { PeerRequest } from "./peer-certificate.ts";

/** The error for a server that cannot be reached. */
export function unreachable(
	request: PeerRequest,
	error: unknown,
): OperatorError {
	if (error instanceof OperatorError) return error;
	return new OperatorError(
		"peer.unreachable",
		`${hostPort(request)} cannot be reached.`,
		{ why: textOf(error), cause: error },
	);
}

/** The error for a server that answers, but not as it should; what is told already goes through as it is. */
export function noTls(request: PeerRequest, error: unknown): OperatorError {
	if (error instanceof OperatorError) return error;
	return new OperatorError(
		"peer.no-tls",
		`${hostPort(request)} does not begin TLS.`,
		{ why: textOf(error), ...otherWay(request), cause: error },
	);
}

/** The error for a reply that is no consent. */
export function refusedAuth(request: PeerRequest, line: string): OperatorError {
	return noTls(
		request,
		new Error(`it answers: ${printable(line.slice(0, 200))}`),
	);
}

/** The other kind of TLS is the most likely slip. */
export function otherWay(request: PeerRequest): { readonly fix: string } {
	return {
		fix:
			request.tls === "after-auth"
				? `if the port is for implicit TLS: oceanftp cert inspect ftps://${hostPort(request)}`
				: `if the port is for explicit FTP over TLS: oceanftp cert inspect ftpes://${hostPort(request)}`,
	};
}

function textOf(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	const code = codeOf(error);
	return code === "" || message.includes(code)
		? message
		: `${message} (${code})`;
}

/** The system's or the TLS library's name for a failure; empty when it has none. */
export function codeOf(error: unknown): string {
	const code: unknown =
		error instanceof Error ? Reflect.get(error, "code") : undefined;
	return typeof code === "string" ? code : "";
}
