import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { workshop } from "../certificates/openssl.ts";
import { RUNTIMES, run } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import {
	ALICE,
	type Place,
	type Server,
	startServer,
} from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { writtenAccounts } from "../support/written-accounts.ts";

/** What s_client says of a server that asks for a certificate. */
const ASKED = "Requested Signature Algorithms";

/** The handshake of OpenSSL's own client, for what it shows of it. */
async function handshake(
	{ host, port }: Place,
	...flags: string[]
): Promise<string> {
	const { stdout, stderr } = await run(
		[
			"openssl",
			"s_client",
			"-starttls",
			"ftp",
			"-connect",
			`${host}:${port}`,
			...flags,
		],
		{ stdin: "" },
	);
	return `${stdout}${stderr}`;
}

describe("chosen ciphers and curves", () => {
	test("are those that are offered, and TLS 1.3 stays", async () => {
		await using server = await startServer({
			users: {},
			config:
				'[tls]\nciphers = "ECDHE-ECDSA-AES256-GCM-SHA384"\ncurves = "P-384"\n',
		});
		const place = server.explicit();
		const [only, other, newest, curve, otherCurve] = await Promise.all([
			handshake(place, "-tls1_2"),
			handshake(place, "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256"),
			handshake(place, "-tls1_3"),
			handshake(place, "-groups", "P-384"),
			handshake(place, "-groups", "X25519"),
		]);
		expect(only).toContain("ECDHE-ECDSA-AES256-GCM-SHA384");
		expect(other).toContain("handshake failure");
		expect(newest).toContain("TLSv1.3");
		expect(curve).toContain("secp384r1");
		expect(otherCurve).toContain("Cipher is (NONE)");
	}, 120_000);

	test.skipIf(!RUNTIMES.includes("deno"))(
		"are reported as a problem under Deno, which offers its own",
		async () => {
			await using server = await startServer({
				runtime: "deno",
				users: {},
				config: '[tls]\ncurves = "P-384"\n',
			});
			await server.logged(/ciphers and curves are not applied/);
		},
		120_000,
	);
});

describe("an account that needs a client certificate", () => {
	test("is asked for it where nobody else is, from the change on, and comes in with its own", async () => {
		using shop = workshop();
		shop.openssl(
			...[
				"req",
				"-x509",
				"-newkey",
				"ec",
				"-pkeyopt",
				"ec_paramgen_curve:P-256",
			],
			...["-nodes", "-subj", "/CN=laptop", "-days", "9"],
			...["-keyout", "laptop.key", "-out", "laptop.pem"],
		);
		const pin = shop
			.openssl("x509", "-in", "laptop.pem", "-noout", "-fingerprint", "-sha256")
			.replace(/^.*=/, "")
			.trim();
		using data = tempFolder();
		const accounts = await writtenAccounts(data.path, { "users.alice": "" });
		await using server = await startServer({ data: data.path, users: {} });
		expect(await handshake(server.explicit())).not.toContain(ASKED);
		await using before = await RawFtp.connect(server.explicit());
		await before.secure();
		await before.login();
		accounts.say(
			"users.alice",
			`require_client_cert = true\nclient_certs = ["${pin}"]`,
		);
		await before.expectReply(421);
		expect(await handshake(server.explicit())).toContain(ASKED);
		await using without = await RawFtp.connect(server.explicit());
		await without.secure();
		await without.expect("USER alice", 530);
		await using ftp = await RawFtp.connect(server.explicit());
		await ftp.expect("AUTH TLS", 234);
		await ftp.startTls({
			certificate: {
				certPem: shop.text("laptop.pem"),
				keyPem: shop.text("laptop.key"),
			},
		});
		await ftp.expect("USER alice", 232);
	}, 120_000);
});

describe("a start", () => {
	test("is refused for ciphers that nobody knows", async () => {
		await expect(
			startServer({ users: {}, config: '[tls]\nciphers = "NOT-A-CIPHER"\n' }),
		).rejects.toThrow(/ended with 3:[\s\S]*ciphers and curves cannot be used/);
	}, 120_000);
});

