import { decodeUtf8, OperatorError } from "../../base/index.ts";
import { contentsOf } from "../containers/file-contents.ts";
import { DerError } from "../der/der.ts";
import { splitPem } from "../der/pem.ts";
import { type RevocationList, readRevocationList } from "./crl.ts";
import {
	isSelfIssued,
	type PathCertificate,
	readPathCertificate,
} from "./path-certificate.ts";

/** A file of `[tls] client_ca` or of revocation lists. */
export interface TrustFile {
	/** As it is to be named in messages. */
	readonly file: string;
	readonly bytes: Uint8Array;
}

/** Whose word on clients is believed: a bundle of authorities' certificates, and revocation lists. Read once, used for every client. */
export interface ClientTrust {
	/** The bundle's file, for messages. */
	readonly file: string;
	/** The certificates of the bundle that signed themselves: a path has to end at one of them. */
	readonly roots: readonly PathCertificate[];
	/** The others: they help to build a path where a client did not send them, and are not believed by themselves. */
	readonly intermediates: readonly PathCertificate[];
	readonly crls: readonly RevocationList[];
}

/**
 * Reads the authorities whose clients are believed, and their revocation lists: PEM with any text around it, or DER.
 *
 * As in OpenSSL (without `-partial_chain`) only a self-signed certificate is an anchor. Whether it truly signed itself
 * is not verified: the operator vouches for it, and old roots are signed in ways that nobody accepts from others.
 *
 * @throws {OperatorError} cert.unreadable when a file holds no certificate or no list, or a damaged one
 * @see RFC 5280 §6.1
 */
export async function readClientTrust(input: {
	readonly ca: TrustFile;
	readonly crl?: TrustFile | undefined;
}): Promise<ClientTrust> {
	const { ca, crl } = input;
	const bundle = await readBundle(ca);
	return {
		file: ca.file,
		roots: bundle.filter(isAnchor),
		intermediates: bundle.filter((one) => !isAnchor(one)),
		crls: crl === undefined ? [] : readLists(crl),
	};
}

/** Self-issued, and not by another key of the same name: an authority signs its next key with its last. */
function isAnchor(certificate: PathCertificate): boolean {
	const { subjectKeyId, authorityKeyId } = certificate;
	const isOwnKey =
		subjectKeyId === undefined ||
		authorityKeyId === undefined ||
		subjectKeyId === authorityKeyId;
	return isSelfIssued(certificate) && isOwnKey;
}

async function readBundle({
	file,
	bytes,
}: TrustFile): Promise<readonly PathCertificate[]> {
	const bundle = new Map<string, PathCertificate>();
	const others: string[] = [];
	for (const { item, line } of contentsOf({ name: file, bytes })) {
		const where = line === undefined ? "" : ` at line ${line}`;
		if (item.kind === "damaged") throw damaged(file, where, item.what);
		if (item.kind === "certificate") {
			const certificate = await readPathCertificate(item.der).catch(
				damagedAt(file, where),
			);
			bundle.set(certificate.sha256, certificate);
		} else others.push(`${nameOf(item)}${where}`);
	}
	if (bundle.size > 0) return [...bundle.values()];
	throw new OperatorError("cert.unreadable", `${file} holds no certificate`, {
		why: `found ${others.join(", ")}; expected the certificates of the authorities that sign clients' certificates, in PEM or DER`,
	});
}

function nameOf(item: ReturnType<typeof contentsOf>[number]["item"]): string {
	if (item.kind === "other" || item.kind === "damaged") return item.what;
	const names = {
		certificate: "a certificate",
		"private-key": "a private key",
		request: "a certificate request",
		pkcs7: "a PKCS#7 container",
		pkcs12: "a PKCS#12 container",
		parameters: "key parameters",
	} as const;
	return names[item.kind];
}

/** The revocation lists of a file. */
function readLists({ file, bytes }: TrustFile): readonly RevocationList[] {
	const ders: { readonly der: Uint8Array; readonly where: string }[] = [];
	const text = decodeUtf8(bytes) ?? new TextDecoder("latin1").decode(bytes);
	if (bytes[0] === 0x30 && !text.includes("-----")) {
		ders.push({ der: bytes, where: "" });
	}
	const { blocks, faults } = splitPem(text);
	const [fault] = faults;
	if (fault !== undefined) {
		const what = `the ${fault.label} block ${fault.fault}`;
		throw damaged(file, ` at line ${fault.line}`, what);
	}
	for (const { label, der, line } of blocks) {
		if (label === "X509 CRL") ders.push({ der, where: ` at line ${line}` });
	}
	if (ders.length > 0) {
		return ders.map(({ der, where }) => {
			try {
				return readRevocationList(der, file);
			} catch (error) {
				return damagedAt(file, where)(error);
			}
		});
	}
	const labels = blocks.map(({ label, line }) => `${label} at line ${line}`);
	throw new OperatorError(
		"cert.unreadable",
		`${file} holds no revocation list`,
		{
			why: `found ${labels.join(", ") || "none"}; expected X509 CRL blocks in PEM, or one list in DER`,
		},
	);
}

function damagedAt(file: string, where: string): (error: unknown) => never {
	return (error) => {
		if (error instanceof DerError) throw damaged(file, where, error.message);
		throw error;
	};
}

function damaged(file: string, where: string, why: string): OperatorError {
	return new OperatorError(
		"cert.unreadable",
		`${file} cannot be read${where}`,
		{ why },
	);
}
