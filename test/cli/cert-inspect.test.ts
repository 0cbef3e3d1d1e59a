import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { authority, issued } from "../certificates/authority.ts";
import { type Workshop, workshop } from "../certificates/openssl.ts";
import { PATIENCE_MS, within } from "../support/deadline.ts";
import { startServer } from "../support/start-server.ts";
import { certFolder } from "./cert-kit.ts";
import { call } from "./kit.ts";

interface Listening extends AsyncDisposable {
	readonly port: number;
}

/** `openssl s_server` on a free port, with the chain that a careful administrator gives it. */
async function opensslServer(shop: Workshop, name: string): Promise<Listening> {
	const child = Bun.spawn(
		[
			...["openssl", "s_server", "-accept", "127.0.0.1:0"],
			...["-cert", `${name}.crt`, "-key", `${name}.key`],
			...["-cert_chain", "middle.crt"],
		],
		{
			cwd: shop.path, // At the end of its input it would stop serving.
			stdio: ["pipe", "pipe", "ignore"],
		},
	);
	const port = await within(
		PATIENCE_MS,
		"port of s_server",
		portOf(child.stdout),
	);
	return {
		port,
		[Symbol.asyncDispose]: async () => {
			child.kill("SIGKILL");
			await child.exited;
		},
	};
}

async function portOf(stdout: ReadableStream<Uint8Array>): Promise<number> {
	let text = "";
	for await (const chunk of stdout) {
		text += new TextDecoder().decode(chunk);
		const port = /^ACCEPT 127\.0\.0\.1:(\d+)$/m.exec(text)?.[1];
		if (port !== undefined) return Number(port);
	}
	throw new Error(`s_server ended: ${text}`);
}

/** A server that does what it is told with each connection. */
async function plainServer(
	serve: (socket: Socket) => void,
): Promise<Listening> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on("error", () => undefined);
		serve(socket);
	});
	await new Promise<void>((resolve) => {
		server.listen(0, "127.0.0.1", resolve);
	});
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("port");
	return {
		port: address.port,
		[Symbol.asyncDispose]: async () => {
			for (const socket of sockets) socket.destroy();
			server.close();
		},
	};
}

describe("cert inspect NAME", () => {
	test("shows names, dates, key, pair and prints that openssl confirms", async () => {
		using data = certFolder();
		using shop = authority();
		await data.cert(["create", "nas", "--san", "nas.example", "--default"]);
		const { stdout } = await data.cert(["inspect", "nas"]);
		shop.write("nas.crt", data.text("certs/nas.crt"));
		const print = shop.openssl(
			...["x509", "-in", "nas.crt", "-noout", "-fingerprint", "-sha256"],
		);
		const spki = shop.openssl("x509", "-in", "nas.crt", "-noout", "-pubkey");
		shop.write("nas.pub", spki);
		shop.openssl(
			...["pkey", "-pubin", "-in", "nas.pub", "-outform", "DER"],
			...["-out", "nas.spki"],
		);
		const pin = new Bun.CryptoHasher("sha256")
			.update(shop.bytes("nas.spki"))
			.digest("base64");
		for (const part of [
			print.trim().split("=")[1] ?? "?",
			`sha256/${pin}`,
			"in 825 days",
			"EC P-256",
			"certs/nas.key fits",
			"shown where nothing else is said",
		])
			expect(stdout).toContain(part);
		expect(await data.json(["inspect", "nas"])).toMatchObject({
			schema: "oceanftp.cert-inspect/1",
			source: { kind: "store", at: "certs/nas.crt" },
			default: true,
			pair: true,
			openRequest: true,
			certificate: { pin, selfSigned: true, usage: ["serverAuth"] },
			problems: [],
			findings: [],
		});
	});

	test("says when the key is not the certificate's", async () => {
		using data = certFolder();
		await data.cert(["create", "a"]);
		await data.cert(["create", "b"]);
		await Bun.write(join(data.path, "certs/a.key"), data.text("certs/b.key"));
		const { pair, problems } = await data.json(["inspect", "a"]);
		expect({ pair, code: problems[0].code }).toEqual({
			pair: false,
			code: "cert.key-mismatch",
		});
	});

	test("of nothing ends with 4 and names what there is", async () => {
		using data = certFolder();
		await data.cert(["create", "nas"]);
		const { exit, stderr } = await data.cert(["inspect", "nsa"]);
		expect(exit).toBe(4);
		expect(stderr).toContain("did you mean nas?");
	});
});

