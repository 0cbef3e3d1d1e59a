import { readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { OperatorError } from "../base/index.ts";
import { libc } from "./libc.ts";

/** The system's calls that change whose process this is; each throws when it is refused. */
export interface PrivilegeCalls {
	setgroups(gids: readonly number[]): void;
	/** Becomes the user, with root kept as the way back; {@link seteuid} goes it. */
	stepDown(uid: number): void;
	seteuid(uid: number): void;
	setgid(gid: number): void;
	setuid(uid: number): void;
}

/** Undefined where users cannot be changed (Windows). Deno lacks `setgroups`; there the C library's is called. */
export async function privilegeCalls(): Promise<PrivilegeCalls | undefined> {
	const { seteuid, setgid, setuid } = process;
	const setgroups = process.setgroups ?? (await setgroupsOfLibc());
	const calls = await libc({
		setresuid: { takes: ["u32", "u32", "u32"], gives: "i32" },
	});
	if (
		setgroups === undefined ||
		seteuid === undefined ||
		setgid === undefined ||
		setuid === undefined
	) {
		return undefined;
	}
	return {
		setgroups: (gids) => setgroups.call(process, [...gids]),
		// The real user counts for access(2), and so for what Node's fs.access says.
		stepDown: (uid) => {
			if (calls === undefined) seteuid.call(process, uid);
			else if (calls.setresuid(uid, uid, 0) !== 0) {
				throw new Error("setresuid was refused");
			}
		},
		seteuid: (uid) => seteuid.call(process, uid),
		setgid: (gid) => setgid.call(process, gid),
		setuid: (uid) => setuid.call(process, uid),
	};
}

async function setgroupsOfLibc(): Promise<
	((gids: readonly number[]) => void) | undefined
> {
	const calls = await libc({
		setgroups: { takes: ["usize", "buffer"], gives: "i32" },
	});
	if (calls === undefined) return undefined;
	return (gids) => {
		const bytes = new Uint8Array(Uint32Array.from(gids).buffer);
		if (calls.setgroups(gids.length, bytes) !== 0) {
			throw new Error("setgroups was refused");
		}
	};
}

/**
 * Gives root's rights up for good: supplementary groups first, then the group, then the user, for each takes away
 * the right to do the one before. Then it tries to get them back, and looks at every thread.
 *
 * @throws {OperatorError} run-as.failed when a call is refused, or anything of root is left
 * @see setgroups(2), setuid(2), capabilities(7)
 */
export async function dropPrivileges(
	to: {
		readonly uid: number;
		readonly gid: number;
		readonly groups: readonly number[];
	},
	calls: PrivilegeCalls,
): Promise<void> {
	try {
		calls.setgroups(to.groups);
		calls.setgid(to.gid);
		calls.setuid(to.uid);
	} catch (error) {
		throw failed(error instanceof Error ? error.message : String(error));
	}
	const waysBack: readonly (readonly [string, () => void])[] = [
		["setuid(0)", () => calls.setuid(0)],
		["seteuid(0)", () => calls.seteuid(0)],
		["setgid(0)", () => calls.setgid(0)],
		["setgroups([0])", () => calls.setgroups([0])],
	];
	for (const [name, attempt] of waysBack) {
		if (succeeds(attempt)) throw failed(`${name} brings them back`);
	}
	const left = await rightsLeft(to.uid, to.gid);
	if (left !== undefined) throw failed(left);
}

function succeeds(attempt: () => void): boolean {
	try {
		attempt();
		return true;
	} catch {
		return false;
	}
}

/** What a thread still has, as the kernel tells it; undefined when there is nothing, or no /proc to ask. */
async function rightsLeft(
	uid: number,
	gid: number,
): Promise<string | undefined> {
	const threads = await readdir("/proc/self/task").catch(() => []);
	for (const thread of threads) {
		// A thread that has ended meanwhile has no rights.
		const status = await readFile(
			`/proc/self/task/${thread}/status`,
			"utf8",
		).catch(() => "");
		if (status === "") continue;
		const four = (id: number): string => Array(4).fill(id).join("\t");
		const expected: readonly (readonly [string, string])[] = [
			["Uid", four(uid)],
			["Gid", four(gid)],
			["CapPrm", "0000000000000000"],
			["CapEff", "0000000000000000"],
			["CapAmb", "0000000000000000"],
		];
		for (const [field, wanted] of expected) {
			const found = new RegExp(`^${field}:\\t(.*)$`, "m").exec(status)?.[1];
			if (found !== undefined && found !== wanted) {
				return `thread ${thread} has ${field} ${found.replaceAll("\t", " ")}`;
			}
		}
	}
	return undefined;
}

function failed(why: string): OperatorError {
	return new OperatorError(
		"run-as.failed",
		"The rights of root could not be dropped.",
		{
			why,
			fix: "start the server as the user itself; the service unit does so (oceanftp service print)",
		},
	);
}
