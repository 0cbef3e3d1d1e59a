import { OperatorError } from "../base/index.ts";
import type { Found } from "./file-contents.ts";

/**
 * Takes PKCS#7 and PKCS#12 files apart into the certificates and keys within; everything else goes through as it is.
 * The libraries that read them are not in this version; `openssl` says the same in PEM.
 *
 * @throws {OperatorError} cert.unreadable for such a file
 */
export async function openContainers(
	found: readonly Found[],
): Promise<readonly Found[]> {
	const container = found.find(
		({ item: { kind } }) => kind === "pkcs7" || kind === "pkcs12",
	);
	if (container === undefined) return found;
	const { file, item, line } = container;
	const form = line === undefined ? "-inform DER " : "";
	const isPkcs7 = item.kind === "pkcs7";
	throw new OperatorError(
		"cert.unreadable",
		`${file} is a ${isPkcs7 ? "PKCS#7" : "PKCS#12"} file, which this version cannot take apart`,
		{
			fix: isPkcs7
				? `openssl pkcs7 ${form}-in ${file} -print_certs -out ${file}.pem`
				: `openssl pkcs12 -in ${file} -out ${file}.pem`,
		},
	);
}
