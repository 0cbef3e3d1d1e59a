import {
	DAY_MS,
	type ErrorCode,
	type Folder,
	memoryFolder,
	OperatorError,
} from "../../src/base/index.ts";
import {
	type CertificateStore,
	type CertificateWish,
	openCertificateStore,
	parseNames,
} from "../../src/certificates/index.ts";
import { keyMaterial } from "../../src/platform/key-material.ts";

/** What a person asks for most often. */
export const wish: CertificateWish = {
	name: "nas",
	names: parseNames(["nas.example.com", "192.0.2.7"]),
	algorithm: "ecdsa-p256",
	days: 90,
};

/** A store on a folder in memory, with a clock that stands `days` from now. */
export async function storeOn(
	folder: Folder = memoryFolder(),
	days = 0,
): Promise<CertificateStore> {
	return openCertificateStore({
		folder,
		keys: keyMaterial,
		nowMs: () => Date.now() + days * DAY_MS,
	});
}

/** Every file of a folder below `certs/`, by path. */
export async function snapshot(
	folder: Folder,
): Promise<Readonly<Record<string, string>>> {
	const files: Record<string, string> = {};
	const visit = async (path: string): Promise<void> => {
		const content = await folder.read(path);
		if (content !== undefined) {
			files[path] = Buffer.from(content).toString("base64");
			return;
		}
		for (const name of await folder.list(path)) await visit(`${path}/${name}`);
	};
	await visit("certs");
	return files;
}

/** The failure that the work ends in. @throws when it ends well, or in another kind of failure */
export async function failureOf(
	work: Promise<unknown>,
): Promise<OperatorError> {
	try {
		await work;
	} catch (error) {
		if (error instanceof OperatorError) return error;
		throw error;
	}
	throw new Error("expected a failure, and there was none");
}

/** Just the code of {@link failureOf}. */
export async function codeOf(work: Promise<unknown>): Promise<ErrorCode> {
	return (await failureOf(work)).code;
}