describe("cert inspect FILE", () => {
	test("needs and makes no data folder", async () => {
		using shop = authority();
		issued(shop, "nas");
		shop.write(
			"all.pem",
			["root", "nas", "middle"]
				.map((name) => shop.text(`${name}.crt`))
				.join("") + shop.text("nas.key"),
		);
		// Neither a home nor a data folder: a command that wanted one would fail.
		const { exit, stdout, stderr } = await call(
			["cert", "inspect", "all.pem", "--json"],
			{ cwd: shop.path, env: { HOME: "" } },
		);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		expect(JSON.parse(stdout)).toMatchObject({
			source: { kind: "file", at: "all.pem" },
			certificate: { subject: "CN=nas.example", issuer: "CN=Test Middle" },
			chain: [{ subject: "CN=Test Middle" }],
			others: [{ subject: "CN=Test Root" }],
			keys: [{ file: "all.pem", key: "EC P-256", fits: true }],
			findings: [{ code: "cert.root-in-chain", level: "warning" }],
		});
		expect(existsSync(join(shop.path, "oceanftp-data"))).toBe(false);
	});

	test.each<[string, string, string]>([
		["a request", "nas.csr", "request"],
		["a key alone", "nas.key", "private key  EC P-256"],
		["a chain with a gap", "nas.crt", "[cert.chain-gap]"],
		["a root", "root.crt", "[cert.is-ca]"],
	])("shows %s", async (_, file, says) => {
		using shop = authority();
		issued(shop, "nas");
		const { exit, stdout } = await call(["cert", "inspect", file], {
			cwd: shop.path,
		});
		expect(exit).toBe(0);
		expect(stdout).toContain(says);
	});

	test("lets no certificate speak to the terminal", async () => {
		using shop = workshop();
		shop.openssl(
			...["req", "-x509", "-nodes", "-newkey", "ec", "-keyout", "x.key"],
			...["-pkeyopt", "ec_paramgen_curve:P-256", "-out", "x.crt", "-utf8"],
			...["-subj", "/CN=a\x1b[31mb\nnames c"],
			...["-addext", "subjectAltName=DNS:a\x1b[31mb"],
		);
		const file = join(shop.path, "x.crt");
		const { exit, stdout } = await call(["cert", "inspect", file]);
		expect(exit).toBe(0);
		expect(stdout).not.toContain("\x1b");
		expect(stdout).toContain("names    a?[31mb\n");
		expect(stdout).toContain("CN=a?[31mb?names c");
	});

	test("reads stdin, and says what is no certificate", async () => {
		using shop = authority();
		const good = await call(["cert", "inspect", "-"], {
			stdin: shop.text("root.crt"),
		});
		expect(good.stdout).toContain("CN=Test Root");
		const bad = await call(["cert", "inspect", "-"], { stdin: "<html>" });
		expect(bad.exit).toBe(8);
		expect(bad.stderr).toContain("a web page");
		expect((await call(["cert", "inspect", "./none"])).exit).toBe(6);
	});
});

