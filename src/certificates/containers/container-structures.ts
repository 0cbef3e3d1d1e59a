type Library = typeof import("pkijs");

/**
 * What PKCS#7 and PKCS#12 files are made of: the only file that names pkijs, which reads BER with open lengths as well
 * as DER. It is loaded when such a file turns up (100 ms on Bun). Its cryptography is not used, for it differs from
 * runtime to runtime and counts as many rounds as a file asks for; open-encrypted.ts opens what is read here.
 */
function library(): Promise<Library> {
	return import("pkijs");
}

/** The container is damaged, or of a kind that is not read. */
export class ContainerError extends Error {
	override readonly name = "ContainerError";
}

/** An element as the library has it, as far as it is looked at here. */
interface Element {
	readonly idBlock: { readonly tagClass: number; readonly tagNumber: number };
	/** The element as it stood in the file. */
	readonly valueBeforeDecodeView: Uint8Array;
	readonly valueBlock: { readonly value?: readonly Element[] };
}

const CONTEXT_CLASS = 3;

/**
 * The certificates of a PKCS#7 file, each with the very bytes that its authority signed. It makes no difference whether
 * the file signs something besides.
 *
 * @throws {ContainerError}
 * @see RFC 5652 §5.1
 */
export async function readPkcs7(
	bytes: Uint8Array,
): Promise<readonly Uint8Array[]> {
	const { ContentInfo } = await library();
	return readable(() => {
		const info = ContentInfo.fromBER(bytes.slice());
		const signedData: Element = info.content;
		const certificates = signedData.valueBlock.value?.find(
			({ idBlock }) =>
				idBlock.tagClass === CONTEXT_CLASS && idBlock.tagNumber === 0,
		);
		return (certificates?.valueBlock.value ?? [])
			.filter(({ idBlock }) => idBlock.tagClass !== CONTEXT_CLASS)
			.map((element) => element.valueBeforeDecodeView.slice());
	});
}

/** Data of a PKCS#12 file, in the clear or encrypted. */
export interface SafePart {
	/** The AlgorithmIdentifier as DER; undefined when it is in the clear. */
	readonly algorithm: Uint8Array | undefined;
	readonly data: Uint8Array;
}

/** How a PKCS#12 file shows that it is whole, and opened with its own passphrase. @see RFC 7292 §4 */
export interface PfxMac {
	/** OID of the hash. */
	readonly hash: string;
	readonly salt: Uint8Array;
	readonly iterations: number;
	readonly digest: Uint8Array;
}

export interface Pfx {
	readonly mac: PfxMac | undefined;
	/** What the MAC is made of. */
	readonly authSafe: Uint8Array;
	/** Each holds bags, once it is opened. */
	readonly parts: readonly SafePart[];
}

/** @throws {ContainerError} */
export async function readPfx(bytes: Uint8Array): Promise<Pfx> {
	const pkijs = await library();
	return readable(() => {
		const { authSafe, macData } = pkijs.PFX.fromBER(bytes.slice());
		if (authSafe.contentType !== pkijs.ContentInfo.DATA) {
			throw new ContainerError(
				"it is protected by a public key and not by a passphrase",
			);
		}
		const content = bytesOf(authSafe.content);
		const { safeContents } = pkijs.AuthenticatedSafe.fromBER(content.slice());
		return {
			authSafe: content,
			parts: safeContents.map((part) => partOf(pkijs, part)),
			mac: macData && {
				hash: macData.mac.digestAlgorithm.algorithmId,
				salt: bytesOf(macData.macSalt),
				iterations: macData.iterations ?? 1,
				digest: bytesOf(macData.mac.digest),
			},
		};
	});
}

function partOf(
	pkijs: Library,
	part: InstanceType<Library["ContentInfo"]>,
): SafePart {
	if (part.contentType === pkijs.ContentInfo.DATA) {
		return { algorithm: undefined, data: bytesOf(part.content) };
	}
	if (part.contentType !== pkijs.ContentInfo.ENCRYPTED_DATA) {
		throw new ContainerError(
			"a part is protected by a public key and not by a passphrase",
		);
	}
	const { encryptedContentInfo } = new pkijs.EncryptedData({
		schema: part.content,
	});
	const { contentEncryptionAlgorithm } = encryptedContentInfo;
	return {
		algorithm: derOf(contentEncryptionAlgorithm),
		data: new Uint8Array(encryptedContentInfo.getEncryptedContent()),
	};
}

/** What a bag holds. */
export type Bag =
	| { readonly kind: "certificate"; readonly der: Uint8Array }
	| { readonly kind: "key"; readonly pkcs8: Uint8Array }
	| {
			readonly kind: "encrypted-key";
			readonly algorithm: Uint8Array;
			readonly data: Uint8Array;
	  }
	/** Revocation lists and secrets of other programs. */
	| { readonly kind: "other" };

/** The bags of an opened part, those within bags too. @throws {ContainerError} */
export async function readBags(bytes: Uint8Array): Promise<readonly Bag[]> {
	const pkijs = await library();
	return readable(() =>
		bagsIn(pkijs, pkijs.SafeContents.fromBER(bytes.slice())),
	);
}

function bagsIn(
	pkijs: Library,
	contents: InstanceType<Library["SafeContents"]>,
): readonly Bag[] {
	return contents.safeBags.flatMap(({ bagValue: value }): readonly Bag[] => {
		if (value instanceof pkijs.SafeContents) return bagsIn(pkijs, value);
		if (value instanceof pkijs.PrivateKeyInfo) {
			return [{ kind: "key", pkcs8: derOf(value) }];
		}
		if (value instanceof pkijs.CertBag) {
			const { certValue } = value;
			if (!("getValue" in certValue)) return [{ kind: "other" }];
			return [{ kind: "certificate", der: bytesOf(certValue) }];
		}
		if (!(value instanceof pkijs.PKCS8ShroudedKeyBag)) {
			return [{ kind: "other" }];
		}
		const { encryptionAlgorithm, encryptedData } = value;
		const algorithm = derOf(encryptionAlgorithm);
		const data = bytesOf(encryptedData);
		return [{ kind: "encrypted-key", algorithm, data }];
	});
}

/** The bytes of an OCTET STRING, which BER may have in pieces. */
function bytesOf(octetString: { getValue(): ArrayBuffer }): Uint8Array {
	return new Uint8Array(octetString.getValue());
}

function derOf(value: { toSchema(): { toBER(): ArrayBuffer } }): Uint8Array {
	return new Uint8Array(value.toSchema().toBER());
}

/** Whatever the library stumbles over (it throws errors of its own, type errors, and at deep nesting range errors), the file is to blame. */
function readable<T>(read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof ContainerError) throw error;
		throw new ContainerError("its structure is not that of such a file", {
			cause: error,
		});
	}
}
