import { createCipheriv, createDecipheriv } from "node:crypto";
import type { CipherJob } from "../certificates/index.ts";

/** What was encrypted; undefined when key or data are not right, which the padding tells. */
export function decrypt({
	cipher,
	key,
	iv,
	data,
}: CipherJob): Uint8Array | undefined {
	try {
		const decipher = createDecipheriv(cipher, key, iv);
		const head = decipher.update(data);
		return new Uint8Array(Buffer.concat([head, decipher.final()]));
	} catch {
		return undefined;
	}
}

/** The data padded and encrypted. */
export function encrypt({ cipher, key, iv, data }: CipherJob): Uint8Array {
	const encipher = createCipheriv(cipher, key, iv);
	const head = encipher.update(data);
	return new Uint8Array(Buffer.concat([head, encipher.final()]));
}
