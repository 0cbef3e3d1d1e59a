import type { Workshop } from "./openssl.ts";

/** One import that must work. */
export interface MatrixCase {
	/** `KEY.FORM`. */
	readonly id: string;
	/** In the folder. */
	readonly files: readonly string[];
	readonly passphrase?: string;
}

const PASSPHRASE = "öffne dich 🗝";

const KEYS: Readonly<Record<string, readonly string[]>> = {
	rsa2048: ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
	rsa3072: ["RSA", "-pkeyopt", "rsa_keygen_bits:3072"],
	rsa4096: ["RSA", "-pkeyopt", "rsa_keygen_bits:4096"],
	p256: ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
	p384: ["EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
	ed25519: ["ED25519"],
};

export const KEY_KINDS: readonly string[] = Object.keys(KEYS);

/** The most different two. */
export const TWO_KINDS: readonly string[] = ["rsa2048", "p256"];

/** A way to hand over `K.key` and `K.crt`, and what openssl has to do for it first. `K` stands for the kind of key. */
interface Form {
	readonly make?: readonly (readonly string[])[];
	/** Text put in front of and behind files, to be concatenated: `a+b`. */
	readonly files: readonly string[];
	readonly passphrase?: string;
	/** What it shows does not depend on the kind of key, so two kinds are enough. */
	readonly once?: true;
}

const P12 = ["pkcs12", "-export", "-inkey", "K.key", "-in", "K.crt"];
const LOCKED = ["-passout", `pass:${PASSPHRASE}`];
const OLD_PBE = ["-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-3DES"];
const NO_PBE = ["-certpbe", "NONE", "-keypbe", "NONE"];
const DER = ["-outform", "DER"];
const P7B = ["crl2pkcs7", "-nocrl", "-certfile", "K.crt"];

const FORMS: Readonly<Record<string, Form>> = {
	own: { files: ["K.key", "K.crt"] },
	combined: { files: ["K.key+K.crt"] },
	"combined-back": { files: ["K.crt+K.key"], once: true },
	der: {
		make: [
			["x509", "-in", "K.crt", ...DER, "-out", "K.crt.der"],
			["pkey", "-in", "K.key", ...DER, "-out", "K.key.der"],
		],
		files: ["K.crt.der", "K.key.der"],
	},
	text: {
		make: [["x509", "-in", "K.crt", "-text", "-out", "K.text.crt"]],
		files: ["K.text.crt", "K.key"],
		once: true,
	},
	p7b: {
		make: [[...P7B, "-out", "K.p7b"]],
		files: ["K.p7b", "K.key"],
	},
	"p7b-der": {
		make: [[...P7B, ...DER, "-out", "K.der.p7b"]],
		files: ["K.key", "K.der.p7b"],
	},
	p12: {
		make: [[...P12, ...LOCKED, "-out", "K.p12"]],
		files: ["K.p12"],
		passphrase: PASSPHRASE,
	},
	"p12-rc2": {
		make: [[...P12, ...LOCKED, "-legacy", "-out", "K.rc2.p12"]],
		files: ["K.rc2.p12"],
		passphrase: PASSPHRASE,
	},
	"p12-3des": {
		make: [
			[...P12, ...LOCKED, ...OLD_PBE, "-macalg", "sha1", "-out", "K.3des.p12"],
		],
		files: ["K.3des.p12"],
		once: true,
		passphrase: PASSPHRASE,
	},
	"p12-nomac": {
		make: [[...P12, ...LOCKED, "-nomac", "-out", "K.nomac.p12"]],
		files: ["K.nomac.p12"],
		once: true,
		passphrase: PASSPHRASE,
	},
	"p12-empty": {
		make: [[...P12, "-passout", "pass:", "-out", "K.empty.p12"]],
		files: ["K.empty.p12"],
		once: true,
	},
	"p12-open": {
		make: [
			[...P12, "-passout", "pass:", ...NO_PBE, "-nomac", "-out", "K.open.p12"],
		],
		files: ["K.open.p12"],
		once: true,
	},
	bags: {
		make: [
			[
				...["pkcs12", "-in", "K.p12", "-noenc", "-out", "K.bags"],
				...["-passin", `pass:${PASSPHRASE}`],
			],
		],
		files: ["K.bags"],
		once: true,
	},
};

/** Makes a key of every kind with its certificate, `K.key` and `K.crt`, and every form of it. */
export function makeCases(shop: Workshop): readonly MatrixCase[] {
	const cases = Object.entries(KEYS).flatMap(([kind, algorithm]) => {
		shop.openssl("genpkey", "-algorithm", ...algorithm, "-out", `${kind}.key`);
		shop.openssl(
			...["req", "-x509", "-key", `${kind}.key`, "-out", `${kind}.crt`],
			...["-subj", `/CN=${kind}.example`, "-days", "30"],
			...["-addext", `subjectAltName=DNS:${kind}.example`],
		);
		return Object.entries(FORMS)
			.filter(([, { once }]) => once !== true || TWO_KINDS.includes(kind))
			.map(([form, how]) => makeCase(shop, { kind, form, how }));
	});
	shop.write("cases.json", JSON.stringify(cases));
	return cases;
}

function makeCase(
	shop: Workshop,
	{
		kind,
		form,
		how,
	}: { readonly kind: string; readonly form: string; readonly how: Form },
): MatrixCase {
	const named = (text: string): string => text.replaceAll("K.", `${kind}.`);
	for (const args of how.make ?? []) shop.openssl(...args.map(named));
	const files = how.files.map(named);
	for (const name of files) {
		const parts = name.split("+");
		if (parts.length > 1) shop.write(name, parts.map(shop.text).join(""));
	}
	const { passphrase } = how;
	const id = `${kind}.${form}`;
	return { id, files, ...(passphrase === undefined ? {} : { passphrase }) };
}
