import { OperatorError, type Secret } from "../../base/index.ts";
import { encodePem } from "../der/pem.ts";
import { checkNewPassphrase, encryptKey } from "../keys/encrypt-key.ts";
import { storedKey } from "../making/request.ts";
import { existing } from "../store/manage.ts";
import { notFound } from "../store/store-checks.ts";
import type { StoreParts } from "../store/store-parts.ts";
import { certificatesIn } from "../store/stored-blocks.ts";
import { pathOf } from "../store/stored-files.ts";
import { writePkcs12 } from "./pkcs12-writer.ts";

export interface ExportOptions {
	/** The leaf as PEM, the leaf with its chain, the leaf in binary, or PKCS#12 with its chain. */
	readonly format: "pem" | "fullchain" | "der" | "p12";
	/** The private key as well. Never without being asked. */
	readonly withKey?: boolean;
	/** Opens the key in the store, when it is encrypted. */
	readonly passphrase?: Secret;
	/** Protects what is handed out: always needed for `p12`; in PEM the key is encrypted with it. */
	readonly exportPassphrase?: Secret;
	/** PKCS#12 with 3DES and SHA-1, for appliances that read no other. */
	readonly legacy?: boolean;
}

/** What to hand out. */
export interface Exported {
	readonly content: Uint8Array;
	/** It holds the private key, and must be written for its owner's eyes only. */
	readonly isSecret: boolean;
}

/**
 * A certificate in the form that another program reads. Without the key it is not even opened.
 *
 * @throws {OperatorError} cert.not-found, cert.unreadable; usage.missing for PKCS#12 without a passphrase; usage.invalid
 * for an empty one, and for a key in DER, which has no place for two things in one file; with the key also cert.no-key,
 * cert.key-encrypted, cert.bad-passphrase, key.unreadable
 */
export async function exportCertificate(
	name: string,
	options: ExportOptions,
	parts: StoreParts,
): Promise<Exported> {
	refuseContradictions(options);
	const { format, withKey = false, passphrase } = options;
	const stored = await existing(name, parts);
	if (stored.crt === undefined) throw await notFound(parts.folder, name);
	const chain = await certificatesIn(stored.crt, pathOf(name, "crt"));
	const ders = chain.map(({ der }) => der);
	if (format === "der") {
		return { content: ders[0] ?? new Uint8Array(), isSecret: false };
	}
	const key = withKey
		? (await storedKey(stored, parts, passphrase)).pkcs8
		: undefined;
	const isSecret = key !== undefined;
	if (format === "p12") {
		const content = await pkcs12Of({ name, ders, key }, options, parts);
		return { content, isSecret };
	}
	const wanted = format === "pem" ? ders.slice(0, 1) : ders;
	const blocks = wanted.map((der) => encodePem("CERTIFICATE", der));
	const keyBlock = await keyBlockOf(key, options, parts);
	const text = [keyBlock, ...blocks].join("");
	return { content: new TextEncoder().encode(text), isSecret };
}

/** @throws {OperatorError} usage.invalid, usage.missing */
function refuseContradictions({
	format,
	withKey = false,
	exportPassphrase,
	legacy = false,
}: ExportOptions): void {
	if (format === "der" && withKey) {
		throw new OperatorError(
			"usage.invalid",
			"a DER file holds one thing, the certificate or the key",
			{ fix: "--format fullchain --with-key" },
		);
	}
	if (legacy && format !== "p12") {
		throw new OperatorError(
			"usage.invalid",
			"--legacy says how PKCS#12 is written, and nothing else",
			{ fix: "--format p12 --legacy" },
		);
	}
	if (exportPassphrase !== undefined) checkNewPassphrase(exportPassphrase);
	else if (format === "p12") {
		throw new OperatorError(
			"usage.missing",
			"a PKCS#12 file needs a passphrase",
			{
				why: "whoever imports it is asked for one",
				fix: "give one with --passphrase-file FILE, --passphrase-env NAME or --passphrase-stdin",
			},
		);
	}
}

function pkcs12Of(
	{
		name,
		ders,
		key,
	}: {
		readonly name: string;
		readonly ders: readonly Uint8Array[];
		readonly key: Secret | undefined;
	},
	{ exportPassphrase, legacy = false }: ExportOptions,
	{ keys }: StoreParts,
): Promise<Uint8Array> {
	if (exportPassphrase === undefined) throw new Error("no passphrase came by");
	const wish = { name, certificates: ders, passphrase: exportPassphrase };
	const secret = key === undefined ? {} : { key };
	return writePkcs12({ ...wish, ...secret, legacy }, keys);
}

async function keyBlockOf(
	key: Secret | undefined,
	{ exportPassphrase }: ExportOptions,
	{ keys }: StoreParts,
): Promise<string> {
	if (key === undefined) return "";
	if (exportPassphrase === undefined) return key.reveal();
	return (await encryptKey(key, exportPassphrase, keys)).reveal();
}
