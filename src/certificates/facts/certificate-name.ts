import { OperatorError } from "../../base/index.ts";

/** Not `.` or `-` in front: the one hides a file, the other makes a name look like a flag. */
const FORM = /^[A-Za-z0-9_@][A-Za-z0-9._@-]{0,63}$/;

/** Names that Windows gives to devices, whatever extension follows: a stick written here may be read there. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/i;

/** Whether certificates can be stored under the name: it becomes part of three file names. */
export function isCertificateName(name: string): boolean {
	return FORM.test(name) && !DEVICE.test(name);
}

/** @throws {OperatorError} usage.invalid when it is none */
export function checkCertificateName(name: string): void {
	if (isCertificateName(name)) return;
	throw new OperatorError(
		"usage.invalid",
		`"${name}" cannot be the name of a certificate`,
		{
			why: "expected 1 to 64 of the characters A-Z a-z 0-9 . _ @ - with neither . nor - in front, and no device name such as con or com1",
			fix: `oceanftp cert create ${suggestion(name)}`,
		},
	);
}

/**
 * A name made from a file name: extension and unusable characters gone. Standard input (`-`) gives none.
 *
 * @example nameFromFile("C:\\certs\\Bob's cert.crt") === "Bob-s-cert"
 */
export function nameFromFile(path: string): string | undefined {
	const base = path.split(/[\\/]/).at(-1) ?? "";
	const stem = base.replace(/\.[A-Za-z0-9]{1,5}$/, "");
	const name = cleaned(stem);
	return isCertificateName(name) && path !== "-" ? name : undefined;
}

function suggestion(name: string): string {
	const near = cleaned(name);
	return isCertificateName(near) ? near : "server";
}

function cleaned(text: string): string {
	return text
		.replace(/[^A-Za-z0-9._@-]+/g, "-")
		.replace(/^[.-]+/, "")
		.slice(0, 64);
}
