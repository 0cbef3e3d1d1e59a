import { decodeUtf8 } from "../../base/index.ts";

/** What the first bytes of a connection say. */
export type FirstBytes =
	/** Not enough has come to tell. */
	| { readonly kind: "incomplete" }
	/** No TLS handshake. */
	| { readonly kind: "foreign" }
	| {
			readonly kind: "hello";
			/** The name that the client wants to reach, in lower case (RFC 6066 §3); many clients send none. */
			readonly serverName: string | undefined;
			/** The protocols that the client offers (ALPN, RFC 7301 §3.1); undefined when it names none, as FTP clients do. */
			readonly protocols: readonly string[] | undefined;
	  };

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const ALPN = 16;
/** A record's header: type, version, length. */
const RECORD_HEADER = 5;
/** A handshake message's header: type, 24-bit length. */
const MESSAGE_HEADER = 4;
/** A message in which there is nothing to find. */
const NOTHING = new Uint8Array(0);
/** Real ones take 200 to 2,000 bytes. */
export const MAX_HELLO_BYTES = 16_384;

/**
 * Reads a ClientHello for the name in it, so that the certificate can be chosen before the TLS engine begins: Bun's
 * engine does not ask when it stands on a stream (quirks: bun-no-sni-callback). And for the protocols, because Deno's engine does
 * not say that none fits (quirks: deno-no-alpn-alert). Everything in it is checked again by the engine; what makes no sense here is
 * a hello without a name.
 *
 * @see RFC 8446 §4.1.2, RFC 6066 §3, RFC 7301 §3.1
 */
export function readClientHello(bytes: Uint8Array): FirstBytes {
	let message: Uint8Array = NOTHING;
	let at = 0;
	for (;;) {
		if (bytes[at] !== undefined && bytes[at] !== HANDSHAKE_RECORD) {
			return { kind: "foreign" };
		}
		if (bytes.length >= MAX_HELLO_BYTES) return hello(NOTHING);
		if (bytes.length < at + RECORD_HEADER) return { kind: "incomplete" };
		const length = number(bytes, at + 3, 2);
		const body = bytes.subarray(
			at + RECORD_HEADER,
			at + RECORD_HEADER + length,
		);
		if (body.length < length) return { kind: "incomplete" };
		message = message.length === 0 ? body : joined(message, body);
		at += RECORD_HEADER + length;
		if (message.length < MESSAGE_HEADER) continue;
		if (message[0] !== CLIENT_HELLO) return hello(NOTHING);
		const end = MESSAGE_HEADER + number(message, 1, 3);
		if (message.length >= end) return hello(message.subarray(0, end));
	}
}

function hello(message: Uint8Array): FirstBytes {
	const name = extension(message, SERVER_NAME);
	const offered = extension(message, ALPN);
	return {
		kind: "hello",
		serverName: name === undefined ? undefined : hostIn(name),
		protocols: offered === undefined ? undefined : protocolsIn(offered),
	};
}

function extension(
	message: Uint8Array,
	wanted: number,
): Uint8Array | undefined {
	// Version and random, then three lists, each with its length in front.
	let at = MESSAGE_HEADER + 2 + 32;
	at += 1 + number(message, at, 1);
	at += 2 + number(message, at, 2);
	at += 1 + number(message, at, 1);
	const end = at + 2 + number(message, at, 2);
	at += 2;
	while (at + 4 <= Math.min(end, message.length)) {
		const type = number(message, at, 2);
		const length = number(message, at + 2, 2);
		if (type === wanted) return message.subarray(at + 4, at + 4 + length);
		at += 4 + length;
	}
	return undefined;
}

/** Names of one to 255 bytes, each behind its length. */
function protocolsIn(extension: Uint8Array): readonly string[] {
	const names: string[] = [];
	let at = 2;
	while (at < extension.length) {
		const length = number(extension, at, 1);
		names.push(decodeUtf8(extension.subarray(at + 1, at + 1 + length)) ?? "");
		at += 1 + length;
	}
	return names;
}

function hostIn(extension: Uint8Array): string | undefined {
	if (extension[2] !== HOST_NAME) return undefined;
	const length = number(extension, 3, 2);
	const name = decodeUtf8(extension.subarray(5, 5 + length));
	return name === undefined || name === "" ? undefined : name.toLowerCase();
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
	const both = new Uint8Array(first.length + second.length);
	both.set(first);
	both.set(second, first.length);
	return both;
}

/** A big-endian number; bytes beyond the end count as 0. */
function number(bytes: Uint8Array, at: number, size: number): number {
	let value = 0;
	for (let index = at; index < at + size; index++) {
		value = value * 256 + (bytes[index] ?? 0);
	}
	return value;
}
