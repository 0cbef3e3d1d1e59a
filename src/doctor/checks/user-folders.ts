import type { Account } from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import type { Right, Rights } from "../../files/index.ts";
import { bad, type Check, type Finding, ok, skip } from "../check.ts";
import { withConfig, withData } from "../needs.ts";
import { type FolderUse, pathAccess } from "../path-access.ts";
import { blocked, overlapOf, rootOf } from "../served.ts";
import type { FoundConfig, Setup } from "../setup.ts";

/** A folder of an account, and what is to be done in it. */
interface AccountFolder {
	/** As a person calls it. @example "home" */
	readonly what: string;
	readonly path: string;
	readonly use: FolderUse;
	/** A home is made at login; what else an account sees must be there. */
	readonly isMade: boolean;
}

const CHANGES: readonly Right[] = [
	"write",
	"append",
	"rename",
	"delete",
	"mkdir",
	"rmdir",
];

/** The folders that an account sees. @param root absolute */
export function foldersOf(
	account: Account,
	root: string,
	{ resolve }: Pick<Setup["files"], "resolve">,
): readonly AccountFolder[] {
	const at = (folder: string): string =>
		resolve(root, folder.replaceAll("{user}", account.name));
	const useOf = (rights: Rights): FolderUse =>
		CHANGES.some((right) => rights.has(right)) ? "write" : "read";
	const mounts = account.mounts.map(({ folder, path, rights }) => ({
		what: `folder for ${path}`,
		path: at(folder),
		use: useOf(rights),
		isMade: false,
	}));
	return [
		{
			what: "home",
			path: at(account.home),
			use: useOf(account.rights),
			isMade: true,
		},
		...mounts,
	];
}

/** Whether each user can use the folders that the account promises. */
export const USER_FOLDERS: Check = {
	id: "users.folders",
	title: "users' folders",
	run: (setup) =>
		withConfig(setup, (config) =>
			withData(setup, async ({ path }) => {
				const { accounts } = setup;
				if (accounts instanceof OperatorError) {
					return [skip("not looked at: accounts.toml cannot be read")];
				}
				const enabled = accounts.list().filter((each) => each.enabled);
				if (enabled.length === 0) return [ok("there are no users to look at")];
				const root = rootOf(config, path, setup);
				const found: Finding[] = [];
				for (const account of enabled) {
					for (const folder of foldersOf(account, root, setup.files)) {
						const finding = await folderFinding(folder, {
							user: account.name,
							data: path,
							setup,
						});
						if (finding !== undefined) found.push(finding);
					}
				}
				const asOther = otherUser(config, setup);
				if (asOther !== undefined) found.push(asOther);
				if (found.some(({ verdict }) => verdict !== "skip")) return found;
				const all = `the folders of ${enabled.length} ${enabled.length === 1 ? "user" : "users"} can be used`;
				return [ok(all), ...found];
			}),
		),
};

/** Root may enter everything, so what root can use says nothing about the user whom the server becomes, or is. */
function otherUser(
	{ settings }: FoundConfig,
	{ data, process }: Setup,
): Finding | undefined {
	if (process.uid !== 0) return undefined;
	const owner = data.kind === "open" ? data.facts.uid : undefined;
	const user =
		settings.runAs ??
		(owner === undefined || owner === 0 ? undefined : `#${owner}`);
	if (user === undefined) return undefined;
	return skip(
		`this was root; whether the server's own user can use them was not tried: sudo -u '${user}' oceanftp doctor`,
	);
}

async function folderFinding(
	folder: AccountFolder,
	{
		data,
		setup,
		user,
	}: { readonly user: string; readonly data: string; readonly setup: Setup },
): Promise<Finding | undefined> {
	const { files, machine } = setup;
	const { path, use, what } = folder;
	const overlap = await overlapOf(path, data, setup);
	if (overlap !== undefined) {
		return { ...overlap, fact: `${user}: ${overlap.fact}` };
	}
	const access = await pathAccess(path, { files, machine, use });
	const name = `${user}: the ${what} ${path}`;
	if (access.kind === "usable") return undefined;
	if (access.kind === "blocked") return blocked(name, access);
	if (folder.isMade && access.mayBeMade) return undefined;
	const above = files.above(access.at);
	if (!access.mayBeMade) {
		return bad(`${name} cannot be made`, {
			why: `there is no ${access.at}, and this user may not write in ${above}`,
			fix: `mkdir -p ${path} as the owner of ${above}, and give it to the user who runs the server`,
		});
	}
	return bad(`${name} is missing`, {
		why: `there is no ${access.at}`,
		fix: `mkdir -p ${path}`,
		mend: {
			act: `make the folder ${path}`,
			run: () => files.makePrivateFolder(path),
		},
	});
}
