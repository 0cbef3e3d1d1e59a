import { type Folder, memoryFolder } from "../../base/index.ts";
import {
	type CertificateStore,
	type DefaultChoice,
	openCertificateStore,
} from "../../certificates/index.ts";
import { diskFolder, keyMaterial, systemClock } from "../../platform/index.ts";
import {
	openDataFolder,
	readState,
	whileCertificatesLocked,
	writeState,
} from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { chosenData, openData } from "../open-data.ts";
import { type CertificateUsage, usageOf } from "./certificate-usage.ts";
import { type FileChanges, recordedFolder } from "./recorded-folder.ts";

/** The store, and what of it the server uses. */
export interface OpenCertificates {
	readonly store: CertificateStore;
	readonly usage: CertificateUsage;
}

/**
 * The certificates as they are. A data folder that is missing is not made, and holds none.
 *
 * @throws {OperatorError} data.not-chosen, data.unsafe, file.no-right, and for a configuration that cannot be read
 */
export async function readCertificates(
	invocation: Invocation,
): Promise<OpenCertificates> {
	return opened(invocation, await readableFolder(invocation));
}

/** As {@link readCertificates}, for looking only: a fault in the configuration is no reason to show nothing. */
export async function showCertificates(
	invocation: Invocation,
): Promise<OpenCertificates> {
	return opened(invocation, await readableFolder(invocation), {
		isConfigOptional: true,
	});
}

/**
 * Changes certificates while no other command does. Under `--dry-run` the change is made to a copy in memory, and
 * the files that are named are those that would have been touched.
 *
 * @throws {OperatorError} lock.held, as {@link readCertificates}, and what `change` throws
 */
export async function changeCertificates<T>(
	invocation: Invocation,
	change: (certificates: OpenCertificates) => Promise<T>,
): Promise<{ readonly value: T; readonly files: FileChanges }> {
	if (invocation.input.has("dry-run")) {
		const copy = await copied(await readableFolder(invocation));
		const { folder, changes } = recordedFolder(copy);
		const value = await change(await opened(invocation, folder));
		return { value, files: changes() };
	}
	const { folder: real, place } = await openData(invocation);
	return await whileCertificatesLocked(
		{ dataFolder: place.realPath, files: invocation.files },
		async () => {
			const { folder, changes } = recordedFolder(real);
			const value = await change(await opened(invocation, folder));
			return { value, files: changes() };
		},
	);
}

async function readableFolder(invocation: Invocation): Promise<Folder> {
	const choice = await chosenData(invocation);
	const facts = await invocation.files.facts(choice.path);
	if (facts === undefined) return memoryFolder();
	const { realPath } = await openDataFolder(choice, invocation);
	return diskFolder(realPath);
}

async function opened(
	invocation: Invocation,
	folder: Folder,
	options: { readonly isConfigOptional?: true } = {},
): Promise<OpenCertificates> {
	const usage = await usageOf(invocation, folder, options);
	const { chosenBy, defaultName, ofListeners } = usage;
	const store = await openCertificateStore({
		folder,
		keys: keyMaterial,
		nowMs: systemClock.nowMs,
		defaultChoice: choiceIn(folder, defaultName),
		usedBy: (name) =>
			(name === defaultName ? chosenBy : undefined) ?? ofListeners.get(name),
	});
	return { store, usage };
}

/** The choice outlives the configuration's, so it is written to state.json whatever that says. */
function choiceIn(folder: Folder, defaultName: string): DefaultChoice {
	let current = defaultName;
	return {
		read: async () => current,
		write: async (name) => {
			await writeState(folder, {
				...(await readState(folder)),
				certificate: name,
			});
			current = name;
		},
	};
}

/** What a change of certificates may touch. */
async function copied(folder: Folder): Promise<Folder> {
	const copy = memoryFolder();
	const archive = await folder.list("certs/archive");
	const certificates = await folder.list("certs");
	const paths = [
		"state.json",
		...certificates
			.filter((name) => name !== "archive")
			.map((name) => `certs/${name}`),
		...archive.map((name) => `certs/archive/${name}`),
	];
	for (const path of paths) {
		const content = await folder.read(path);
		if (content !== undefined) await copy.write(path, content);
	}
	return { ...copy, location: folder.location };
}
