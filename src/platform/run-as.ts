import { lchown, lstat, mkdir, readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { OperatorError } from "../base/index.ts";
import {
	dropPrivileges,
	type PrivilegeCalls,
	privilegeCalls,
} from "./drop-privileges.ts";
import { runCommand } from "./run-command.ts";

/** A user of this machine, with the group and the supplementary groups that a process of its has. */
export interface Identity {
	readonly user: string;
	readonly uid: number;
	readonly gid: number;
	/** Supplementary groups, the group itself among them. */
	readonly groups: readonly number[];
}

/**
 * A process that root started, on its way to being another user's: first {@link stepDown}, so that all it reads and
 * writes is the user's; {@link asRoot} to bind ports; then {@link dropForGood}.
 */
export interface RunAs extends Identity {
	/**
	 * Makes a folder that is not there for the user, or hands over an empty one of root's. One with something in it
	 * stays as it is: it must be the user's already.
	 */
	takeFolder(path: string): Promise<void>;
	/** Becomes the user, with the way back to root still open. */
	stepDown(): void;
	/** Runs work as root; between {@link stepDown} and {@link dropForGood}. Disk work under way meanwhile is root's too. */
	asRoot<T>(work: () => Promise<T>): Promise<T>;
	/** Closes the way back. @throws {OperatorError} run-as.failed when any right of root is left */
	dropForGood(): Promise<void>;
}

/**
 * Checks a `run_as` of the form `USER[:GROUP]`, numbers allowed, without changing anything.
 *
 * @returns undefined when the process is that user's already
 * @throws {OperatorError} run-as.no-user, run-as.not-root, run-as.failed
 */
export async function prepareRunAs(wish: string): Promise<RunAs | undefined> {
	const identity = await findIdentity(wish);
	const mine = process.getuid?.();
	if (mine !== 0) {
		if (mine === identity.uid) return undefined;
		throw new OperatorError(
			"run-as.not-root",
			`The server cannot become the user ${identity.user}.`,
			{
				why: `only root may change its user, and this process runs as user ${mine ?? "unknown"}`,
				fix: `start it as ${identity.user}, or as root, or take run_as away`,
			},
		);
	}
	if (identity.uid === 0) {
		throw new OperatorError("run-as.no-user", "run_as names root.", {
			why: "run_as is for giving root's rights up",
			fix: "name another user, or take run_as away",
		});
	}
	const calls = await privilegeCalls();
	if (calls === undefined) {
		throw new OperatorError(
			"run-as.failed",
			"The rights of root cannot be dropped here.",
			{
				why: "this runtime offers no way to change users",
				fix: "use the executable, or let the service manager choose the user",
			},
		);
	}
	return runAs(identity, calls);
}

function runAs(identity: Identity, calls: PrivilegeCalls): RunAs {
	const { uid, gid, groups } = identity;
	return {
		...identity,
		takeFolder: (path) => takeFolder(path, identity),
		stepDown: () => {
			calls.setgroups(groups);
			calls.setgid(gid);
			calls.stepDown(uid);
		},
		asRoot: async (work) => {
			calls.seteuid(0);
			try {
				return await work();
			} finally {
				calls.seteuid(uid);
			}
		},
		dropForGood: async () => {
			calls.seteuid(0);
			await dropPrivileges(identity, calls);
		},
	};
}

async function takeFolder(path: string, { uid, gid }: Identity): Promise<void> {
	await mkdir(path, { recursive: true, mode: 0o700 });
	const facts = await lstat(path);
	// Nothing below is touched: whoever may write there could put a link in root's way.
	if (facts.uid !== 0 || !facts.isDirectory()) return;
	if ((await readdir(path)).length > 0) return;
	await lchown(path, uid, gid);
}

const WISH = /^([^:]+)(?::([^:]+))?$/;

/** The user and group that a `USER[:GROUP]` means. @throws {OperatorError} run-as.no-user */
export async function findIdentity(wish: string): Promise<Identity> {
	const [, userWish = "", groupWish] = WISH.exec(wish) ?? [];
	const found = await entryOf("passwd", userWish);
	const [user = userWish, , uidText = userWish, gidText = ""] = found ?? [];
	const gid =
		groupWish === undefined ? numberOf(gidText) : await groupOf(groupWish);
	const uid = numberOf(uidText);
	if (uid === undefined || userWish === "") {
		throw noUser(`There is no user "${userWish}".`, wish);
	}
	if (gid === undefined) {
		throw noUser(
			groupWish === undefined
				? `User ${user} has no group.`
				: `There is no group "${groupWish}".`,
			wish,
		);
	}
	const further = found === undefined ? [] : await memberships(user);
	return { user, uid, gid, groups: [...new Set([gid, ...further])] };
}

function noUser(sentence: string, wish: string): OperatorError {
	return new OperatorError("run-as.no-user", sentence, {
		why: `run_as is "${wish}"`,
		fix: "name a user of this machine, as USER or USER:GROUP; useradd --system oceanftp makes one",
	});
}

async function groupOf(wish: string): Promise<number | undefined> {
	const found = await entryOf("group", wish);
	return numberOf(found?.[2] ?? wish);
}

/** The fields of an entry by name or number: from the file, or from wherever else the machine keeps them. */
async function entryOf(
	database: "passwd" | "group",
	key: string,
): Promise<readonly string[] | undefined> {
	const lines = (await readFile(`/etc/${database}`, "utf8").catch(() => ""))
		.split("\n")
		.map((line) => line.split(":"));
	const known =
		lines.find(([name]) => name === key) ??
		lines.find(([, , number]) => number === key);
	if (known !== undefined) return known;
	const answer = await answerOf("getent", [database, "--", key]);
	return answer === "" ? undefined : answer.split(":");
}

async function memberships(user: string): Promise<readonly number[]> {
	const answer = await answerOf("id", ["-G", "--", user]);
	const all = answer.split(" ").flatMap((text) => numberOf(text) ?? []);
	// Root's own group is not for giving away, even where the machine lists it.
	return all.filter((gid) => gid !== 0);
}

const ANSWER_LIMIT_MS = 5000;

/** The first line that a program prints; empty when it fails or is not there. */
async function answerOf(
	program: string,
	args: readonly string[],
): Promise<string> {
	const result = await runCommand(program, args, { limitMs: ANSWER_LIMIT_MS });
	return result?.exit === 0 ? (result.stdout.split("\n")[0] ?? "") : "";
}

function numberOf(text: string): number | undefined {
	const number = Number(text);
	return /^\d{1,10}$/.test(text) && number < 0xffff_ffff ? number : undefined;
}
