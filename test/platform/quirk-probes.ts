// Run by quirks.test.ts under Bun and under Deno: prints which quirks are still there, as JSON.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { argv, execPath, stdout, versions } from "node:process";
import {
	createSecureContext,
	type SecureContext,
	TLSSocket,
	connect as tlsConnect,
} from "node:tls";
import { Tap } from "../support/tap.ts";

const [key, cert] = [argv[2], argv[3]].map((path) =>
	readFileSync(path ?? "", "utf8"),
);
/** Long beside what each step takes on loopback, also on a busy machine; a step that hangs waits as long. */
const PATIENCE_MS = 8_000;

/** More than all buffers on the way hold, and little enough to go through in time on a busy machine. */
const MORE_MIB = 48;

const newContext = (): SecureContext =>
	createSecureContext({ key, cert, minVersion: "TLSv1.3" });

const serverTls = (socket: Socket, secureContext: SecureContext): TLSSocket =>
	new TLSSocket(socket, { isServer: true, secureContext });

/** A server for one connection, and the client's end of it. */
async function pair(): Promise<{ accepted: Socket; dialled: Socket }> {
	const server = createServer({ pauseOnConnect: true, allowHalfOpen: true });
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const dialled = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
	const [accepted] = (await once(server, "connection")) as [Socket];
	server.close();
	return { accepted, dialled };
}

function within<T>(promise: Promise<T>): Promise<T | "too late"> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(() => resolve("too late"), PATIENCE_MS);
		promise.then(resolve, reject).finally(() => clearTimeout(timer));
	});
}

/** The events of a TLS socket whose peer ends in the one way or the other. */
async function endEvents(how: "close_notify" | "fin"): Promise<string[]> {
	const { accepted, dialled } = await pair();
	const secure = serverTls(accepted, newContext());
	const events: string[] = [];
	secure.on("data", () => events.push("data"));
	secure.on("end", () => events.push("end"));
	secure.on("error", () => events.push("error"));
	const client = tlsConnect({
		socket: new Tap(dialled),
		rejectUnauthorized: false,
	});
	client.on("error", () => undefined);
	await once(client, "secureConnect");
	client.write("x");
	await once(secure, "data");
	if (how === "fin") dialled.end();
	else client.end();
	await within(once(secure, "end"));
	secure.destroy();
	accepted.destroy();
	dialled.destroy();
	return events;
}

/** Whether the socket below TLS closes when the peer has sent close_notify, and waits for what is still to come. */
async function closesBelow(): Promise<boolean> {
	const { accepted, dialled } = await pair();
	const secure = serverTls(accepted, newContext());
	secure.on("error", () => undefined);
	secure.resume();
	const tap = new Tap(dialled);
	tap.keepsTcp = true;
	const client = tlsConnect({ socket: tap, rejectUnauthorized: false });
	client.on("error", () => undefined);
	await once(client, "secureConnect");
	const closed = within(once(accepted, "close"));
	const ended = once(secure, "end");
	client.end();
	await ended;
	const outcome = await closed;
	secure.destroy();
	accepted.destroy();
	dialled.destroy();
	return outcome !== "too late";
}

/** Whether a socket tells the ciphertext of TLS that the runtime puts on what lies below it. */
async function tellsCiphertext(): Promise<boolean> {
	const { accepted, dialled } = await pair();
	const below: unknown = Reflect.get(accepted, "_handle");
	const upgrade: unknown =
		typeof below === "object" && below !== null
			? Reflect.get(below, "upgradeTLS")
			: undefined;
	if (typeof upgrade !== "function") {
		accepted.destroy();
		dialled.destroy();
		return false;
	}
	const told = once(accepted, "data");
	upgrade.call(below, {
		isServer: true,
		data: {},
		socket: { data: () => undefined },
		tls: { secureContext: Reflect.get(newContext(), "context") },
	});
	accepted.resume();
	const client = tlsConnect({
		socket: new Tap(dialled),
		rejectUnauthorized: false,
	});
	client.on("error", () => undefined);
	const outcome = await within(told);
	client.destroy();
	accepted.destroy();
	dialled.destroy();
	return outcome !== "too late";
}

/** Whether something comes to the client behind the handshake, when the server writes nothing. */
async function sendsUnasked(): Promise<boolean> {
	const { accepted, dialled } = await pair();
	const secure = serverTls(accepted, newContext());
	secure.on("error", () => undefined);
	const client = tlsConnect({
		socket: new Tap(dialled),
		rejectUnauthorized: false,
	});
	client.on("error", () => undefined);
	await Promise.all([once(client, "secureConnect"), once(secure, "secure")]);
	const outcome = await within(once(dialled, "data"));
	secure.destroy();
	accepted.destroy();
	dialled.destroy();
	return outcome !== "too late";
}

