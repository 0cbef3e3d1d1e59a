import { DAMAGED_STATE } from "../../state/index.ts";
import { bad, type Check, type Finding, ok, skip, warn } from "../check.ts";
import { withData } from "../needs.ts";
import { type FoundData, modeText, type Setup } from "../setup.ts";

/** Nobody but the owner may read keys, hashes and passwords. */
export const DATA_MODES: Check = {
	id: "data.modes",
	title: "permissions",
	run: (setup) =>
		withData(setup, async (data) => {
			const { files, process } = setup;
			if (process.uid === undefined) {
				return [skip("this system has no modes of files to look at")];
			}
			if (!(await files.keepsModes(data.path))) {
				return [
					warn(
						`the file system of ${data.path} keeps no permissions [store.no-modes]`,
						{
							why: "whoever reads the disk reads the keys",
							fix: "keep keys encrypted (oceanftp cert create NAME --encrypt-key), or the folder on another disk",
						},
					),
				];
			}
			const open = await openEntries(data, setup);
			if (open.length > 0) return open;
			return [ok("keys, accounts and logs are for their owner only")];
		}),
};

const FOR_OTHERS = 0o077;

/** The files that hold secrets or tell who did what, and the folders around them. */
async function openEntries(
	{ path, folder, facts }: FoundData & { readonly kind: "open" },
	{ files, machine }: Setup,
): Promise<readonly Finding[]> {
	const keys = (await folder.list("certs"))
		.filter((name) => name.endsWith(".key"))
		.map((name) => `certs/${name}`);
	const damaged = (await folder.list("")).filter((name) =>
		name.startsWith(DAMAGED_STATE),
	);
	const entries = [
		...["certs", "certs/archive", "logs", "run"].map(folderEntry),
		...[
			"accounts.toml",
			"accounts.toml.bak",
			"state.json",
			"state.json.bak",
		].map(fileEntry),
		...["state.db", "state.db-wal", "initial-login.txt"].map(fileEntry),
		...damaged.map(fileEntry),
		...keys.map(fileEntry),
	];
	const found: Finding[] = [];
	const look = (at: string, mode: number, wanted: number): void => {
		if ((mode & FOR_OTHERS) === 0) return;
		const isKey = at.endsWith(".key");
		const report = isKey || (mode & 0o022) !== 0 ? bad : warn;
		const act = `set the mode of ${at} to ${modeText(wanted)}`;
		found.push(
			report(`${at} may be used by others than its owner`, {
				why: `its mode is ${modeText(mode)}${isKey ? "; whoever has the key can pass for this server [key.perm]" : ""}`,
				fix: `chmod ${modeText(wanted)} ${at}${isKey ? "; if others may have read it: oceanftp cert renew NAME --new-key" : ""}`,
				mend: { act, run: () => machine.setMode(at, wanted) },
			}),
		);
	};
	look(path, facts.mode, 0o700);
	for (const { name, wanted } of entries) {
		const at = files.resolve(path, name);
		const entry = await files.facts(at);
		if (entry !== undefined) look(at, entry.mode, wanted);
	}
	return found;
}

function folderEntry(name: string): { name: string; wanted: number } {
	return { name, wanted: 0o700 };
}

function fileEntry(name: string): { name: string; wanted: number } {
	return { name, wanted: 0o600 };
}