describe("TLS rules", () => {
	let data: TempFolder;
	let server: Server;

	beforeAll(async () => {
		data = tempFolder();
		await writtenAccounts(data.path, {
			"groups.careful": "require_tls = true\nrequire_data_tls = true",
			"users.alice": "",
			"users.careful": 'group = "careful"',
			"users.lenient": 'close_notify = "lenient"',
			"users.resuming": 'session_resumption = "require"',
		});
		server = await startServer({
			data: data.path,
			users: {},
			hosts: [],
			ports: "standard",
			config: `[tls]
min_version = "1.3"
[[listen]]
mode = "explicit"
host = "127.0.0.1"
port = 0
tls = "allowed"
data_tls = "client"
[[listen]]
mode = "explicit"
host = "127.0.0.2"
port = 0
close_notify = "lenient"
session_resumption = "require"
[[listen]]
mode = "explicit"
host = "127.0.0.3"
port = 0
client_auth = "required"
`,
		});
	}, 120_000);

	afterAll(async () => {
		await server[Symbol.asyncDispose]();
		data[Symbol.dispose]();
	}, 120_000);

	const at = (host: string): Place => {
		const place = server.ready.explicit.find((each) => each.host === host);
		if (place === undefined) throw new Error(`nothing listens at ${host}`);
		return place;
	};

	async function under(host: string, user: string): Promise<RawFtp> {
		const ftp = await RawFtp.connect(at(host));
		await ftp.secure();
		await ftp.login(user, ALICE.password);
		await ftp.protect();
		return ftp;
	}

	test("of a listener let clients in without TLS there, and nowhere else", async () => {
		await using open = await RawFtp.connect(at("127.0.0.1"));
		await open.login();
		expect(
			(await open.upload("STOR clear.txt", new Uint8Array(3))).replies[0]?.code,
		).toBe(226);
		await using closed = await RawFtp.connect(at("127.0.0.2"));
		await closed.expect("USER alice", 530);
	});

	test("of a group want TLS for login and data where the listener does not", async () => {
		await using ftp = await RawFtp.connect(at("127.0.0.1"));
		await ftp.expect("USER careful", 530);
		await ftp.secure();
		await ftp.login("careful", ALICE.password);
		await ftp.expect("PBSZ 0", 200);
		expect((await ftp.command("PROT C")).code).toBe(534);
		await ftp.expect("EPSV", 229);
		await ftp.expect("STOR x", 521);
	});

	test.each<[string, string, string, number]>([
		["strict", "127.0.0.1", "alice", 426],
		["lenient for its user", "127.0.0.1", "lenient", 226],
		["lenient at its listener", "127.0.0.2", "alice", 226],
	])("about close_notify are %s", async (_, host, user, code) => {
		await using ftp = await under(host, user);
		const data = await ftp.begin("STOR bare.txt");
		await data.write("without an end");
		data.fin();
		await ftp.expectReply(code);
	});

	test("that a client broke are named in the log with the command that loosens them", async () => {
		await using ftp = await under("127.0.0.1", "alice");
		const data = await ftp.begin("STOR bare.txt");
		data.fin();
		await ftp.expectReply(426);
		await server.logged(/oceanftp user set alice --close-notify lenient/);
	});

	test.each<[string, string, number]>([
		["127.0.0.1", "alice", 226],
		["127.0.0.1", "resuming", 522],
		["127.0.0.2", "alice", 522],
	])("at %s want %s to resume, or do not: %d", async (host, user, code) => {
		await using ftp = await under(host, user);
		const data = await ftp
			.begin("STOR resumed.txt", { session: "none" })
			.catch(() => undefined);
		data?.end();
		await ftp.expectReply(code);
	});

	test("of a listener keep everybody out who shows no certificate", async () => {
		await using ftp = await RawFtp.connect(at("127.0.0.3"));
		await ftp.secure();
		await ftp.expect("USER alice", 530);
	});

	test("name the oldest version that is spoken", async () => {
		expect(await handshake(at("127.0.0.1"), "-tls1_2")).toContain(
			"protocol version",
		);
	});

	test("that a reload changes count for the next connection, and a bad file for none", async () => {
		const file = join(data.path, "oceanftp.toml");
		writeFileSync(file, '[tls]\nciphers = "NOT-A-CIPHER"\n[[listen]\n');
		process.kill(server.pid, "SIGHUP");
		await server.logged(/oceanftp\.toml:3/);
		await using ftp = await RawFtp.connect(at("127.0.0.1"));
		await ftp.login();
	});
});
