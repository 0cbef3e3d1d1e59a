import { Secret } from "../../base/index.ts";
import { DerError, readDer, TAG } from "../der/der.ts";
import { readEncryption } from "../keys/key-encryption.ts";
import type { KeyEncryption, KeyMaterial } from "../keys/key-material.ts";
import { openEncrypted } from "../keys/open-encrypted.ts";
import { MOST_ROUNDS, roundsOf } from "../keys/passphrase-cost.ts";
import { MAC_HASHES } from "../keys/passphrase-oids.ts";
import { TOO_COSTLY } from "../keys/private-key.ts";
import {
	type Bag,
	ContainerError,
	type Pfx,
	type PfxMac,
	readBags,
	readPfx,
	type SafePart,
} from "./container-structures.ts";

/** What a PKCS#12 file holds, opened. */
export interface Pkcs12Contents {
	readonly certificates: readonly Uint8Array[];
	/** Plain PKCS#8, and whether it was encrypted in the file. */
	readonly keys: readonly {
		readonly pkcs8: Uint8Array;
		readonly wasEncrypted: boolean;
	}[];
}

type Opening = Pick<KeyMaterial, "deriveBytes">;

/**
 * Opens a PKCS#12 file. Without a passphrase those are opened that need none, and those whose passphrase is empty.
 *
 * @returns undefined when the passphrase is not the right one, or is missing
 * @throws {ContainerError} when the file is damaged, asks for too much work, or is of a kind that is not read
 * @see RFC 7292
 */
export async function openPkcs12(
	bytes: Uint8Array,
	passphrase: Secret | undefined,
	keys: Opening,
): Promise<Pkcs12Contents | undefined> {
	const pfx = await readPfx(bytes);
	const opener = openerFor(keys);
	for (const candidate of candidatesFor(passphrase)) {
		const contents = await openWith(pfx, candidate, opener);
		if (contents !== undefined) return contents;
	}
	return undefined;
}

/** Some programs write an empty passphrase as its terminator, others as nothing; only the file knows. */
function candidatesFor(
	passphrase: Secret | undefined,
): readonly (Secret | undefined)[] {
	const isEmpty = passphrase === undefined || passphrase.reveal() === "";
	return isEmpty ? [new Secret(""), undefined] : [passphrase];
}

interface Opener {
	readonly keys: Opening;
	/** Takes a step's rounds off what is left for the whole file. @throws {ContainerError} when it is not enough */
	spend(rounds: number): void;
}

/** A file with a thousand parts must not get the rounds of one a thousand times. */
function openerFor(keys: Opening): Opener {
	let left = MOST_ROUNDS;
	return {
		keys,
		spend: (rounds) => {
			left -= rounds;
			if (left < 0) throw new ContainerError(TOO_COSTLY);
		},
	};
}

async function openWith(
	{ mac, authSafe, parts }: Pfx,
	passphrase: Secret | undefined,
	opener: Opener,
): Promise<Pkcs12Contents | undefined> {
	if (mac !== undefined) {
		const isRight = await fitsMac({ mac, authSafe }, passphrase, opener);
		if (!isRight) return undefined;
	}
	const bags: Bag[] = [];
	for (const part of parts) {
		const opened = await openPart(part, passphrase, opener);
		if (opened === undefined) return undefined;
		try {
			bags.push(...(await readBags(opened)));
		} catch (error) {
			// Without a MAC, one wrong passphrase in 256 shows only by the nonsense that it makes.
			const mayBeNonsense = mac === undefined && part.algorithm !== undefined;
			if (mayBeNonsense && error instanceof ContainerError) return undefined;
			throw error;
		}
	}
	return contentsOf(bags, passphrase, opener);
}

/** Whether the passphrase is the one that the file was made with, and the file whole. @see RFC 7292 §5.1 */
async function fitsMac(
	{ mac, authSafe }: { readonly mac: PfxMac; readonly authSafe: Uint8Array },
	passphrase: Secret | undefined,
	{ keys, spend }: Opener,
): Promise<boolean> {
	const known = MAC_HASHES[mac.hash];
	if (known === undefined) {
		throw new ContainerError(
			`its integrity is protected by an algorithm that is not known here (${mac.hash})`,
		);
	}
	const { hash, webName, bytes } = known;
	const { salt, iterations } = mac;
	const derivation = { kind: "pkcs12", hash, salt, iterations } as const;
	spend(roundsOf(derivation));
	const wish = { derivation, passphrase, purpose: "mac", bytes } as const;
	const secret = await keys.deriveBytes(wish);
	if (secret === undefined) throw new ContainerError(UNKNOWN_ENCRYPTION);
	const key = await crypto.subtle.importKey(
		"raw",
		secret.slice(),
		{ name: "HMAC", hash: webName },
		false,
		["verify"],
	);
	const digest = mac.digest.slice();
	return crypto.subtle.verify("HMAC", key, digest, authSafe.slice());
}

const UNKNOWN_ENCRYPTION = "it is encrypted in a way that is not known here";

/** The data in the clear; undefined when the passphrase does not open it. */
async function openPart(
	{ algorithm, data }: SafePart,
	passphrase: Secret | undefined,
	{ keys, spend }: Opener,
): Promise<Uint8Array | undefined> {
	if (algorithm === undefined) return data;
	const encryption = encryptionOf(algorithm, data);
	spend(roundsOf(encryption.derivation));
	const opened = await openEncrypted(encryption, passphrase, keys);
	if (opened === "wrong-passphrase") return undefined;
	if (opened instanceof Uint8Array) return opened;
	throw new ContainerError(
		opened === "too-costly" ? TOO_COSTLY : UNKNOWN_ENCRYPTION,
	);
}

/** @throws {ContainerError} */
function encryptionOf(algorithm: Uint8Array, data: Uint8Array): KeyEncryption {
	try {
		const encryption = readEncryption(readDer(algorithm), data);
		if (encryption !== undefined) return encryption;
	} catch (error) {
		if (!(error instanceof DerError)) throw error;
	}
	throw new ContainerError(UNKNOWN_ENCRYPTION);
}

async function contentsOf(
	bags: readonly Bag[],
	passphrase: Secret | undefined,
	opener: Opener,
): Promise<Pkcs12Contents | undefined> {
	const certificates: Uint8Array[] = [];
	const keys: { pkcs8: Uint8Array; wasEncrypted: boolean }[] = [];
	for (const bag of bags) {
		if (bag.kind === "certificate") certificates.push(bag.der);
		else if (bag.kind === "key") {
			keys.push({ pkcs8: bag.pkcs8, wasEncrypted: false });
		} else if (bag.kind === "encrypted-key") {
			const pkcs8 = await openPart(bag, passphrase, opener);
			if (pkcs8?.[0] !== TAG.sequence) return undefined;
			keys.push({ pkcs8, wasEncrypted: true });
		}
	}
	return { certificates, keys };
}
