import type { Secret } from "../../base/index.ts";
import { TAG } from "../der/der.ts";
import {
	DER_NULL,
	writeBmpString,
	writeDer,
	writeInteger,
	writeObjectId,
} from "../der/der-writer.ts";
import { splitPem } from "../der/pem.ts";
import {
	type Encrypting,
	encryptOldPkcs12,
	encryptPbes2,
	type Sealed,
} from "../keys/encrypt-key.ts";
import { MAC_HASHES } from "../keys/passphrase-oids.ts";

/** What a PKCS#12 file is to hold. */
export interface Pkcs12Wish {
	/** What other programs list it under. */
	readonly name: string;
	/** Leaf, then intermediates; DER. */
	readonly certificates: readonly Uint8Array[];
	/** Unencrypted PKCS#8, PEM. */
	readonly key?: Secret;
	readonly passphrase: Secret;
	/** 3DES and SHA-1, for programs before about 2018. */
	readonly legacy?: boolean;
}

/** In the bags' own words. @see RFC 7292 §4.2 */
const OIDS = {
	data: "1.2.840.113549.1.7.1",
	encryptedData: "1.2.840.113549.1.7.6",
	encryptedKeyBag: "1.2.840.113549.1.12.10.1.2",
	certificateBag: "1.2.840.113549.1.12.10.1.3",
	x509Certificate: "1.2.840.113549.1.9.22.1",
	friendlyName: "1.2.840.113549.1.9.20",
	localKeyId: "1.2.840.113549.1.9.21",
	sha1: "1.3.14.3.2.26",
	sha256: "2.16.840.1.101.3.4.2.1",
} as const;

/** An attacker guesses by the cheaper of MAC and encryption, so both ask for the same; old programs read no more than this in good time. */
const ROUNDS = { modern: 50_000, legacy: 2048 } as const;

/**
 * A PKCS#12 file: certificates and key encrypted, all of it under a MAC. Key and leaf bear the same id, by which Windows
 * and macOS pair them.
 *
 * @see RFC 7292
 */
export async function writePkcs12(
	wish: Pkcs12Wish,
	keys: Encrypting,
): Promise<Uint8Array> {
	const { certificates, key, passphrase, name, legacy = false } = wish;
	const [leaf] = certificates;
	if (leaf === undefined) throw new Error("there is no certificate to write");
	const iterations = legacy ? ROUNDS.legacy : ROUNDS.modern;
	const seal = (data: Uint8Array): Promise<Sealed> =>
		(legacy ? encryptOldPkcs12 : encryptPbes2)(
			{ data, iterations },
			passphrase,
			keys,
		);
	const id = new Uint8Array(await crypto.subtle.digest("SHA-1", leaf.slice()));
	const marks = attributes(name, id);
	const bags = certificates.map((der, index) =>
		certificateBag(der, index === 0 && key !== undefined ? marks : []),
	);
	const parts = [encryptedPart(await seal(sequence(...bags)))];
	if (key !== undefined) {
		parts.push(plainPart(sequence(await keyBag({ key, marks, seal }))));
	}
	const authSafe = sequence(...parts);
	return sequence(
		writeInteger(3),
		plainPart(authSafe),
		await macData({ authSafe, passphrase, iterations, legacy }, keys),
	);
}

function certificateBag(
	der: Uint8Array,
	marks: readonly Uint8Array[],
): Uint8Array {
	const value = sequence(
		writeObjectId(OIDS.x509Certificate),
		writeDer(TAG.context0, writeDer(TAG.octetString, der)),
	);
	return bag(OIDS.certificateBag, value, marks);
}

async function keyBag({
	key,
	marks,
	seal,
}: {
	readonly key: Secret;
	readonly marks: readonly Uint8Array[];
	readonly seal: (data: Uint8Array) => Promise<Sealed>;
}): Promise<Uint8Array> {
	const [block] = splitPem(key.reveal()).blocks;
	if (block?.label !== "PRIVATE KEY") throw new Error("the key is not PKCS#8");
	const { algorithm, data } = await seal(block.der);
	const value = sequence(algorithm, writeDer(TAG.octetString, data));
	return bag(OIDS.encryptedKeyBag, value, marks);
}

function bag(
	oid: string,
	value: Uint8Array,
	marks: readonly Uint8Array[],
): Uint8Array {
	const attributeSet = marks.length === 0 ? [] : [writeDer(TAG.set, ...marks)];
	return sequence(
		writeObjectId(oid),
		writeDer(TAG.context0, value),
		...attributeSet,
	);
}

/** In the order that DER wants in a SET: the shorter first. */
function attributes(name: string, id: Uint8Array): readonly Uint8Array[] {
	const attribute = (oid: string, value: Uint8Array): Uint8Array =>
		sequence(writeObjectId(oid), writeDer(TAG.set, value));
	return [
		attribute(OIDS.friendlyName, writeBmpString(name)),
		attribute(OIDS.localKeyId, writeDer(TAG.octetString, id)),
	].toSorted((a, b) => a.length - b.length);
}

function plainPart(data: Uint8Array): Uint8Array {
	const content = writeDer(TAG.context0, writeDer(TAG.octetString, data));
	return sequence(writeObjectId(OIDS.data), content);
}

/** The data stands in `[0] IMPLICIT OCTET STRING`. @see RFC 5652 §8 */
function encryptedPart({ algorithm, data }: Sealed): Uint8Array {
	const content = sequence(
		writeObjectId(OIDS.data),
		algorithm,
		writeDer(0x80, data),
	);
	const encryptedData = sequence(writeInteger(0), content);
	return sequence(
		writeObjectId(OIDS.encryptedData),
		writeDer(TAG.context0, encryptedData),
	);
}

/** @see RFC 7292 §4 and appendix A */
async function macData(
	{
		authSafe,
		passphrase,
		iterations,
		legacy,
	}: {
		readonly authSafe: Uint8Array<ArrayBuffer>;
		readonly passphrase: Secret;
		readonly iterations: number;
		readonly legacy: boolean;
	},
	keys: Encrypting,
): Promise<Uint8Array> {
	const oid = legacy ? OIDS.sha1 : OIDS.sha256;
	const known = MAC_HASHES[oid];
	if (known === undefined) throw new Error("the MAC's hash is not known");
	const { hash, webName, bytes } = known;
	const salt = crypto.getRandomValues(new Uint8Array(16));
	const derivation = { kind: "pkcs12", hash, salt, iterations } as const;
	const wish = { derivation, passphrase, purpose: "mac", bytes } as const;
	const secret = await keys.deriveBytes(wish);
	if (secret === undefined) throw new Error("the MAC's key was refused");
	const key = await crypto.subtle.importKey(
		"raw",
		secret.slice(),
		{ name: "HMAC", hash: webName },
		false,
		["sign"],
	);
	const digest = await crypto.subtle.sign("HMAC", key, authSafe);
	return sequence(
		sequence(
			sequence(writeObjectId(oid), DER_NULL),
			writeDer(TAG.octetString, new Uint8Array(digest)),
		),
		writeDer(TAG.octetString, salt),
		writeInteger(iterations),
	);
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	return writeDer(TAG.sequence, ...parts);
}
