import type { Endpoint } from "../base/index.ts";
import { sameAddress } from "../base/index.ts";

/** Ports below are where services live that a bounced connection could speak to (RFC 2577 §3). */
const FIRST_PORT_FOR_CLIENTS = 1024;

/**
 * Why an address that a client gave for its data connection is refused, or undefined when it may be used.
 * Only the client itself may be named: else it could make the server attack others (FTP bounce).
 *
 * @see RFC 2577 §3
 */
export function refusalOfTarget(
	target: Endpoint,
	client: Endpoint,
): string | undefined {
	if (!sameAddress(target.host, client.host)) {
		return "Only the address of this control connection may be used.";
	}
	if (target.port < FIRST_PORT_FOR_CLIENTS) {
		return "Ports below 1024 may not be used.";
	}
	return undefined;
}

const FOREIGN_VERBS: ReadonlySet<string> = new Set([
	"GET",
	"HEAD",
	"POST",
	"PUT",
	"DELETE",
	"OPTIONS",
	"TRACE",
	"CONNECT",
	"PATCH",
	"PRI",
	"HELO",
	"EHLO",
	"MAIL",
	"RCPT",
	"DATA",
	"STARTTLS",
	"LHLO",
]);

/**
 * Whether a line before login comes from another protocol: a browser or mail client that was led here may be
 * attacked through what we answer (ALPACA), so such a connection is closed with nothing reflected.
 *
 * @see https://alpaca-attack.com
 */
export function isForeignProtocol(line: string): boolean {
	const verb = line.split(" ", 1)[0] ?? "";
	return (
		FOREIGN_VERBS.has(verb.toUpperCase()) ||
		/^[A-Za-z][A-Za-z0-9-]*:( |$)/.test(line)
	);
}

/** Where [active] enabled = false. */
export const ACTIVE_IS_OFF =
	"This server opens no data connections itself; send EPSV or PASV.";
