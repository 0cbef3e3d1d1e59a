import { access, constants, lstat, realpath, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openDescriptor, statDescriptor } from "./calls.ts";
import { aLink, type Holding } from "./held-folder.ts";
import { asUnfaithful, faithfulPath } from "./real-path.ts";

async function realPathOf(path: string): Promise<string> {
	try {
		return faithfulPath(await realpath(path));
	} catch (error) {
		throw asUnfaithful(error);
	}
}

/**
 * Other systems: the real path is checked, used with no-follow, and checked again when something was opened.
 * Somebody with a shell on this machine could still swap a folder for a link between check and use, and have a
 * file listed, made, renamed or removed in a place of their choosing; content is never handed out unconfirmed.
 */
export const holdByPath: Holding = {
	hold: async (path, permit) => {
		const real = await realPathOf(path);
		permit(real);
		if (!(await lstat(real)).isDirectory()) {
			throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
		}
		const at = (name: string) => join(real, name);
		return {
			itself: real,
			real,
			isHeldFast: false,
			isInMemory: false,
			at,
			open: (name, flags) => openDescriptor(at(name), flags),
			facts: () => lstat(real, { bigint: true }),
			factsOf: (name) => lstat(at(name), { bigint: true }),
			factsNow: () => undefined,
			refuseUnwritable: (name) => access(at(name), constants.W_OK),
			freeBytes: async () => {
				const { bavail, bsize } = await statfs(real);
				return bavail * bsize;
			},
			confirm: async (name, descriptor) => {
				const opened = await statDescriptor(descriptor);
				const there = await lstat(at(name), { bigint: true });
				const same = there.dev === opened.dev && there.ino === opened.ino;
				// Not the name itself: the system may write it in other letters than the client.
				if (same && dirname(await realpath(at(name))) === real) return;
				throw aLink();
			},
			pinned: async (name, work) => {
				const facts = await lstat(at(name), { bigint: true });
				if (facts.isSymbolicLink()) throw aLink();
				return await work(at(name), facts);
			},
			release: () => {},
		};
	},
	resolve: async (path) => {
		const real = await realPathOf(path);
		return { real, facts: await lstat(real, { bigint: true }) };
	},
};
