import type { Folder, Secret } from "../../base/index.ts";
import { isCertificateName } from "../facts/certificate-name.ts";
import type { PutFile } from "./transaction.ts";

/** The three files of a certificate. */
export type FileKind = "key" | "csr" | "crt";

/** The kinds in the order in which they are written: the certificate last, for it is what makes the pair. */
export const FILE_KINDS: readonly FileKind[] = ["key", "csr", "crt"];

/** @example pathOf("nas", "key") === "certs/nas.key" */
export function pathOf(name: string, kind: FileKind): string {
	return `certs/${name}.${kind}`;
}

/** What the store holds under one name, as bytes. */
export interface StoredFiles {
	readonly name: string;
	readonly key: Uint8Array | undefined;
	readonly csr: Uint8Array | undefined;
	readonly crt: Uint8Array | undefined;
}

/** Every name that has at least one file, sorted. */
export async function storedNames(folder: Folder): Promise<readonly string[]> {
	const names = (await folder.list("certs")).flatMap((file) => {
		const name = /^(.*)\.(key|csr|crt)$/.exec(file)?.[1];
		return name !== undefined && isCertificateName(name) ? [name] : [];
	});
	return [...new Set(names)].sort();
}

/** The files under a name; all undefined when there are none. */
export async function readStored(
	folder: Folder,
	name: string,
): Promise<StoredFiles> {
	const [key, csr, crt] = await Promise.all(
		FILE_KINDS.map((kind) => folder.read(pathOf(name, kind))),
	);
	return { name, key, csr, crt };
}

/** The files of a certificate, to be written together; the key for its owner's eyes only. */
export function pairFiles(
	name: string,
	files: {
		readonly key?: Secret;
		readonly csr?: string;
		readonly crt?: string;
	},
): readonly PutFile[] {
	const { key, csr, crt } = files;
	return [
		...(key === undefined
			? []
			: [
					{
						path: pathOf(name, "key"),
						content: key.reveal(),
						secret: true as const,
					},
				]),
		...(csr === undefined ? [] : [{ path: pathOf(name, "csr"), content: csr }]),
		...(crt === undefined ? [] : [{ path: pathOf(name, "crt"), content: crt }]),
	];
}
