/** One `-----BEGIN …-----` block. */
export interface PemBlock {
	/** What stands behind BEGIN. @example "CERTIFICATE" */
	readonly label: string;
	readonly der: Uint8Array<ArrayBuffer>;
	/** The block's own header lines (RFC 1421), such as `Proc-Type`; none in all but old encrypted keys. */
	readonly headers: ReadonlyMap<string, string>;
	/** The line that BEGIN stands on, counted from 1. */
	readonly line: number;
}

/** Why a block could not be read. */
export interface PemFault {
	readonly label: string;
	readonly line: number;
	/** What was seen: "has no END line", "holds characters that are not base64". */
	readonly fault: string;
}

/** What a text holds. Everything outside blocks is skipped: people paste mail around certificates. */
export interface PemContent {
	readonly blocks: readonly PemBlock[];
	readonly faults: readonly PemFault[];
}

const BEGIN = /^-{4,5} ?BEGIN ([A-Z0-9][A-Z0-9 ]*?) ?-{4,5}$/;
const HEADER = /^([A-Za-z][A-Za-z0-9-]*):\s*(.*)$/;

/**
 * Splits a text into its PEM blocks: with a byte order mark, CRLF or lone CR, indented or quoted (`> `) lines,
 * and any text around or between (Bag Attributes, the output of `openssl x509 -text`).
 *
 * @see RFC 7468
 */
export function splitPem(text: string): PemContent {
	const lines = text
		.replace(/^\ufeff/, "")
		.split(/\r\n|\n|\r/)
		.map((line) => line.replace(/^[\s>]+/, "").trimEnd());
	const blocks: PemBlock[] = [];
	const faults: PemFault[] = [];
	for (let index = 0; index < lines.length; index++) {
		const label = BEGIN.exec(lines[index] ?? "")?.[1];
		if (label === undefined) continue;
		const end = endOfBlock(lines, index + 1);
		const where = { label, line: index + 1 };
		if (end === undefined) {
			faults.push({ ...where, fault: "has no END line: it is cut off" });
			continue;
		}
		const block = readBlock(where, lines.slice(index + 1, end));
		if ("fault" in block) faults.push(block);
		else blocks.push(block);
		index = end;
	}
	return { blocks, faults };
}

/** The index of the END line, or undefined when the text or another BEGIN comes first. */
function endOfBlock(
	lines: readonly string[],
	start: number,
): number | undefined {
	for (let index = start; index < lines.length; index++) {
		const line = lines[index] ?? "";
		if (/^-{4,5} ?END /.test(line)) return index;
		if (BEGIN.test(line)) return undefined;
	}
	return undefined;
}

function readBlock(
	where: { readonly label: string; readonly line: number },
	lines: readonly string[],
): PemBlock | PemFault {
	const { headers, body } = splitHeaders(lines);
	const der = fromBase64(body.join(""));
	if (der === undefined) {
		return { ...where, fault: "holds characters that are not base64" };
	}
	if (der.length === 0) return { ...where, fault: "is empty" };
	return { ...where, der, headers };
}

/** Header lines come first; one that begins with a space goes on with the last, but indentation is gone here, so a line without a colon ends them. */
function splitHeaders(lines: readonly string[]): {
	readonly headers: ReadonlyMap<string, string>;
	readonly body: readonly string[];
} {
	const headers = new Map<string, string>();
	const first = lines.findIndex((line) => {
		const header = HEADER.exec(line);
		if (header === null) return line !== "";
		headers.set(header[1] ?? "", header[2] ?? "");
		return false;
	});
	return { headers, body: first === -1 ? [] : lines.slice(first) };
}

/** The bytes, or undefined when the text is not base64. White space does not count. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
	try {
		return Uint8Array.fromBase64(text.replace(/\s/g, ""));
	} catch {
		return undefined;
	}
}

/** DER as a PEM block that ends with a newline. @see RFC 7468 §2 */
export function encodePem(
	label: string,
	der: Uint8Array,
	headers: ReadonlyMap<string, string> = new Map(),
): string {
	const body = der.toBase64().replace(/.{64}(?=.)/g, "$&\n");
	const head = [...headers].map(([name, value]) => `${name}: ${value}\n`);
	const gap = head.length > 0 ? "\n" : "";
	return `-----BEGIN ${label}-----\n${head.join("")}${gap}${body}\n-----END ${label}-----\n`;
}

/** The labels under which certificates are found; `TRUSTED` ones carry OpenSSL's own trust data behind the certificate. */
export function isCertificateLabel(label: string): boolean {
	return (
		label === "CERTIFICATE" ||
		label === "X509 CERTIFICATE" ||
		label === "TRUSTED CERTIFICATE"
	);
}
