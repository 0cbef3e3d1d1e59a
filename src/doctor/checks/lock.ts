import { acquireLock, lockHolder } from "../../platform/index.ts";
import { type Check, type Finding, ok, warn } from "../check.ts";
import { withData } from "../needs.ts";

/** `run/lock` is the server's; the others are held by commands, for moments. */
const LOCKS: readonly string[] = [
	"run/lock",
	"run/certs.lock",
	"run/accounts.lock",
];

/** Whether a server runs on the folder, or one that died left its lock. */
export const LOCK: Check = {
	id: "data.lock",
	title: "lock",
	run: (setup) =>
		withData(setup, async ({ path }) => {
			const stale: Finding[] = [];
			for (const name of LOCKS) {
				const file = setup.files.resolve(path, name);
				const holder = await lockHolder(file);
				if (holder === undefined || holder.isAlive) continue;
				stale.push(
					warn(`${file} was left by process ${holder.pid}, which is gone`, {
						why: "it was killed, or the machine went down",
						fix: "oceanftp doctor --fix   (the next start takes it over as well)",
						mend: {
							act: `remove the stale lock ${file}`,
							// Taking a dead lock over and letting it go is what removes it, whoever else comes at that moment.
							run: async () => (await acquireLock(file)).release(),
						},
					}),
				);
			}
			if (stale.length > 0) return stale;
			const { lock } = setup;
			return [
				ok(
					lock === undefined
						? "no server runs on this data folder"
						: `a server runs on this data folder: process ${lock.pid}`,
				),
			];
		}),
};
