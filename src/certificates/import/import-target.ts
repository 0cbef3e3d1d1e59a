import { OperatorError } from "../../base/index.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import {
	checkCertificateName,
	nameFromFile,
} from "../facts/certificate-name.ts";
import { dateText } from "../facts/sentences.ts";
import type { StoredEntry } from "../store/store-view.ts";
import { pathOf } from "../store/stored-files.ts";
import type { Pair } from "./import-pair.ts";

/** A key in the store fixes the name; else the wish, the certificate's file, its common name. @throws {OperatorError} usage.invalid, usage.missing */
export function nameOf(
	pair: Pair,
	{ name }: { readonly name?: string },
): string {
	if (name !== undefined) checkCertificateName(name);
	if (pair.from === "store") {
		const fixed = pair.entry.files.name;
		if (name === undefined || name === fixed) return fixed;
		throw new OperatorError(
			"usage.invalid",
			`the certificate belongs to ${fixed} and cannot be stored as ${name}`,
			{
				why: `its key is ${pathOf(fixed, "key")}`,
				fix: `import it without --name, then: oceanftp cert rename ${fixed} ${name}`,
			},
		);
	}
	const { file, facts } = pair.leaf;
	const first = facts.commonName ?? facts.names[0]?.value ?? "";
	// The suffix is for nameFromFile, which takes one off.
	const found =
		name ??
		nameFromFile(file) ??
		nameFromFile(`${first.replace("*.", "")}.crt`);
	if (found !== undefined) return found;
	throw new OperatorError("usage.missing", "the certificate needs a name", {
		why: `none could be made of ${file}`,
		fix: "--name NAME",
	});
}

/** What the store has under the name; letter case does not tell names apart. */
export function existingEntry(
	name: string,
	pair: Pair,
	stored: readonly StoredEntry[],
): StoredEntry | undefined {
	if (pair.from === "store") return pair.entry;
	return stored.find(
		({ files }) => files.name.toLowerCase() === name.toLowerCase(),
	);
}

/**
 * An answer may take the place of the self-signed certificate of the same key, and of an answer that ends no later.
 * All else is replaced by force only.
 */
export function refuseOverwriting({
	existing,
	leaf,
	name,
	force,
}: {
	readonly existing: StoredEntry | undefined;
	readonly leaf: CertificateFacts;
	readonly name: string;
	readonly force: boolean;
}): void {
	if (existing === undefined) return;
	const stored = existing.files.name;
	const isSame = stored === name;
	if (force && isSame) return;
	const old = existing.leaf;
	const isSameKey = existing.spkiSha256 === leaf.spkiSha256;
	const isFree = existing.files.crt === undefined || old?.isSelfIssued === true;
	const isLater =
		old !== undefined &&
		leaf.notAfterMs >= old.notAfterMs &&
		!leaf.isSelfIssued;
	if (isSame && isSameKey && (isFree || isLater)) return;
	throw new OperatorError(
		"cert.exists",
		`there is a certificate "${stored}" already`,
		isSame && isSameKey && old !== undefined
			? {
					why: leaf.isSelfIssued
						? "it is signed by an authority, the new one by itself"
						: `it ends on ${dateText(old.notAfterMs)}, the new one sooner, on ${dateText(leaf.notAfterMs)}`,
					fix: "--force replaces it, and keeps the old one in certs/archive/",
				}
			: {
					...(isSame ? {} : { why: "letter case does not tell names apart" }),
					fix: "--name NAME stores it beside, --force replaces the old one and keeps it in certs/archive/",
				},
	);
}
