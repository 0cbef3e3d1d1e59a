import { OperatorError } from "../../base/index.ts";
import { checkCertificateName } from "../facts/certificate-name.ts";
import type { ImportPlan } from "../import/import-plan.ts";
import { keptKey } from "../keys/encrypt-key.ts";
import { archiveCopies, secrecyOf, storedPaths } from "./archive.ts";
import { checkFree, notFound } from "./store-checks.ts";
import type { StoreParts } from "./store-parts.ts";
import {
	FILE_KINDS,
	pairFiles,
	pathOf,
	readStored,
	type StoredFiles,
} from "./stored-files.ts";
import { commitChange } from "./transaction.ts";

/** Writes what a plan says: copies for the archive, then the pair, as one change. */
export async function carryOutImport(
	plan: ImportPlan,
	{ folder, keys, nowMs }: StoreParts,
): Promise<void> {
	const { name, key, encryptKey, certificatePem: crt } = plan;
	const { archives, removes } = plan;
	const archived = await archiveCopies(folder, name, nowMs(), archives);
	const pair =
		key === undefined
			? { crt }
			: { key: await keptKey(key.pkcs8, encryptKey, keys), crt };
	const put = [...archived, ...pairFiles(name, pair)];
	await commitChange(folder, { put, remove: removes }, nowMs());
}

/**
 * Gives all files another name. When it is the default, the files stand under both names until the choice is written,
 * so that a power cut never leaves a default that is not there.
 *
 * @throws {OperatorError} cert.not-found, cert.exists, cert.in-use, usage.invalid
 */
export async function renameCertificate(
	{ from, to }: { readonly from: string; readonly to: string },
	parts: StoreParts,
): Promise<void> {
	const { folder, nowMs, defaultChoice } = parts;
	const stored = await existing(from, parts);
	checkCertificateName(to);
	await checkFree(folder, to, { force: false });
	refuseUsed(from, parts, "renamed");
	const put = FILE_KINDS.flatMap((kind) => {
		const content = stored[kind];
		return content === undefined
			? []
			: [{ path: pathOf(to, kind), content, ...secrecyOf(kind) }];
	});
	const remove = storedPaths(stored);
	if ((await defaultChoice?.read()) !== from) {
		return commitChange(folder, { put, remove }, nowMs());
	}
	await commitChange(folder, { put }, nowMs());
	await defaultChoice?.write(to);
	await commitChange(folder, { put: [], remove }, nowMs());
}

/** Moves all files to the archive. @throws {OperatorError} cert.not-found, cert.in-use */
export async function removeCertificate(
	name: string,
	parts: StoreParts,
): Promise<void> {
	const { folder, nowMs, defaultChoice } = parts;
	const stored = await existing(name, parts);
	refuseUsed(name, parts, "removed");
	if ((await defaultChoice?.read()) === name) {
		throw new OperatorError(
			"cert.in-use",
			`${name} is the default certificate and cannot be removed`,
			{ fix: "oceanftp cert default OTHER chooses another first" },
		);
	}
	const put = await archiveCopies(folder, name, nowMs());
	await commitChange(folder, { put, remove: storedPaths(stored) }, nowMs());
}

/** What is stored under the name, at least one file. @throws {OperatorError} cert.not-found, usage.invalid */
export async function existing(
	name: string,
	{ folder }: Pick<StoreParts, "folder">,
): Promise<StoredFiles> {
	checkCertificateName(name);
	const stored = await readStored(folder, name);
	if (storedPaths(stored).length === 0) throw await notFound(folder, name);
	return stored;
}

function refuseUsed(
	name: string,
	{ usedBy }: StoreParts,
	verb: "removed" | "renamed",
): void {
	const user = usedBy?.(name);
	if (user === undefined) return;
	throw new OperatorError("cert.in-use", `${name} cannot be ${verb} now`, {
		why: `${user} names it`,
		fix: "name another certificate there first",
	});
}
