import { readdirSync } from "node:fs";
import type { NamedBytes } from "../../src/certificates/index.ts";
import { type Workshop, workshop } from "./openssl.ts";

const EC = ["-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const CA = "basicConstraints=critical,CA:TRUE";
const SIGNS = "keyUsage=critical,keyCertSign,cRLSign";

/**
 * A workshop with an authority as people have them: `root.crt`, and `middle.crt` signed by it, which signs servers'
 * certificates.
 */
export function authority(): Workshop {
	const shop = workshop();
	shop.openssl(
		...["req", "-x509", ...EC, "-subj", "/CN=Test Root", "-days", "99"],
		...["-keyout", "root.key", "-out", "root.crt", "-addext", SIGNS],
	);
	shop.openssl(
		...["req", ...EC, "-subj", "/CN=Test Middle"],
		...["-keyout", "middle.key", "-out", "middle.csr"],
	);
	shop.write("middle.ext", `${CA}\n${SIGNS}\n`);
	signBy(shop, "root", {
		request: "middle.csr",
		out: "middle.crt",
		ext: "middle.ext",
		days: 90,
	});
	return shop;
}

function signBy(
	shop: Workshop,
	ca: string,
	job: {
		readonly request: string;
		readonly out: string;
		readonly ext: string;
		readonly days: number;
	},
): void {
	shop.openssl(
		...["x509", "-req", "-in", job.request, "-out", job.out],
		...["-CA", `${ca}.crt`, "-CAkey", `${ca}.key`, "-CAcreateserial"],
		...["-extfile", job.ext, "-days", String(job.days)],
	);
}

/** Signs a request by `middle`, as an authority answers: with the names that it grants. */
export function answer(
	shop: Workshop,
	request: string | Uint8Array,
	options: {
		readonly out: string;
		readonly san?: string;
		readonly days?: number;
		readonly ca?: "root" | "middle";
	},
): void {
	const {
		out,
		san = "DNS:nas.example.com,IP:192.0.2.7",
		days = 60,
		ca = "middle",
	} = options;
	shop.write("answer.csr", request);
	shop.write(
		"answer.ext",
		`basicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=${san}\n`,
	);
	signBy(shop, ca, { request: "answer.csr", out, ext: "answer.ext", days });
}

/** A key and a certificate signed by `middle`: `NAME.key`, `NAME.crt`. */
export function issued(
	shop: Workshop,
	name: string,
	options: { readonly days?: number; readonly key?: readonly string[] } = {},
): void {
	const { days = 60, key = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] } =
		options;
	shop.openssl(
		...["req", "-nodes", "-newkey", ...key, "-subj", `/CN=${name}.example`],
		...["-keyout", `${name}.key`, "-out", `${name}.csr`],
	);
	answer(shop, shop.bytes(`${name}.csr`), {
		out: `${name}.crt`,
		san: `DNS:${name}.example`,
		days,
	});
}

/** Files of the workshop as an import takes them; `a+b` is one file with both contents. */
export function handedOver(
	shop: Workshop,
	...names: readonly string[]
): readonly NamedBytes[] {
	const there = new Set(readdirSync(shop.path));
	return names.map((name) => {
		const parts = there.has(name) ? [name] : name.split("+");
		const bytes = parts.flatMap((part) => [...shop.bytes(part)]);
		return { name, bytes: Uint8Array.from(bytes) };
	});
}
