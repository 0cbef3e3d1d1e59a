import { bad, type Check, ok } from "../check.ts";
import { withConfig, withData } from "../needs.ts";
import { pathAccess } from "../path-access.ts";
import { blocked, overlapOf, rootOf } from "../served.ts";

/** The served root, and whether it lets out the data folder with its keys. */
export const ROOT_FOLDER: Check = {
	id: "root",
	title: "served folder",
	run: (setup) =>
		withConfig(setup, (config) =>
			withData(setup, async ({ path }) => {
				const { files, machine } = setup;
				const root = rootOf(config, path, setup);
				const overlap = await overlapOf(root, path, setup);
				if (overlap !== undefined) return [overlap];
				const access = await pathAccess(root, { files, machine, use: "read" });
				if (access.kind === "usable") return [ok(`${root} can be served`)];
				if (access.kind === "blocked") {
					return [blocked(`the served folder ${root}`, access)];
				}
				if (config.settings.root === undefined && access.mayBeMade) {
					return [ok(`there is no ${root} yet; the first start makes it`)];
				}
				return [
					bad(`the served folder ${root} is missing [root.unusable]`, {
						why: `there is no ${access.at}`,
						fix: `mkdir -p ${root}, or correct root in oceanftp.toml`,
						...(access.mayBeMade
							? {
									mend: {
										act: `make the folder ${root}`,
										run: () => files.makePrivateFolder(root),
									},
								}
							: {}),
					}),
				];
			}),
		),
};
