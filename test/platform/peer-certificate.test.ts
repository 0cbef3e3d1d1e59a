import { describe, expect, test } from "bun:test";
import { createServer } from "node:net";
import { peerCertificate } from "../../src/platform/index.ts";

/** A server that takes connections and says nothing, however long one waits. */
async function silentServer(): Promise<AsyncDisposable & { port: number }> {
	const server = createServer((socket) => {
		socket.on("error", () => undefined);
		socket.on("data", () => undefined);
	});
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("port");
	return {
		port: address.port,
		[Symbol.asyncDispose]: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
			}),
	};
}

describe("certificate of a peer", () => {
	test.each([
		["after-auth", "did not answer as FTP servers do within 2 seconds."],
		["at-once", "did not finish the TLS handshake within 2 seconds."],
	] as const)("is not waited for beyond the limit: %s", async (tls, says) => {
		await using server = await silentServer();
		const { port } = server;
		const request = { host: "127.0.0.1", port, tls, limitMs: 2000 };
		const failure = await peerCertificate(request).catch(
			(error: unknown) => error,
		);
		expect(failure).toMatchObject({
			code: "peer.unreachable",
			message: `127.0.0.1:${port} ${says}`,
			fix: expect.stringContaining(tls === "at-once" ? "ftpes://" : "ftps://"),
		});
	});

	test("of a name that nobody has is told as unreachable", async () => {
		const failure = await peerCertificate({
			...{ host: "nas.invalid", port: 990, tls: "at-once", limitMs: 5000 },
		}).catch((error: unknown) => error);
		expect(failure).toMatchObject({ code: "peer.unreachable" });
	});
});