/** Whether a client that offers foreign protocols is left without an alert (a record of type 21). */
async function endsWithoutAlert(): Promise<boolean> {
	const { accepted, dialled } = await pair();
	const secure = new TLSSocket(accepted, {
		isServer: true,
		secureContext: newContext(),
		ALPNProtocols: ["ftp"],
	} as ConstructorParameters<typeof TLSSocket>[1]);
	secure.on("error", () => undefined);
	const types: number[] = [];
	dialled.on("data", (bytes: Uint8Array) => types.push(bytes[0] ?? 0));
	const ended = once(dialled, "end");
	const client = tlsConnect({
		socket: new Tap(dialled),
		rejectUnauthorized: false,
		ALPNProtocols: ["h2"],
	});
	client.on("error", () => undefined);
	await within(ended);
	secure.destroy();
	accepted.destroy();
	dialled.destroy();
	return !types.includes(21);
}

/** A process of this runtime that writes beyond the system's limit on files: how it ends, and what it says. */
async function beyondLimit(
	handling: "listening" | "bare",
): Promise<{ readonly died: boolean; readonly said: string }> {
	const script = join(import.meta.dirname, "quirk-file-limit.ts");
	const flags = "deno" in versions ? ["run", "-A"] : [];
	const args = [...flags, script, handling, `${argv[2]}.limited`];
	return new Promise((resolve) => {
		execFile(execPath, args, (error, said) =>
			resolve({ died: error !== null, said }),
		);
	});
}

/** Whether a process ends when it starts a thread and has no descriptor left. */
async function diesOfThread(): Promise<boolean> {
	const script = join(import.meta.dirname, "quirk-thread-start.ts");
	const flags = "deno" in versions ? ["run", "-A"] : [];
	return new Promise((resolve) => {
		execFile(execPath, [...flags, script], (_error, said) =>
			resolve(said !== "alive"),
		);
	});
}

