import { OperatorError } from "../../base/index.ts";
import type { Exported, ExportOptions } from "../../certificates/index.ts";
import type { Invocation } from "../command.ts";
import { readCertificates } from "./open-certificates.ts";
import {
	givenPassphrase,
	newPassphrase,
	withPassphrase,
} from "./passphrase.ts";

type Format = ExportOptions["format"];

/** The forms, and whether they are text. */
const FORMATS: Readonly<Record<Format, "text" | "binary">> = {
	pem: "text",
	fullchain: "text",
	der: "binary",
	p12: "binary",
};

/** `cert export NAME --format F` */
export async function exportCertificate(invocation: Invocation): Promise<void> {
	const { input, output, process } = invocation;
	const name = input.word("name") ?? "";
	const format = formatFrom(input.value("format") ?? "fullchain");
	const out = input.value("out");
	refuseBinaryOnTerminal(invocation, format);
	const path = out === undefined ? undefined : await freePath(invocation, out);
	const exported = await exportedAs(invocation, name, format);
	if (path === undefined && !output.isJson) {
		await process.writeResult(exported.content);
		return;
	}
	if (path !== undefined) await writeOut(invocation, path, exported);
	await output.result({
		lines: [],
		document: {
			schema: "oceanftp.cert-export/1",
			name,
			format,
			withKey: exported.isSecret,
			file: path ?? null,
			...(path === undefined ? contentIn(format, exported) : {}),
		},
	});
}

async function exportedAs(
	invocation: Invocation,
	name: string,
	format: Format,
): Promise<Exported> {
	const { input } = invocation;
	const { store } = await readCertificates(invocation);
	const given = await givenPassphrase(invocation);
	const isProtected = format === "p12" || input.has("encrypt-key");
	const exportPassphrase = isProtected
		? await newPassphrase(invocation, given)
		: undefined;
	// One passphrase is given at most: it protects what is handed out, and opens the key in the store where that needs one.
	return withPassphrase(invocation, given, (passphrase) =>
		store.export(name, {
			format,
			withKey: input.has("with-key"),
			legacy: input.has("legacy"),
			...(passphrase === undefined ? {} : { passphrase }),
			...(exportPassphrase === undefined ? {} : { exportPassphrase }),
		}),
	);
}

function formatFrom(text: string): Format {
	const known = Object.keys(FORMATS) as Format[];
	const found = known.find((format) => format === text);
	if (found !== undefined) return found;
	throw new OperatorError("usage.invalid", `--format cannot be "${text}".`, {
		fix: `--format ${known.join("|")}`,
	});
}

/** A terminal would take some of the bytes for commands to itself. */
function refuseBinaryOnTerminal(
	{ input, output, process }: Invocation,
	format: Format,
): void {
	if (FORMATS[format] === "text" || output.isJson) return;
	if (input.value("out") !== undefined || !process.isTerminal.stdout) return;
	throw new OperatorError(
		"usage.missing",
		`${format} is binary and does not go to a terminal.`,
		{ fix: "add --out FILE" },
	);
}

/** Where to write. @throws {OperatorError} file.exists */
async function freePath(
	{ files, input }: Invocation,
	out: string,
): Promise<string> {
	const path = files.resolve(out);
	if (input.has("force") || (await files.facts(path)) === undefined) {
		return path;
	}
	throw new OperatorError("file.exists", `There is a file ${out} already.`, {
		fix: "--force replaces it",
	});
}

async function writeOut(
	{ files, input, output }: Invocation,
	path: string,
	{ content, isSecret }: Exported,
): Promise<void> {
	const what = isSecret ? `${path}, for its owner's eyes only` : path;
	if (input.has("dry-run")) {
		output.note(`would write ${what}`);
		return;
	}
	await files.writeBytes(path, content, isSecret ? { secret: true } : {});
	output.note(`wrote ${what}`);
}

function contentIn(
	format: Format,
	{ content }: Exported,
): Readonly<Record<string, string>> {
	if (FORMATS[format] === "text") {
		return { content: new TextDecoder().decode(content) };
	}
	const bytes = Array.from(content, (byte) => String.fromCharCode(byte));
	return { base64: btoa(bytes.join("")) };
}
