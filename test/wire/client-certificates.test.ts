import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Workshop, workshop } from "../certificates/openssl.ts";
import { DENO, type Runtime } from "../support/programs.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import {
	ALICE,
	addUser,
	type Server,
	startServer,
} from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";

const EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** An authority in the workshop: `root.pem`, `root.key`. */
function makeAuthority(shop: Workshop): void {
	shop.openssl(
		...["req", "-x509", ...EC, "-subj", "/CN=Test Root", "-days", "30"],
		...["-keyout", "root.key", "-out", "root.pem"],
	);
	shop.write("index.txt", "");
	shop.write("crlnumber", "01\n");
	shop.write(
		"ca.cnf",
		"[ca]\ndefault_ca=ca_default\n[ca_default]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\ndefault_crl_days=10\n",
	);
}

/** A client's pair, `NAME.pem` and `NAME.key`, signed by the authority. */
function makeClient(shop: Workshop, name: string): void {
	shop.write("client.ext", "extendedKeyUsage=clientAuth\n");
	shop.openssl(
		...["req", ...EC, "-subj", `/CN=${name}`, "-keyout", `${name}.key`],
		...["-out", `${name}.csr`],
	);
	shop.openssl(
		...["x509", "-req", "-in", `${name}.csr`, "-days", "10"],
		...["-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial"],
		...["-extfile", "client.ext", "-out", `${name}.pem`],
	);
}

/** The authority's list of those that it took back. */
function makeRevocations(shop: Workshop, ...revoked: string[]): void {
	const signer = [
		"-config",
		"ca.cnf",
		"-cert",
		"root.pem",
		"-keyfile",
		"root.key",
	];
	for (const name of revoked) {
		shop.openssl("ca", ...signer, "-revoke", `${name}.pem`);
	}
	shop.openssl("ca", ...signer, "-gencrl", "-out", "revoked.crl");
}

interface Setup {
	readonly shop: Workshop;
	readonly data: TempFolder;
	/** Lines for alice in accounts.toml. */
	readonly account: string;
	readonly tls: string;
	readonly runtime?: Runtime;
}

async function started({
	account,
	data,
	runtime,
	shop,
	tls,
}: Setup): Promise<Server> {
	await addUser({ data: data.path, ...ALICE });
	const accounts = join(data.path, "accounts.toml");
	const text = readFileSync(accounts, "utf8");
	writeFileSync(
		accounts,
		text.replace("[users.alice]\n", `[users.alice]\n${account}\n`),
	);
	writeFileSync(
		join(data.path, "oceanftp.toml"),
		`[tls]\nclient_ca = ${JSON.stringify(join(shop.path, "root.pem"))}\n${tls}\n`,
	);
	return await startServer({
		data: data.path,
		users: {},
		...(runtime === undefined ? {} : { runtime }),
	});
}

/** A client that shows a certificate, up to the end of its handshake. */
async function secured(
	server: Server,
	shop: Workshop,
	name: string | undefined,
): Promise<RawFtp> {
	const ftp = await RawFtp.connect(server.explicit());
	await ftp.expect("AUTH TLS", 234);
	await ftp.startTls(
		name === undefined
			? {}
			: {
					certificate: {
						certPem: shop.text(`${name}.pem`),
						keyPem: shop.text(`${name}.key`),
					},
				},
	);
	return ftp;
}

const runtimes: readonly Runtime[] =
	DENO === undefined ? ["bun"] : ["bun", "deno"];

describe.each(runtimes)("client certificates under %s", (runtime) => {
	test("one that is the account's own is enough, and its data connections resume", async () => {
		using shop = workshop();
		using data = tempFolder();
		makeAuthority(shop);
		makeClient(shop, "alice-laptop");
		makeClient(shop, "mallory");
		await using server = await started({
			shop,
			data,
			runtime,
			account: 'client_certs = ["cn:alice-laptop"]',
			tls: 'client_auth = "optional"',
		});
		await using alice = await secured(server, shop, "alice-laptop");
		await alice.expect(`USER ${ALICE.name}`, 232);
		await alice.protect();
		const { replies, resumed } = await alice.download("NLST");
		expect(replies.at(-1)?.code).toBe(226);
		expect(resumed).toBe(true);

		await using mallory = await secured(server, shop, "mallory");
		await mallory.expect(`USER ${ALICE.name}`, 331);
		await using nobody = await secured(server, shop, undefined);
		await nobody.login();
	}, 120_000);

	test("one that a stranger signed is none, unless its fingerprint is pinned", async () => {
		using shop = workshop();
		using data = tempFolder();
		makeAuthority(shop);
		makeClient(shop, "unused");
		shop.openssl(
			...["req", "-x509", ...EC, "-subj", "/CN=alice-laptop", "-days", "5"],
			...["-keyout", "forged.key", "-out", "forged.pem"],
		);
		shop.openssl(
			...["req", "-x509", ...EC, "-subj", "/CN=whatever", "-days", "5"],
			...["-keyout", "pinned.key", "-out", "pinned.pem"],
		);
		const [, pin = ""] =
			/Fingerprint=(.*)/.exec(
				shop.openssl(
					...["x509", "-in", "pinned.pem", "-noout", "-fingerprint", "-sha256"],
				),
			) ?? [];
		await using server = await started({
			shop,
			data,
			runtime,
			account: `client_certs = ["cn:alice-laptop", "sha256:${pin.trim()}"]`,
			tls: 'client_auth = "required"',
		});
		await using forged = await secured(server, shop, "forged");
		await forged.expect(`USER ${ALICE.name}`, 530);
		await using bare = await secured(server, shop, undefined);
		await bare.expect(`USER ${ALICE.name}`, 530);
		await using pinned = await secured(server, shop, "pinned");
		await pinned.expect(`USER ${ALICE.name}`, 232);
	}, 120_000);

	test("one that was revoked is refused, on a resumed session too", async () => {
		using shop = workshop();
		using data = tempFolder();
		makeAuthority(shop);
		makeClient(shop, "alice-laptop");
		makeRevocations(shop);
		await using server = await started({
			shop,
			data,
			runtime,
			account: 'client_certs = ["cn:alice-laptop"]',
			tls: `client_auth = "required"\nclient_crl = ${JSON.stringify(join(shop.path, "revoked.crl"))}`,
		});
		await using before = await secured(server, shop, "alice-laptop");
		await before.expect(`USER ${ALICE.name}`, 232);
		const { session } = before.control;

		makeRevocations(shop, "alice-laptop");
		process.kill(server.pid, "SIGHUP");
		await server.logged(/read again: client authorities/);

		await using after = await secured(server, shop, "alice-laptop");
		await after.expect(`USER ${ALICE.name}`, 530);
		await using resumed = await RawFtp.connect(server.explicit());
		await resumed.expect("AUTH TLS", 234);
		await resumed.startTls({ session });
		await resumed.expect(`USER ${ALICE.name}`, 530);
	}, 120_000);

	test("where the account wants both, the certificate alone does not do, nor does the password", async () => {
		using shop = workshop();
		using data = tempFolder();
		makeAuthority(shop);
		makeClient(shop, "alice-laptop");
		await using server = await started({
			shop,
			data,
			runtime,
			account:
				'client_certs = ["cn:alice-laptop"]\nclient_cert_login = "with-password"',
			tls: 'client_auth = "optional"',
		});
		await using both = await secured(server, shop, "alice-laptop");
		await both.login();
		await using only = await secured(server, shop, undefined);
		await only.expect(`USER ${ALICE.name}`, 331);
		await only.expect(`PASS ${ALICE.password}`, 530);
	}, 120_000);
});