/** What `openssl s_client` says of a connection to a server with this context, which ends it after a byte. */
async function openssl(
	secureContext: SecureContext,
	session: readonly string[],
): Promise<string> {
	const server = createServer((socket) => {
		const secure = serverTls(socket, secureContext);
		secure.on("error", () => undefined);
		secure.on("secure", () => secure.end("x"));
		secure.resume();
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const args = ["s_client", "-connect", `127.0.0.1:${port}`, ...session];
	const said = await new Promise<string>((resolve) =>
		execFile("openssl", args, { timeout: 10_000 }, (_error, out) =>
			resolve(out),
		).stdin?.end(),
	);
	server.close();
	return said;
}

/** Whether a session of one context resumes on another with the same certificate. */
async function sharesTickets(): Promise<boolean> {
	const file = `${argv[2]}.session`;
	await openssl(newContext(), ["-ign_eof", "-sess_out", file]);
	const said = await openssl(newContext(), ["-ign_eof", "-sess_in", file]);
	if (!/^(New|Reused), TLSv1\.3/m.test(said)) throw new Error(said);
	return /^Reused/m.test(said);
}

/** Whether a TLS socket that is paused lets far more in than any buffer should hold. */
async function swallowsWhilePaused(): Promise<boolean> {
	const { accepted, dialled } = await pair();
	const secure = serverTls(accepted, newContext());
	secure.on("error", () => undefined);
	const client = tlsConnect({ socket: dialled, rejectUnauthorized: false });
	client.on("error", () => undefined);
	await once(client, "secureConnect");
	secure.pause();
	const chunk = new Uint8Array(1 << 20);
	let written = 0;
	const sendAll = async (): Promise<void> => {
		for (; written < MORE_MIB; written++) {
			await new Promise((resolve) => client.write(chunk, resolve));
		}
	};
	await within(sendAll());
	client.destroy();
	secure.destroy();
	return written === MORE_MIB;
}

/** Whether TLS that is put on a socket before it is connected comes about. */
async function hangsWhenEarly(): Promise<boolean> {
	const server = createServer((socket) => {
		const client = tlsConnect({ socket, rejectUnauthorized: false });
		client.on("error", () => undefined);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const socket = connect(port, "127.0.0.1");
	const secure = serverTls(socket, newContext());
	secure.on("error", () => undefined);
	const outcome = await within(once(secure, "secure"));
	socket.destroy();
	secure.destroy();
	server.close();
	return outcome === "too late";
}

/** Whether a TLS server on a stream of our own fails to ask which certificate fits the name. */
async function asksNoName(): Promise<boolean> {
	let wasAsked = false;
	const server = createServer((socket) => {
		socket.on("error", () => undefined);
		const secure = new TLSSocket(new Tap(socket), {
			isServer: true,
			secureContext: newContext(),
			SNICallback: (_name, done) => {
				wasAsked = true;
				done(null, newContext());
			},
		});
		secure.on("error", () => undefined);
		secure.on("secure", () => secure.end("x"));
		secure.resume();
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const client = tlsConnect({
		port,
		host: "127.0.0.1",
		servername: "probe.test",
		rejectUnauthorized: false,
	});
	client.on("error", () => undefined);
	client.resume();
	await within(once(client, "secureConnect"));
	client.destroy();
	server.close();
	return !wasAsked;
}

/** Whether a TLS server breaks down, beyond its own error event, when its stream holds a bad ClientHello from the beginning. */
async function diesOfBadHello(): Promise<boolean> {
	const { accepted, dialled } = await pair();
	const tap = new Tap(accepted);
	// A hello of two bytes, which breaks off.
	tap.push(Uint8Array.of(22, 3, 1, 0, 6, 1, 0, 0, 2, 3, 3));
	const thrown = Promise.withResolvers<void>();
	process.once("uncaughtException", () => thrown.resolve());
	const secure = new TLSSocket(tap, {
		isServer: true,
		secureContext: newContext(),
	});
	secure.on("error", () => undefined);
	const outcome = await within(thrown.promise);
	dialled.destroy();
	tap.destroy();
	return outcome !== "too late";
}

/** Whether a client that is handed a session does not offer it to a server that it calls by another name. */
async function keepsSessionsByName(): Promise<boolean> {
	const secureContext = newContext();
	const visit = async (
		servername: string,
		session?: Buffer,
	): Promise<{ session: Buffer | undefined; isReused: boolean }> => {
		const { accepted, dialled } = await pair();
		const secure = serverTls(accepted, secureContext);
		secure.on("error", () => undefined);
		secure.on("secure", () => secure.write("x"));
		const client = tlsConnect({
			socket: dialled,
			servername,
			rejectUnauthorized: false,
			...(session === undefined ? {} : { session }),
		});
		client.on("error", () => undefined);
		let given: Buffer | undefined;
		client.on("session", (ticket: Buffer) => {
			given = ticket;
		});
		await once(client, "data");
		const isReused = client.isSessionReused();
		client.destroy();
		secure.destroy();
		return { session: given ?? client.getSession(), isReused };
	};
	const { session } = await visit("one.invalid");
	const { isReused } = await visit("two.invalid", session);
	return !isReused;
}

/** A server that offers one suite, and a client that wants another: whether they agree all the same. */
async function offersAllCiphers(): Promise<boolean> {
	const suites = (bits: number, hash: number): string =>
		["ECDSA", "RSA"]
			.map((kind) => `ECDHE-${kind}-AES${bits}-GCM-SHA${hash}`)
			.join(":");
	const { accepted, dialled } = await pair();
	const context = createSecureContext({ key, cert, ciphers: suites(256, 384) });
	const secure = serverTls(accepted, context);
	secure.on("error", () => undefined);
	const client = tlsConnect({
		socket: dialled,
		rejectUnauthorized: false,
		maxVersion: "TLSv1.2",
		ciphers: suites(128, 256),
	});
	const met = Promise.withResolvers<boolean>();
	client.once("secureConnect", () => met.resolve(true));
	client.on("error", () => met.resolve(false));
	client.on("close", () => met.resolve(false));
	const isAgreed = await within(met.promise);
	client.destroy();
	secure.destroy();
	return isAgreed === true;
}

/** By the quirk's id: whether it is still there. All at once, since some of them do nothing but wait. */
const PROBES: Readonly<Record<string, () => Promise<boolean>>> = {
	"bun-no-sni-callback": asksNoName,
	"close-notify-unseen": async () =>
		(await endEvents("fin")).join() ===
		(await endEvents("close_notify")).join(),
	"bun-raw-closes-with-end": closesBelow,
	"bun-ciphertext-beside": tellsCiphertext,
	"thread-ends-process": diesOfThread,
	"deno-shared-tickets": sharesTickets,
	"deno-tls-end-lost": swallowsWhilePaused,
	"deno-early-wrap": hangsWhenEarly,
	"deno-sessions-by-name": keepsSessionsByName,
	"deno-ciphers-ignored": offersAllCiphers,
	"deno-tickets-unasked": sendsUnasked,
	"deno-no-alpn-alert": endsWithoutAlert,
	"deno-dies-of-file-limit": async () => (await beyondLimit("bare")).died,
	"deno-nameless-error": async () =>
		(await beyondLimit("listening")).said !== "EFBIG",
	// No other one throws what nobody catches.
	"deno-early-hello": diesOfBadHello,
};
const found = Object.fromEntries(
	await Promise.all(
		Object.entries(PROBES).map(async ([id, probe]) => [id, await probe()]),
	),
);
stdout.write(`${JSON.stringify(found)}\n`);
process.exit(0);
