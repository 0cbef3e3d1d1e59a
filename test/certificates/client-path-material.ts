import { spawnSync } from "node:child_process";
import { forge } from "./client-path-forged.ts";
import {
	DEEP,
	EXTENSIONS,
	LISTS,
	type ListOrder,
	MAZE,
	ORDERS,
	type Order,
} from "./client-path-orders.ts";
import type { Workshop } from "./openssl.ts";

/** openssl's names of curves by how names of keys begin. */
const EC_CURVES: Readonly<Record<string, string>> = {
	p256: "P-256",
	p384: "P-384",
	p521: "P-521",
	koblitz: "secp256k1",
};

const EXTENSION_FILE = Object.entries({
	req: ["distinguished_name=none"],
	none: [],
	...EXTENSIONS,
})
	.map(([name, lines]) => `[${name}]\n${lines.join("\n")}\n`)
	.join("\n");

/** Commands that are run together: a shell starts programs many times faster than a runtime does. */
interface Batch {
	readonly shop: Workshop;
	readonly lines: string[];
	/** Which key each certificate has. */
	readonly keyOf: Map<string, string>;
}

function openssl(batch: Batch, ...args: readonly string[]): void {
	const quoted = args.map((word) => `'${word}'`);
	batch.lines.push(`openssl ${quoted.join(" ")}`);
}

/** Runs what has been collected; the first command that fails ends it. */
function run({ shop, lines }: Batch): void {
	const script = `set -e\n${lines.splice(0).join("\n")}\n`;
	const shell = spawnSync("sh", {
		cwd: shop.path,
		input: script,
		encoding: "utf8",
	});
	if (shell.status !== 0) throw new Error(shell.stderr);
}

/** Makes all of it in the workshop, with openssl alone: `NAME.crt` in PEM, `NAME.crl`. */
export function makeMaterial(shop: Workshop): void {
	const batch: Batch = { shop, lines: [], keyOf: new Map() };
	shop.write("extensions.cnf", EXTENSION_FILE);
	for (const [name, order] of Object.entries(ORDERS)) {
		issue(batch, name, order);
	}
	makeDeep(batch);
	makeMaze(batch);
	makeFuture(batch);
	for (const [name, order] of Object.entries(LISTS)) {
		revoke(batch, name, order);
	}
	issue(batch, "tilde", {
		ext: "leaf",
		issuer: "root",
		subject: "/CN=alice~example",
	});
	run(batch);
	forge(shop, "p256-root.key");
}

/** Where a key decides nothing, one is as good as another, and making them takes time. */
const SHARED = "p256-authority";
const CLIENT = "p256-client";

function makeKey(batch: Batch, key: string): void {
	const [kind = ""] = key.split("-");
	const curve = EC_CURVES[kind];
	const algorithm =
		curve !== undefined
			? ["EC", "-pkeyopt", `ec_paramgen_curve:${curve}`]
			: kind.startsWith("rsa")
				? ["RSA", "-pkeyopt", `rsa_keygen_bits:${kind.slice(3) || 2048}`]
				: [kind];
	openssl(
		batch,
		...["genpkey", "-algorithm", ...algorithm, "-out", `${key}.key`],
	);
}

function issue(batch: Batch, name: string, order: Order): void {
	const { keyOf } = batch;
	const { ext, issuer, days = 60, sign = [], serial } = order;
	const key = order.key ?? (ext?.startsWith("ca") ? SHARED : CLIENT);
	if (![...keyOf.values()].includes(key)) makeKey(batch, key);
	keyOf.set(name, key);
	const signer =
		issuer === undefined
			? []
			: ["-CA", `${issuer}.crt`, "-CAkey", `${keyOf.get(issuer)}.key`];
	// openssl 3.0 needs three times as long for the same by its x509 command.
	openssl(
		batch,
		...["req", "-new", "-x509", "-config", "extensions.cnf", "-utf8"],
		...["-subj", order.subject ?? `/CN=${name}`, "-key", `${key}.key`],
		...[...signer, "-days", String(days), ...sign],
		...["-set_serial", serial ?? String(0x1000 + keyOf.size)],
		...(ext === undefined ? [] : ["-extensions", ext]),
		...["-out", `${name}.crt`],
	);
}

function makeDeep(batch: Batch): void {
	for (const [index, name] of DEEP.entries()) {
		const issuer = index === 0 ? {} : { issuer: `deep-${index - 1}` };
		issue(batch, name, { ext: "ca", ...issuer });
	}
	issue(batch, "deep", { ext: "leaf", issuer: "deep-6" });
	issue(batch, "too-deep", { ext: "leaf", issuer: "deep-7" });
}

function makeMaze(batch: Batch): void {
	const subject = "/CN=Maze";
	for (const name of MAZE)
		issue(batch, name, { ext: "ca-bare", subject, key: `p256-${name}` });
	issue(batch, "mazed", { ext: "leaf-bare", issuer: "maze-0" });
}

/** Of all ways to sign, only `openssl ca` lets a certificate begin in the future. */
function makeFuture(batch: Batch): void {
	const { shop, keyOf } = batch;
	shop.write("index.txt", "");
	shop.write("future.srl", "F0\n");
	shop.write(
		"future.cnf",
		"[ca]\ndatabase=index.txt\nserial=future.srl\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n",
	);
	const jobs = { "future-leaf": "leaf", "future-middle": "ca" };
	for (const [name, ext] of Object.entries(jobs)) {
		const key = `p256-${name}`;
		keyOf.set(name, key);
		makeKey(batch, key);
		openssl(
			batch,
			...["req", "-new", "-key", `${key}.key`, "-subj", `/CN=${name}`],
			...["-out", `${name}.csr`],
		);
		openssl(
			batch,
			...["ca", "-batch", "-notext", "-config", "future.cnf", "-name", "ca"],
			...["-in", `${name}.csr`, "-cert", "root.crt"],
			...["-keyfile", `${keyOf.get("root")}.key`, "-out", `${name}.crt`],
			...["-extfile", "extensions.cnf", "-extensions", ext],
			...["-startdate", opensslTime(10), "-enddate", opensslTime(40)],
		);
	}
	issue(batch, "under-future-middle", {
		ext: "leaf",
		issuer: "future-middle",
	});
}

/** A moment so many days from now. @example "20300101000000Z" */
function opensslTime(days: number): string {
	const moment = new Date(Date.now() + days * 86_400_000);
	return `${moment.toISOString().replace(/\D/g, "").slice(0, 14)}Z`;
}

function revoke(batch: Batch, name: string, order: ListOrder): void {
	const { shop, keyOf } = batch;
	const { issuer, revokes = [], ext = "crl-plain", sign = [] } = order;
	const [from, to] = order.days ?? [0, 30];
	const lines = revokes.map(
		(serial) =>
			`R\t490101000000Z\t260102030405Z,keyCompromise\t${serial}\tunknown\t/CN=x\n`,
	);
	shop.write(`${name}.txt`, lines.join(""));
	shop.write(
		`${name}.cnf`,
		`[ca]\ndatabase=${name}.txt\ndefault_md=sha256\n${EXTENSION_FILE}`,
	);
	openssl(
		batch,
		...["ca", "-gencrl", "-config", `${name}.cnf`, "-name", "ca", ...sign],
		...["-cert", `${issuer}.crt`, "-keyfile", `${keyOf.get(issuer)}.key`],
		...["-crl_lastupdate", opensslTime(from), "-crlexts", ext],
		...["-crl_nextupdate", opensslTime(to), "-out", `${name}.crl`],
	);
}
