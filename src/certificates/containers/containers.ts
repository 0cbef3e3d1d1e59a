import { OperatorError, type Secret } from "../../base/index.ts";
import type { KeyMaterial } from "../keys/key-material.ts";
import { ContainerError, readPkcs7 } from "./container-structures.ts";
import type { Found } from "./file-contents.ts";
import type { Identified } from "./identify.ts";
import { openPkcs12 } from "./pkcs12.ts";

/** What containers are opened with. */
export interface ContainerOpening {
	readonly keys: Pick<KeyMaterial, "deriveBytes">;
	readonly passphrase?: Secret;
}

/**
 * Takes PKCS#7 and PKCS#12 files apart into the certificates and keys within; everything else goes through as it is.
 *
 * @throws {OperatorError} cert.unreadable for a damaged one, cert.key-encrypted when a passphrase is missing,
 * cert.bad-passphrase
 */
export async function openContainers(
	found: readonly Found[],
	opening: ContainerOpening,
): Promise<readonly Found[]> {
	const opened: Found[] = [];
	for (const each of found) {
		const { item, ...where } = each;
		const items = await itemsIn(each, opening);
		opened.push(...items.map((inner) => ({ ...where, item: inner })));
	}
	return opened;
}

async function itemsIn(
	found: Found,
	opening: ContainerOpening,
): Promise<readonly Identified[]> {
	const { item } = found;
	try {
		if (item.kind === "pkcs7") return pkcs7Items(await readPkcs7(item.der));
		if (item.kind === "pkcs12") return await pkcs12Items(found, item, opening);
	} catch (error) {
		if (!(error instanceof ContainerError)) throw error;
		throw unreadable(found, error);
	}
	return [item];
}

function pkcs7Items(
	certificates: readonly Uint8Array[],
): readonly Identified[] {
	return certificates.length === 0
		? [{ kind: "other", what: "a PKCS#7 file without certificates" }]
		: certificates.map((der) => ({ kind: "certificate", der }));
}

async function pkcs12Items(
	{ file }: Found,
	{ der }: { readonly der: Uint8Array },
	{ keys, passphrase }: ContainerOpening,
): Promise<readonly Identified[]> {
	const contents = await openPkcs12(der, passphrase, keys);
	if (contents === undefined) throw notOpened(file, passphrase);
	const items: readonly Identified[] = [
		...contents.keys.map(({ pkcs8: key, wasEncrypted }) => ({
			...({ kind: "private-key", key } as const),
			...(wasEncrypted ? { wasEncrypted } : {}),
		})),
		...contents.certificates.map(
			(certificate) => ({ kind: "certificate", der: certificate }) as const,
		),
	];
	return items.length > 0
		? items
		: [
				{
					kind: "other",
					what: "a PKCS#12 file with neither a certificate nor a key",
				},
			];
}

function notOpened(
	file: string,
	passphrase: Secret | undefined,
): OperatorError {
	if (passphrase === undefined) {
		return new OperatorError(
			"cert.key-encrypted",
			`${file} is protected by a passphrase and none was given`,
			{
				fix: "give it with --passphrase-file FILE, --passphrase-env NAME or --passphrase-stdin",
			},
		);
	}
	return new OperatorError(
		"cert.bad-passphrase",
		`the passphrase does not open ${file}`,
		{
			why: "a wrong passphrase and a damaged file look the same here",
		},
	);
}

function unreadable(
	{ file, line, item }: Found,
	error: ContainerError,
): OperatorError {
	const isPkcs7 = item.kind === "pkcs7";
	const form = line === undefined ? "-inform DER " : "";
	return new OperatorError(
		"cert.unreadable",
		`${file} is a ${isPkcs7 ? "PKCS#7" : "PKCS#12"} file that cannot be read`,
		{
			why: error.message,
			fix: `export it again, or see what openssl says of it: ${
				isPkcs7
					? `openssl pkcs7 ${form}-in ${file} -print_certs`
					: `openssl pkcs12 -info -in ${file}`
			}`,
			cause: error,
		},
	);
}