describe("cert inspect URL", () => {
	test.each(["ftps", "https"])(
		"%s shows what openssl serves, chain and all, and that nobody here trusts it",
		async (scheme) => {
			using shop = authority();
			issued(shop, "nas");
			await using server = await opensslServer(shop, "nas");
			const url = `${scheme}://127.0.0.1:${server.port}`;
			const { exit, stdout } = await call(["cert", "inspect", url, "--json"]);
			expect(exit).toBe(0);
			expect(JSON.parse(stdout)).toMatchObject({
				source: { kind: "server", at: url },
				tls: { version: "TLSv1.3" },
				host: { name: "127.0.0.1", covered: false },
				trusted: false,
				certificate: { names: ["dns:nas.example"] },
				chain: [{ subject: "CN=Test Middle" }],
				others: [],
				findings: [],
			});
			const human = await call(["cert", "inspect", url]);
			expect(human.stdout).toContain("this system does not trust it");
		},
	);

	test("believes the system's own authorities", async () => {
		using shop = authority();
		issued(shop, "nas");
		await using server = await opensslServer(shop, "nas");
		const { stdout } = await call(
			["cert", "inspect", `https://127.0.0.1:${server.port}`, "--json"],
			{ env: { NODE_EXTRA_CA_CERTS: join(shop.path, "root.crt") } },
		);
		expect(JSON.parse(stdout)).toMatchObject({
			trusted: true,
			trust: "trusted",
			chain: [{ subject: "CN=Test Middle" }],
			others: [],
		});
	});

	test("ftpes asks an oceanftp by AUTH TLS, ftps at once", async () => {
		await using server = await startServer();
		for (const [scheme, { port }] of [
			["ftpes", server.explicit()],
			["ftps", server.implicit()],
		] as const) {
			const url = `${scheme}://127.0.0.1:${port}`;
			const { exit, stdout } = await call(["cert", "inspect", url, "--json"]);
			expect(exit).toBe(0);
			const found = JSON.parse(stdout);
			expect(found.certificate.sha256).toBe(server.ready.certificate.sha256);
			expect(found.host.covered).toBe(true);
			expect(found.trust).toBe("it is self-signed");
		}
	});

	test.each<[string, string, (socket: Socket) => void, string]>([
		[
			"a server that knows no AUTH",
			"ftpes",
			(socket) => {
				socket.write("220-Old\r\n 220 server\r\n220 ready\r\n");
				socket.on("data", () => socket.write("502 What?\r\n"));
			},
			"it answers: 502 What?",
		],
		[
			"a server that sends more behind its 234",
			"ftpes",
			(socket) => {
				socket.write("220 ready\r\n");
				socket.on("data", () => socket.write("234 go\r\n230 in\r\n"));
			},
			"it sent more behind its 234",
		],
		[
			"a server whose first line never ends",
			"ftpes",
			(socket) => {
				socket.write("220".padEnd(40_000, "x"));
			},
			"its first line has no end",
		],
		[
			"a server that hangs up",
			"ftpes",
			(socket) => {
				socket.end();
			},
			"it closed the connection",
		],
		[
			"an explicit server asked for implicit TLS",
			"ftps",
			(socket) => {
				socket.write("220 ready\r\n");
			},
			"oceanftp cert inspect ftpes://127.0.0.1",
		],
	])("%s is told with 8", async (_, scheme, serve, says) => {
		await using server = await plainServer(serve);
		const url = `${scheme}://127.0.0.1:${server.port}`;
		const { exit, stdout, stderr } = await call(["cert", "inspect", url]);
		expect({ exit, stdout }).toEqual({ exit: 8, stdout: "" });
		expect(stderr).toContain("[peer.no-tls]");
		expect(stderr).toContain(says);
	});

	test("a port where nobody listens is told with 9, an address that is none with 2", async () => {
		const server = await plainServer(() => undefined);
		await server[Symbol.asyncDispose]();
		const url = `ftps://127.0.0.1:${server.port}`;
		const { exit, stderr } = await call(["cert", "inspect", url]);
		expect(exit).toBe(9);
		expect(stderr).toContain("[peer.unreachable]");
		expect((await call(["cert", "inspect", "ftps://"])).exit).toBe(2);
		expect((await call(["cert", "inspect", "ftps://a:b:c"])).exit).toBe(2);
	});
});
