import { describe, expect, test } from "bun:test";
import { X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	selfSigned,
	type Workshop,
	workshop,
} from "../certificates/openssl.ts";
import { content } from "../support/content.ts";
import { AT_ONCE_MS } from "../support/deadline.ts";
import { RawFtp } from "../support/raw-ftp.ts";
import {
	ALICE,
	type Place,
	type Server,
	startServer,
} from "../support/start-server.ts";
import { tempFolder } from "../support/temp-folder.ts";

const CLIENTS = 10;
const UPLOAD_BYTES = 2 * 1024 * 1024;

function sha256Of(pem: string): string {
	return new X509Certificate(pem).fingerprint256
		.replaceAll(":", "")
		.toLowerCase();
}

/** Puts a pair where the server looks, as a script or an ACME client does: the one file after the other. */
function install(
	shop: Workshop,
	data: string,
	from: string,
	name: string,
): void {
	for (const kind of ["key", "crt"]) {
		const path = join(data, "certs", `${name}.${kind}`);
		const mode = kind === "key" ? 0o600 : 0o644;
		writeFileSync(`${path}.new`, shop.text(`${from}.${kind}`), { mode });
		renameSync(`${path}.new`, path);
	}
}

async function member(server: Server): Promise<RawFtp> {
	const ftp = await RawFtp.connect(server.explicit());
	await ftp.secure();
	await ftp.login();
	await ftp.protect();
	return ftp;
}

describe("a certificate that is replaced while the server runs", () => {
	test("is shown to new connections on both channels, and breaks no transfer", async () => {
		using shop = workshop();
		selfSigned(shop, "next");
		await using server = await startServer({});
		const old = server.ready.certificate.sha256;
		const next = sha256Of(shop.text("next.crt"));

		const clients = await Promise.all(
			Array.from({ length: CLIENTS }, () => member(server)),
		);
		const files = clients.map((_, index) => content(UPLOAD_BYTES, index));
		const uploads = await Promise.all(
			clients.map((client, index) => client.begin(`STOR ${index}.bin`)),
		);
		const half = UPLOAD_BYTES / 2;
		await Promise.all(
			uploads.map((wire, index) =>
				wire.write((files[index] ?? new Uint8Array()).subarray(0, half)),
			),
		);

		const begun = performance.now();
		install(shop, server.data, "next", "default");
		await server.logged(new RegExp(`certificate default, SHA-256 ${next}`));
		expect(performance.now() - begun).toBeLessThan(AT_ONCE_MS);

		await using fresh = await member(server);
		expect(fresh.control.peerSha256).toBe(next);
		const data = await fresh.begin("NLST", { session: "none" });
		expect(data.peerSha256).toBe(next);
		await data.readAll();
		data.end();
		expect((await fresh.reply()).code).toBe(226);

		for (const [index, client] of clients.entries()) {
			const wire = uploads[index];
			await wire?.write((files[index] ?? new Uint8Array()).subarray(half));
			wire?.end();
			expect((await client.reply()).code).toBe(226);
			const stored = readFileSync(
				join(server.home(ALICE.name), `${index}.bin`),
			);
			expect(Buffer.compare(stored, files[index] ?? new Uint8Array())).toBe(0);
		}

		// A session keeps the certificate that it began with, and its TLS session still resumes.
		const [first] = clients;
		if (first === undefined) throw new Error("no client");
		const kept = await first.begin("NLST", { session: "none" });
		expect(kept.peerSha256).toBe(old);
		await kept.readAll();
		kept.end();
		expect((await first.reply()).code).toBe(226);
		const again = await first.download("NLST");
		expect(again.resumed).toBe(true);
		for (const client of clients) await client[Symbol.asyncDispose]();
	}, 120_000);

	test("stays in use when the new pair does not belong together, and the log says why", async () => {
		using shop = workshop();
		selfSigned(shop, "other");
		await using server = await startServer({});
		const path = join(server.data, "certs", "default.key");
		writeFileSync(path, shop.text("other.key"));
		await server.logged(
			/certificate default cannot be used: .*stays in use.*oceanftp cert check default/,
		);
		await using ftp = await member(server);
		expect(ftp.control.peerSha256).toBe(server.ready.certificate.sha256);
	}, 120_000);

	test("is read again at SIGHUP", async () => {
		using shop = workshop();
		selfSigned(shop, "next");
		await using server = await startServer({});
		const next = sha256Of(shop.text("next.crt"));
		install(shop, server.data, "next", "default");
		process.kill(server.pid, "SIGHUP");
		await server.logged(new RegExp(`certificate default, SHA-256 ${next}`));
	}, 120_000);
});

describe("the certificate that is shown", () => {
	test("is the one for the name that the client asks for, on both channels, and at a listener its own", async () => {
		using shop = workshop();
		selfSigned(shop, "scans", {
			san: "DNS:scans.example,DNS:*.office.example",
		});
		selfSigned(shop, "own");
		using data = tempFolder();
		mkdirSync(join(data.path, "certs"), { mode: 0o700 });
		install(shop, data.path, "scans", "scans");
		install(shop, data.path, "own", "own");
		writeFileSync(
			join(data.path, "oceanftp.toml"),
			'[[listen]]\nmode = "explicit"\nhost = "127.0.0.2"\nport = 0\n' +
				'[[listen]]\nmode = "implicit"\nhost = "127.0.0.1"\nport = 0\ncertificate = "own"\n',
		);
		await using server = await startServer({
			data: data.path,
			ports: "standard",
			hosts: [],
		});
		const standard = server.ready.certificate.sha256;
		const [scans, own] = ["scans", "own"].map((name) =>
			sha256Of(shop.text(`${name}.crt`)),
		);
		const explicit = server.explicit("127.0.0.2");
		const implicit = {
			...server.implicit("127.0.0.1"),
			implicit: true,
		} as const;

		expect(await shown(explicit, "scans.example")).toEqual([scans, scans]);
		expect(await shown(explicit, "a.office.example")).toEqual([scans, scans]);
		expect(await shown(explicit, "else.example")).toEqual([standard, standard]);
		expect(await shown(implicit, "else.example")).toEqual([own, own]);
		expect(await shown(implicit, "scans.example")).toEqual([scans, scans]);
	}, 120_000);
});

/** The certificates of the control connection and of a data connection with a handshake of its own; others resume. */
async function shown(
	place: Place & { readonly implicit?: true },
	serverName: string,
): Promise<(string | undefined)[]> {
	const options = { serverName };
	await using ftp = await RawFtp.open(place, options);
	await ftp.expectReply(220);
	if (place.implicit === undefined) {
		await ftp.expect("AUTH TLS", 234);
		await ftp.startTls(options);
	}
	await ftp.login();
	await ftp.protect();
	const data = await ftp.begin("NLST", { session: "none" });
	const onData = data.peerSha256;
	await data.readAll();
	data.end();
	expect((await ftp.reply()).code).toBe(226);
	expect((await ftp.download("NLST")).resumed).toBe(true);
	return [ftp.control.peerSha256, onData];
}
