import { OperatorError, type Secret } from "../base/index.ts";
import { existing } from "./manage.ts";
import { encodePem } from "./pem.ts";
import { storedKey } from "./request.ts";
import { notFound } from "./store-checks.ts";
import type { StoreParts } from "./store-parts.ts";
import { certificatesIn } from "./stored-blocks.ts";
import { pathOf } from "./stored-files.ts";

export interface ExportOptions {
	/** The leaf as PEM, the leaf with its chain, or the leaf in binary. PKCS#12 waits for its library (containers.ts). */
	readonly format: "pem" | "fullchain" | "der";
	/** The private key as well, unencrypted. Never without being asked. */
	readonly withKey?: boolean;
	/** Opens the key in the store, when it is encrypted. */
	readonly passphrase?: Secret;
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
 * @throws {OperatorError} cert.not-found, cert.unreadable; usage.invalid for a key in DER, which has no place for two
 * things in one file; with the key also cert.no-key, cert.key-encrypted, cert.bad-passphrase, key.unreadable
 */
export async function exportCertificate(
	name: string,
	{ format, withKey = false, passphrase }: ExportOptions,
	parts: StoreParts,
): Promise<Exported> {
	if (format === "der" && withKey) {
		throw new OperatorError(
			"usage.invalid",
			"a DER file holds one thing, the certificate or the key",
			{ fix: "--format fullchain --with-key" },
		);
	}
	const stored = await existing(name, parts);
	if (stored.crt === undefined) throw await notFound(parts.folder, name);
	const chain = await certificatesIn(stored.crt, pathOf(name, "crt"));
	const ders = chain.map(({ der }) => der);
	if (format === "der") {
		return { content: ders[0] ?? new Uint8Array(), isSecret: false };
	}
	const key = withKey
		? (await storedKey(stored, parts, passphrase)).pkcs8.reveal()
		: "";
	const wanted = format === "pem" ? ders.slice(0, 1) : ders;
	const blocks = wanted.map((der) => encodePem("CERTIFICATE", der));
	const text = [key, ...blocks].join("");
	return { content: new TextEncoder().encode(text), isSecret: withKey };
}
