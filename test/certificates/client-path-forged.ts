import {
	childrenAs,
	type DerElement,
	readDer,
	TAG,
} from "../../src/certificates/der/der.ts";
import { writeDer } from "../../src/certificates/der/der-writer.ts";
import { encodePem, splitPem } from "../../src/certificates/der/pem.ts";
import type { Workshop } from "./openssl.ts";

/** What openssl itself would not make: a signed body is changed and signed again, or not. */
export function forge(shop: Workshop, key: string): void {
	const resign = (name: string, order: Resigning): void =>
		resigned(shop, name, { ...order, key });
	resign("nul-in-cn.crt", {
		from: "tilde.crt",
		change: (body) => replaced(body, "616c6963657e", "616c69636500"),
	});
	resign("utf8-cn.crt", {
		from: "tilde.crt",
		change: (body) => replaced(body, "616c6963657e", "616c6963c3a9"),
	});
	resign("broken-cn.crt", {
		from: "tilde.crt",
		change: (body) => replaced(body, "616c6963657e", "616c696365ff"),
	});
	resign("twice.crt", {
		from: "bob.crt",
		change: (body) => replaced(body, "0603551d25", "0603551d0f"),
	});
	resign("two-algorithms.crt", {
		from: "bob.crt",
		change: (body) => replaced(body, "2a8648ce3d040302", "2a8648ce3d040303"),
	});
	resign("no-next-list.crl", {
		from: "empty-list.crl",
		change: (body) => {
			const parts = childrenAs(TAG.sequence, readDer(body));
			const isDate = ({ tag }: DerElement): boolean => tag === TAG.utcTime;
			const next = parts.findLastIndex(isDate);
			const kept = parts.filter((_, index) => index !== next);
			return writeDer(TAG.sequence, ...kept.map(({ whole }) => whole));
		},
	});
	const [bob] = splitPem(shop.text("bob.crt")).blocks;
	if (bob === undefined) throw new Error("bob.crt is empty");
	const damaged = bob.der.slice();
	damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
	shop.write("damaged.crt", encodePem("CERTIFICATE", damaged));
	const longer = Uint8Array.of(...bob.der, 0);
	shop.write("longer.crt", encodePem("CERTIFICATE", longer));
	const garbage = Uint8Array.of(0x30, 3, 2, 1);
	shop.write("garbage.crt", encodePem("CERTIFICATE", garbage));
}

interface Resigning {
	readonly from: string;
	readonly change: (body: Uint8Array) => Uint8Array;
}

function resigned(
	shop: Workshop,
	name: string,
	{ from, change, key }: Resigning & { readonly key: string },
): void {
	const [block] = splitPem(shop.text(from)).blocks;
	if (block === undefined) throw new Error(`${from} is empty`);
	const [body, algorithm] = childrenAs(TAG.sequence, readDer(block.der));
	if (body === undefined || algorithm === undefined) throw new Error(from);
	const changed = change(body.whole);
	shop.write("body.der", changed);
	shop.openssl(
		...["dgst", "-sha256", "-sign", key, "-out", "body.sig", "body.der"],
	);
	const signature = Uint8Array.of(0, ...shop.bytes("body.sig"));
	const der = writeDer(
		TAG.sequence,
		changed,
		algorithm.whole,
		writeDer(TAG.bitString, signature),
	);
	shop.write(name, encodePem(block.label, der));
}

/** Bytes with one run of them replaced by another of the same length. */
function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
	const hex = Buffer.from(bytes).toString("hex");
	if (!hex.includes(from)) throw new Error(`${from} is not there`);
	return new Uint8Array(Buffer.from(hex.replace(from, to), "hex"));
}
