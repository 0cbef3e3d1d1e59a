import { afterAll, beforeAll } from "bun:test";
import {
	type Server,
	type ServerOptions,
	startServer,
} from "./start-server.ts";

/** IPv4 and IPv6 loopback. */
export const HOSTS: readonly string[] = ["127.0.0.1", "::1"];

/** Lets clients do without TLS. */
export const PLAIN_FLAGS: readonly string[] = [
	"--tls",
	"allowed",
	"--data-tls",
	"client",
];

/** A server that all tests of a file or group share: started before the first, stopped in order after the last. */
export function sharedServer(options: ServerOptions = {}): () => Server {
	let server: Server | undefined;
	beforeAll(async () => {
		server = await startServer(options);
	}, 120_000);
	afterAll(async () => {
		await server?.[Symbol.asyncDispose]();
	}, 120_000);
	return () => {
		if (server === undefined) throw new Error("the server did not start");
		return server;
	};
}

/** Two servers, one with the defaults and one that allows clear text, listening on IPv4 and IPv6. */
export function sharedServers(
	options: ServerOptions = {},
): (mode: "plain" | "explicit" | "implicit") => Server {
	const secure = sharedServer({ ...options, hosts: HOSTS });
	const plain = sharedServer({ ...options, hosts: HOSTS, flags: PLAIN_FLAGS });
	return (mode) => (mode === "plain" ? plain() : secure());
}
