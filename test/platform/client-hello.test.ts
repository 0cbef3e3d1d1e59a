import { expect, test } from "bun:test";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { connect } from "node:tls";
import {
	MAX_HELLO_BYTES,
	readClientHello,
} from "../../src/platform/net/client-hello.ts";

/** The first bytes that a real client sends. */
async function captured(
	servername: string | undefined,
	protocols?: string[],
): Promise<Uint8Array> {
	const server = createServer();
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const client = connect({
		port,
		host: "127.0.0.1",
		rejectUnauthorized: false,
		...(servername === undefined ? {} : { servername }),
		...(protocols === undefined ? {} : { ALPNProtocols: protocols }),
	});
	client.on("error", () => undefined);
	const [socket] = (await once(server, "connection")) as [Socket];
	const [bytes] = (await once(socket, "data")) as [Uint8Array];
	client.destroy();
	socket.destroy();
	server.close();
	return bytes;
}

test("the name is read from a real client's hello, in lower case", async () => {
	const bytes = await captured("NAS.example");
	expect(readClientHello(bytes)).toEqual({
		kind: "hello",
		serverName: "nas.example",
		protocols: undefined,
	});
});

test("a hello without a name is a hello without a name", async () => {
	const bytes = await captured(undefined);
	expect(readClientHello(bytes)).toEqual({
		kind: "hello",
		serverName: undefined,
		protocols: undefined,
	});
});

test("the protocols that a real client offers are read, in its order", async () => {
	const bytes = await captured("nas.example", ["h2", "ftp"]);
	expect(readClientHello(bytes)).toEqual({
		kind: "hello",
		serverName: "nas.example",
		protocols: ["h2", "ftp"],
	});
});

test("nothing is said before the hello is whole, wherever it is cut", async () => {
	const bytes = await captured("nas.example");
	for (let cut = 0; cut < bytes.length; cut++) {
		expect(readClientHello(bytes.subarray(0, cut))).toEqual({
			kind: "incomplete",
		});
	}
});

test("a hello in two records is put together", async () => {
	const bytes = await captured("nas.example");
	const body = bytes.subarray(5);
	const record = (part: Uint8Array): number[] => [
		...bytes.subarray(0, 3),
		part.length >> 8,
		part.length & 255,
		...part,
	];
	const split = [...record(body.subarray(0, 70)), ...record(body.subarray(70))];
	expect(readClientHello(Uint8Array.from(split))).toEqual({
		kind: "hello",
		serverName: "nas.example",
		protocols: undefined,
	});
});

test("text is foreign at its first byte", () => {
	const text = new TextEncoder().encode("USER alice\r\n");
	expect(readClientHello(text).kind).toBe("foreign");
});

test("a hello that never ends is left to the TLS engine", () => {
	const bytes = new Uint8Array(MAX_HELLO_BYTES).fill(0xff);
	bytes[0] = 22;
	expect(readClientHello(bytes).kind).toBe("hello");
});

test("a damaged hello never throws, and gives no more than a name", async () => {
	const bytes = await captured("nas.example", ["h2", "ftp"]);
	for (let at = 5; at < bytes.length; at++) {
		for (const value of [0, 255]) {
			const damaged = Uint8Array.from(bytes);
			damaged[at] = value;
			expect(["hello", "incomplete"]).toContain(readClientHello(damaged).kind);
		}
	}
});
