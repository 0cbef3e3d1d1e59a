import { OperatorError } from "../base/index.ts";
import type { HostFiles, HostProcess, PathFacts } from "../platform/index.ts";
import {
	type DataFolderChoice,
	findDataFolder,
	PORTABLE_FOLDER,
} from "./find-data-folder.ts";

/** What of the command line names the data folder. */
export interface DataFolderFlags {
	readonly data?: string;
	readonly portable: boolean;
}

/** A data folder that may be used: it is there, ours, and private. */
export interface DataFolder extends DataFolderChoice {
	/** With all links followed. */
	readonly realPath: string;
	/** It was made just now. */
	readonly isNew: boolean;
	/** Sentences for the administrator, such as that the file system keeps no modes. */
	readonly warnings: readonly string[];
}

/** Where the data folder would be, without looking into it. @throws {OperatorError} data.not-chosen when there is no place for it */
export async function chooseDataFolder(
	flags: DataFolderFlags,
	host: { readonly process: HostProcess; readonly files: HostFiles },
): Promise<DataFolderChoice> {
	const { process, files } = host;
	const choice = findDataFolder({
		...(flags.data === undefined ? {} : { dataFlag: flags.data }),
		isPortableAsked: flags.portable,
		env: process.env,
		platform: process.runtime.platform,
		// Where the flag points, nothing else is looked for.
		besideExecutable:
			flags.data === undefined
				? await besideExecutable(process, files)
				: undefined,
	});
	if (choice.kind === "none") {
		throw new OperatorError(
			"data.not-chosen",
			"There is no place for the data folder.",
			{ why: choice.why, fix: choice.fix },
		);
	}
	return { ...choice, path: files.resolve(choice.path) };
}

async function besideExecutable(
	process: HostProcess,
	files: HostFiles,
): Promise<{ path: string; exists: boolean } | undefined> {
	if (!process.runtime.isCompiled) return undefined;
	const executable = await files.realPath(process.runtime.executable);
	const path = files.resolve(files.above(executable), PORTABLE_FOLDER);
	const facts = await files.facts(path);
	return { path, exists: facts?.isFolder === true };
}

/**
 * Makes the chosen folder when it is missing, and checks that nobody else can read or change what is in it.
 *
 * @param choice.isTerminal a person sees what is made; without one the platform's own place is not filled unasked
 * @throws {OperatorError} data.not-chosen, data.unsafe, file.no-right
 */
export async function openDataFolder(
	choice: DataFolderChoice,
	host: { readonly process: HostProcess; readonly files: HostFiles },
): Promise<DataFolder> {
	const { files, process } = host;
	const found = await files.facts(choice.path);
	const isUnasked = choice.kind === "platform" && !process.isTerminal.stderr;
	if (isUnasked && (await isEmpty(choice.path, found, files))) {
		throw notChosen(choice.path);
	}
	if (found === undefined) await files.makePrivateFolder(choice.path);
	const facts = found ?? (await files.facts(choice.path));
	await checkUsable(choice.path, facts, files);
	const realPath = await files.realPath(choice.path);
	const warnings = await checkPrivate(realPath, facts, host);
	if (choice.kind === "portable") await checkParent(realPath, files);
	return { ...choice, realPath, isNew: found === undefined, warnings };
}

async function isEmpty(
	path: string,
	facts: PathFacts | undefined,
	files: HostFiles,
): Promise<boolean> {
	if (facts === undefined) return true;
	if (!facts.isFolder || !(await files.mayUse(path))) return false;
	return (await files.names(path)).length === 0;
}

function notChosen(path: string): OperatorError {
	return new OperatorError(
		"data.not-chosen",
		"No data folder was chosen, and there is no terminal.",
		{
			why: `without a terminal ${path} is not filled unasked`,
			fix: "add --data DIR, set OCEANFTP_DATA=DIR, or keep nothing with --ephemeral --root DIR",
		},
	);
}

async function checkUsable(
	path: string,
	facts: PathFacts | undefined,
	files: HostFiles,
): Promise<void> {
	if (facts?.isFolder !== true) {
		throw new OperatorError(
			"file.no-right",
			`The data folder ${path} is no folder.`,
			{ fix: "choose another one with --data DIR" },
		);
	}
	if (await files.mayUse(path)) return;
	throw new OperatorError(
		"file.no-right",
		`The data folder ${path} may not be used.`,
		{
			why: "this user may not list, enter or change it",
			fix: `chown it to the user who runs the server, or choose another one with --data DIR`,
		},
	);
}

const WRITABLE_BY_OTHERS = 0o022;
const ANY_FOR_OTHERS = 0o077;
const STICKY = 0o1000;

async function checkPrivate(
	path: string,
	facts: PathFacts | undefined,
	host: { readonly process: HostProcess; readonly files: HostFiles },
): Promise<readonly string[]> {
	const { files, process } = host;
	if (facts === undefined || process.uid === undefined) return [];
	if (facts.uid !== process.uid) {
		throw new OperatorError(
			"data.unsafe",
			`The data folder ${path} belongs to another user.`,
			{
				why: `its owner is user ${facts.uid}, this process runs as user ${process.uid}`,
				// Root's would be the wrong owner: a service that has a user of its own could not start any more.
				fix:
					process.uid === 0
						? `run it as the owner: sudo -u '#${facts.uid}' oceanftp … --data ${path}`
						: `chown -R ${process.uid} ${path}, or run the server as its owner`,
			},
		);
	}
	if (!(await files.keepsModes(path))) {
		return [
			`The file system of ${path} keeps no permissions: whoever reads the disk reads the keys (store.no-modes)`,
		];
	}
	if ((facts.mode & WRITABLE_BY_OTHERS) !== 0) {
		throw new OperatorError(
			"data.unsafe",
			`The data folder ${path} may be written by others.`,
			{
				why: `its mode is ${(facts.mode & 0o777).toString(8)}`,
				fix: `look that nothing strange is in it, then: chmod 700 ${path}`,
			},
		);
	}
	if ((facts.mode & ANY_FOR_OTHERS) !== 0) await files.makePrivate(path);
	return [];
}

/** Who may write beside a portable folder can put another one in its place. */
async function checkParent(path: string, files: HostFiles): Promise<void> {
	const parent = files.above(path);
	const facts = await files.facts(parent);
	if (facts === undefined || facts.uid === undefined) return;
	const isOpen = (facts.mode & WRITABLE_BY_OTHERS) !== 0;
	if (!isOpen || (facts.mode & STICKY) !== 0) return;
	if (!(await files.keepsModes(path))) return;
	throw new OperatorError(
		"data.unsafe",
		`The folder ${parent}, which holds the portable data folder, may be written by others.`,
		{
			why: `its mode is ${(facts.mode & 0o7777).toString(8)}, so others can exchange ${PORTABLE_FOLDER}`,
			fix: `chmod go-w ${parent}, or move the executable`,
		},
	);
}
