/** PKCS#12 files that openssl does not write. */
import { Secret } from "../../src/base/index.ts";
import {
	childrenOf,
	type DerElement,
	readDer,
	TAG,
} from "../../src/certificates/der/der.ts";
import {
	DER_NULL,
	joinBytes,
	writeDer,
	writeInteger,
	writeObjectId,
} from "../../src/certificates/der/der-writer.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";

const DATA = "1.2.840.113549.1.7.1";
const SHA1 = "1.3.14.3.2.26";

function dataPart(content: Uint8Array): Uint8Array {
	return writeDer(
		TAG.sequence,
		writeObjectId(DATA),
		writeDer(TAG.context0, writeDer(TAG.octetString, content)),
	);
}

const SECRET_BAG = "1.2.840.113549.1.12.10.1.5";

/** An AuthenticatedSafe with a secret of another program, as Java keeps them. */
export function secretOnly(): Uint8Array {
	const value = writeDer(TAG.octetString, Uint8Array.of(1, 2, 3));
	const secret = writeDer(
		TAG.sequence,
		writeObjectId(DATA),
		writeDer(TAG.context0, value),
	);
	const bag = writeDer(
		TAG.sequence,
		writeObjectId(SECRET_BAG),
		writeDer(TAG.context0, secret),
	);
	return writeDer(TAG.sequence, dataPart(writeDer(TAG.sequence, bag)));
}

/** A file without encryption or MAC around an AuthenticatedSafe. */
export function plainPfx(authSafe: Uint8Array): Uint8Array {
	return writeDer(TAG.sequence, writeInteger(3), dataPart(authSafe));
}

/** A MAC that says it took so many rounds. */
export function macOf(
	salt: Uint8Array,
	digest: Uint8Array,
	iterations: number,
): Uint8Array {
	return writeDer(
		TAG.sequence,
		writeDer(
			TAG.sequence,
			writeDer(TAG.sequence, writeObjectId(SHA1), DER_NULL),
			writeDer(TAG.octetString, digest),
		),
		writeDer(TAG.octetString, salt),
		writeInteger(iterations),
	);
}

/** The file, which has no MAC, with one by a passphrase or by none. */
export async function withMac(
	pfx: Uint8Array,
	passphrase: string | undefined,
): Promise<Uint8Array> {
	const [version, authSafe] = childrenOf(readDer(pfx));
	if (version === undefined || authSafe === undefined)
		throw new Error("no PFX");
	const salt = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
	const iterations = 3;
	const secret = await keyMaterial.deriveBytes({
		derivation: { kind: "pkcs12", hash: "sha1", salt, iterations },
		passphrase: passphrase === undefined ? undefined : new Secret(passphrase),
		purpose: "mac",
		bytes: 20,
	});
	if (secret === undefined) throw new Error("no MAC key");
	const algorithm = { name: "HMAC", hash: "SHA-1" };
	const key = await crypto.subtle.importKey(
		...(["raw", secret.slice(), algorithm, false, ["sign"]] as const),
	);
	const content = innermost(authSafe).slice();
	const digest = await crypto.subtle.sign("HMAC", key, content);
	const mac = macOf(salt, new Uint8Array(digest), iterations);
	return writeDer(TAG.sequence, version.whole, authSafe.whole, mac);
}

/** The bytes in `ContentInfo { id, [0] OCTET STRING }`. */
function innermost(contentInfo: DerElement): Uint8Array {
	const [, wrapper] = childrenOf(contentInfo);
	const [octets] = wrapper === undefined ? [] : childrenOf(wrapper);
	if (octets === undefined) throw new Error("no content");
	return octets.content;
}

const END = Uint8Array.of(0, 0);

/** The same in the BER of Java and Firefox: lengths open, the content's bytes in pieces. */
export function openLengths(pfx: Uint8Array): Uint8Array {
	const [version, authSafe, mac] = childrenOf(readDer(pfx));
	if (version === undefined || authSafe === undefined || mac === undefined) {
		throw new Error("no PFX");
	}
	const open = (tag: number, ...parts: readonly Uint8Array[]): Uint8Array =>
		joinBytes([Uint8Array.of(tag, 0x80), ...parts, END]);
	const content = innermost(authSafe);
	const pieces = [content.slice(0, 100), content.slice(100)].map((piece) =>
		writeDer(TAG.octetString, piece),
	);
	const info = open(
		TAG.sequence,
		writeObjectId(DATA),
		open(TAG.context0, open(0x24, ...pieces)),
	);
	return open(TAG.sequence, version.whole, info, mac.whole);
}
