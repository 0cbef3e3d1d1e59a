import { decodeUtf8 } from "../../base/index.ts";
import { fromBase64, splitPem } from "../der/pem.ts";
import { type Identified, identifyDer, identifyPem } from "./identify.ts";

/** A file that somebody handed over. */
export interface NamedBytes {
	/** As it is to be named in messages; `-` is standard input. */
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** One thing found in a file. */
export interface Found {
	readonly file: string;
	/** The line it begins on; undefined in a binary file. */
	readonly line?: number;
	readonly item: Identified;
}

/** Texts that begin like this are told apart, because people hand them over by mistake. */
const KNOWN_TEXTS: readonly (readonly [RegExp, string])[] = [
	[/^\s*(<!doctype html|<html|<\?xml|<head)/i, "a web page"],
	[/^\s*(ssh-(rsa|ed25519|dss)|ecdsa-sha2-\S+) /, "an SSH public key"],
	[/^\s*PuTTY-User-Key-File/, "a PuTTY key"],
	[/^\s*---- BEGIN SSH2/, "an SSH public key"],
	[/^\s*[{[]/, "JSON"],
];

const KNOWN_BYTES: readonly (readonly [readonly number[], string])[] = [
	[[0x50, 0x4b, 0x03, 0x04], "a ZIP archive: unpack it first"],
	[[0xfe, 0xed, 0xfe, 0xed], "a Java key store: export it as PKCS#12 first"],
	[[0x1f, 0x8b], "a compressed file: unpack it first"],
];

/**
 * Everything that a file holds: PEM blocks within any text, DER, or bare base64. Nothing is verified yet,
 * and nothing is thrown: what is of no use is told as such.
 */
export function contentsOf({ name, bytes }: NamedBytes): readonly Found[] {
	if (bytes.length === 0) {
		return [{ file: name, item: { kind: "other", what: "an empty file" } }];
	}
	const known = KNOWN_BYTES.find(([start]) =>
		start.every((byte, index) => bytes[index] === byte),
	);
	if (known !== undefined) {
		return [{ file: name, item: { kind: "other", what: known[1] } }];
	}
	const text = textOf(bytes);
	// DER begins with a SEQUENCE; the text that begins with the same character ("0") is base64 of nothing we know.
	if (bytes[0] === 0x30 && !text?.includes("-----")) {
		return [{ file: name, item: identifyDer(bytes) }];
	}
	if (text === undefined) {
		const what = "binary data that is no certificate or key";
		return [{ file: name, item: { kind: "other", what } }];
	}
	return textContents(name, text);
}

function textContents(file: string, text: string): readonly Found[] {
	const { blocks, faults } = splitPem(text);
	const found: readonly Found[] = [
		...blocks.map((block) => ({
			file,
			line: block.line,
			item: identifyPem(block),
		})),
		...faults.map(({ label, line, fault }) => ({
			file,
			line,
			item: { kind: "damaged", what: `the ${label} block ${fault}` } as const,
		})),
	];
	return found.length > 0
		? found.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
		: [{ file, item: withoutBlocks(text) }];
}

/** Base64 without BEGIN and END lines is what some web pages give for copying. */
function withoutBlocks(text: string): Identified {
	const known = KNOWN_TEXTS.find(([form]) => form.test(text));
	if (known !== undefined) return { kind: "other", what: known[1] };
	const der = fromBase64(text.replace(/^\ufeff/, ""));
	if (der?.[0] === 0x30) return identifyDer(der);
	return { kind: "other", what: "text without a BEGIN line" };
}

/** Text in UTF-8 or, as Windows' own tools like to write it, UTF-16 with its mark; a byte beyond UTF-8 in the text around blocks does no harm. */
function textOf(bytes: Uint8Array): string | undefined {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) {
		return new TextDecoder("utf-16le").decode(bytes);
	}
	if (first === 0xfe && second === 0xff) {
		return new TextDecoder("utf-16be").decode(bytes);
	}
	const text = decodeUtf8(bytes) ?? new TextDecoder("latin1").decode(bytes);
	return text.includes("\0") ? undefined : text;
}
