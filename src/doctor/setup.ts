import { type AccountStore, openAccounts } from "../accounts/index.ts";
import {
	type Folder,
	memoryFolder,
	OperatorError,
	type Secret,
} from "../base/index.ts";
import {
	type CertificateStore,
	openCertificateStore,
} from "../certificates/index.ts";
import type { LoadedSettings } from "../config/index.ts";
import {
	diskFolder,
	type HostDiagnosis,
	type HostFiles,
	type HostProcess,
	keyMaterial,
	type LockHolder,
	lockHolder,
	type PathFacts,
} from "../platform/index.ts";
import {
	type DataFolderChoice,
	READY_FILE,
	readState,
	type ServerState,
} from "../server/index.ts";
import { type ReadyServer, readReady } from "./ready-server.ts";

/** The settings, and the file that they come from. */
export interface FoundConfig extends LoadedSettings {
	readonly path: string | undefined;
}

/** What doctor is told. */
export interface DoctorParts {
	readonly process: HostProcess;
	readonly files: HostFiles;
	readonly machine: HostDiagnosis;
	readonly choice: DataFolderChoice;
	/** Reads the configuration; called once for each look. */
	readonly loadConfig: () => Promise<FoundConfig>;
	/** For certificates whose keys are encrypted. */
	readonly passphrase: Secret | undefined;
	readonly nowMs: () => number;
}

/** The data folder as it was found. Nothing in it is changed by looking. */
export type FoundData =
	| { readonly kind: "missing"; readonly path: string }
	| {
			readonly kind: "unusable";
			readonly path: string;
			readonly error: OperatorError;
	  }
	| {
			readonly kind: "open";
			/** With all links followed. */
			readonly path: string;
			readonly facts: PathFacts;
			readonly folder: Folder;
	  };

/** All that checks look at, read once, so that they speak of the same moment. */
export interface Setup extends DoctorParts {
	readonly data: FoundData;
	readonly config: FoundConfig | OperatorError;
	/** Undefined before the first start. */
	readonly state: ServerState | undefined | OperatorError;
	readonly accounts: AccountStore | OperatorError;
	/** On a copy in memory: nothing that is done with it reaches the disk. */
	readonly certificates: CertificateStore | OperatorError;
	/** The process that holds the data folder's lock, alive or not. */
	readonly lock: LockHolder | undefined;
	/** What the server that is running on this folder has bound; undefined when none is, or it does not say. */
	readonly running: ReadyServer | undefined;
}

/** Looks at everything. What cannot be read is kept as the error that says so. */
export async function readSetup(parts: DoctorParts): Promise<Setup> {
	const { files, loadConfig, nowMs } = parts;
	const data = await findData(parts);
	const folder = data.kind === "open" ? data.folder : memoryFolder();
	const copy = await caught(() => copied(folder));
	const lock =
		data.kind === "open"
			? await lockHolder(files.resolve(data.path, "run", "lock")).catch(
					() => undefined,
				)
			: undefined;
	const ready =
		data.kind === "open" && lock?.isAlive === true
			? readReady(await textOf(folder, READY_FILE))
			: undefined;
	return {
		...parts,
		data,
		lock,
		running: ready?.pid === lock?.pid ? ready : undefined,
		config: await caught(loadConfig),
		state: await caught(() => readState(folder)),
		accounts: await caught(() => openAccounts({ folder })),
		certificates:
			copy instanceof OperatorError
				? copy
				: await caught(() =>
						openCertificateStore({ folder: copy, keys: keyMaterial, nowMs }),
					),
	};
}

async function findData({ choice, files }: DoctorParts): Promise<FoundData> {
	const { path } = choice;
	const facts = await caught(() => files.facts(path));
	if (facts instanceof OperatorError) {
		return { kind: "unusable", path, error: facts };
	}
	if (facts === undefined) return { kind: "missing", path };
	const real = await caught(() => files.realPath(path));
	if (real instanceof OperatorError) {
		return { kind: "unusable", path, error: real };
	}
	const why = !facts.isFolder
		? "it is no folder"
		: (await files.mayUse(real))
			? undefined
			: `this user may not list, enter or change it: its mode is ${modeText(facts.mode)}${facts.uid === undefined ? "" : `, its owner is user ${facts.uid}`}`;
	if (why !== undefined) {
		const error = new OperatorError(
			"file.no-right",
			`The data folder ${path} may not be used.`,
			{
				why,
				fix: "run this as the user who runs the server, or name another folder with --data DIR",
			},
		);
		return { kind: "unusable", path, error };
	}
	return { kind: "open", path: real, facts, folder: diskFolder(real) };
}

/** Permission bits as chmod takes them. @example modeText(0o100) === "100" */
export function modeText(mode: number): string {
	return (mode & 0o777).toString(8).padStart(3, "0");
}

async function caught<T>(work: () => Promise<T>): Promise<T | OperatorError> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof OperatorError) return error;
		throw error;
	}
}

async function textOf(folder: Folder, path: string): Promise<string> {
	const bytes = await folder.read(path).catch(() => undefined);
	return new TextDecoder().decode(bytes);
}

/** Opening a store completes what a power cut left, which is not for somebody who only looks. Modes are asked of the disk. */
async function copied(folder: Folder): Promise<Folder> {
	const copy = memoryFolder();
	for (const name of await folder.list("certs")) {
		if (name === "archive") continue;
		const content = await folder.read(`certs/${name}`);
		if (content !== undefined) await copy.write(`certs/${name}`, content);
	}
	return {
		...copy,
		location: folder.location,
		isOpenToOthers: (path) => folder.isOpenToOthers(path),
	};
}
