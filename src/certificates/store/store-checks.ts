import { type Folder, nearest, OperatorError } from "../../base/index.ts";
import { pathOf, storedNames } from "./stored-files.ts";

/** The error for a name without a certificate, with what there is. */
export async function notFound(
	folder: Folder,
	name: string,
): Promise<OperatorError> {
	const names = await storedNames(folder);
	if (names.includes(name)) {
		return new OperatorError(
			"cert.not-found",
			`${name} has no certificate yet`,
			{
				why: `certs/ holds its key or request, but no ${pathOf(name, "crt")}`,
				fix: `oceanftp cert import ANSWER.crt   (the authority's answer to ${pathOf(name, "csr")})`,
			},
		);
	}
	const meant = nearest(name, names);
	const create = `oceanftp cert create ${name}`;
	return new OperatorError("cert.not-found", `no certificate "${name}"`, {
		why:
			names.length === 0
				? "there are none yet"
				: `there are: ${names.join(", ")}`,
		fix: meant === undefined ? create : `did you mean ${meant}?`,
	});
}

/**
 * Makes sure that nobody but its owner may read a key.
 *
 * @throws {OperatorError} key.perm
 */
export async function refuseOpenKey(
	folder: Folder,
	name: string,
): Promise<void> {
	const file = pathOf(name, "key");
	if (!(await folder.isOpenToOthers(file))) return;
	const path =
		folder.location === undefined ? file : `${folder.location}/${file}`;
	throw new OperatorError(
		"key.perm",
		`${file} may be read or changed by others than its owner`,
		{
			why: "whoever has the key can pass for this server",
			fix: `chmod 600 ${path}; if others may have read it: oceanftp cert renew ${name} --new-key`,
		},
	);
}

/**
 * Makes sure that a name can be taken. Letter case does not tell names apart, because it does not on
 * Windows, macOS and sticks.
 *
 * @throws {OperatorError} cert.exists
 */
export async function checkFree(
	folder: Folder,
	name: string,
	{ force }: { readonly force: boolean },
): Promise<void> {
	const same = (await storedNames(folder)).find(
		(stored) => stored.toLowerCase() === name.toLowerCase(),
	);
	if (same === undefined || (force && same === name)) return;
	throw new OperatorError(
		"cert.exists",
		`there is a certificate "${same}" already`,
		same === name
			? { fix: "--force replaces it, and keeps the old one in certs/archive/" }
			: { why: "letter case does not tell names apart" },
	);
}
