import { decodeUtf8 } from "../../base/index.ts";
import type { LineAddress } from "../../platform/index.ts";
import { parseObject } from "./protocol.ts";

/** Where a server is reached that asks for a token, and the token. Its name under the data folder. */
export const CONTROL_FILE = "run/control.json";

/** A way in that everybody on this machine may find, so that a secret is asked for. */
export interface GuardedAddress {
	readonly address: Exclude<LineAddress, { readonly kind: "socket" }>;
	readonly token: string;
}

/** What the file says. @example controlFile({ address: { kind: "loopback", port: 4711 }, token }) */
export function controlFile({ address, token }: GuardedAddress): Uint8Array {
	const where =
		address.kind === "pipe" ? { pipe: address.name } : { port: address.port };
	const facts = { schema: "oceanftp.control/1", ...where, token };
	return new TextEncoder().encode(`${JSON.stringify(facts)}\n`);
}

/** The same read again; undefined when it is no such file. */
export function readControlFile(
	content: Uint8Array,
): GuardedAddress | undefined {
	const { pipe, port, token } = parseObject(decodeUtf8(content) ?? "") ?? {};
	if (typeof token !== "string") return undefined;
	if (typeof pipe === "string") {
		return { address: { kind: "pipe", name: pipe }, token };
	}
	if (typeof port !== "number") return undefined;
	return { address: { kind: "loopback", port }, token };
}
