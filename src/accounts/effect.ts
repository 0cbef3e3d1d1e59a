import { type Network, SECOND_MS } from "../base/index.ts";
import { ALL_RIGHTS, RIGHTS, type Rights } from "../files/index.ts";
import type {
	Account,
	AccountLimits,
	AccountPolicy,
	CreditRates,
	FolderRights,
	GroupRate,
} from "./account.ts";
import type { Declared } from "./account-keys.ts";
import { type PlacedRights, rightsAt } from "./folder-rights.ts";
import { commonRights, isWithin } from "./rights-words.ts";

/**
 * What a chain of declarations comes to: of one group, of a group under its groups, of a user under them. Two effects make
 * one ({@link under}), and it does not matter in which order a chain is put together: so what a group comes to is worked
 * out once, and serves all its members.
 */
export interface Effect {
	readonly enabled: boolean;
	readonly groups: readonly string[];
	readonly rights: Rights;
	/** Sorted by path. Mounts with rights of their own are in it. */
	readonly folders: readonly FolderRights[];
	readonly mounts: readonly {
		readonly path: string;
		readonly folder: string;
	}[];
	readonly start: string | undefined;
	readonly expiresMs: number | undefined;
	readonly policy: AccountPolicy;
	readonly limits: AccountLimits;
	readonly groupRates: readonly GroupRate[];
	readonly safe: readonly Network[] | undefined;
	readonly blocked: readonly Network[];
	readonly denied: readonly string[];
	readonly hidden: readonly string[];
	readonly credits: CreditRates | undefined;
	readonly mayChangePassword: boolean;
	readonly certificateLogin: Account["certificateLogin"];
}

/** What is said where nothing is said. */
export const NO_EFFECT: Effect = {
	enabled: true,
	groups: [],
	rights: ALL_RIGHTS,
	folders: [],
	mounts: [],
	start: undefined,
	expiresMs: undefined,
	policy: {},
	limits: {},
	groupRates: [],
	safe: undefined,
	blocked: [],
	denied: [],
	hidden: [],
	credits: undefined,
	mayChangePassword: true,
	certificateLogin: "enough",
};

/** What one declaration says by itself. */
export function effectOf(declared: Declared): Effect {
	const { creditDownload, creditUpload, rights = ALL_RIGHTS } = declared;
	return {
		enabled: declared.enabled ?? true,
		groups: [],
		rights,
		folders: placedRights(declared),
		mounts: (declared.mounts ?? []).map(({ path, folder }) => ({
			path,
			folder,
		})),
		start: declared.start,
		expiresMs: declared.expires,
		policy: policyOf(declared),
		limits: limitsOf(declared),
		groupRates: [],
		safe: declared.safe,
		blocked: declared.blocked ?? [],
		denied: declared.deniedNames ?? [],
		hidden: declared.hiddenNames ?? [],
		credits:
			creditUpload === undefined && creditDownload === undefined
				? undefined
				: {
						uploadPerKib: creditUpload ?? 0,
						downloadPerKib: creditDownload ?? 0,
					},
		mayChangePassword: declared.changePassword ?? true,
		certificateLogin: declared.clientCertLogin ?? "enough",
	};
}

/** What a group says by itself: its name and the speed that its members share come with it. */
export function groupEffect(name: string, declared: Declared): Effect {
	const { downloadRate, uploadRate } = declared;
	const rate: GroupRate = {
		group: name,
		...(uploadRate === undefined ? {} : { uploadBytesPerSecond: uploadRate }),
		...(downloadRate === undefined
			? {}
			: { downloadBytesPerSecond: downloadRate }),
	};
	const hasRate = uploadRate !== undefined || downloadRate !== undefined;
	return {
		...effectOf(declared),
		groups: [name],
		groupRates: hasRate ? [rate] : [],
	};
}

/** An effect below a ceiling: the stricter of both counts; what is no ceiling comes from the nearer one. */
export function under(inner: Effect, ceiling: Effect): Effect {
	return {
		enabled: inner.enabled && ceiling.enabled,
		groups: joined(inner.groups, ceiling.groups),
		rights: commonRights(inner.rights, ceiling.rights),
		folders: commonFolders(inner, ceiling),
		mounts: nearestMounts(inner.mounts, ceiling.mounts),
		start: inner.start ?? ceiling.start,
		expiresMs: smaller(inner.expiresMs, ceiling.expiresMs),
		policy: stricter(inner.policy, ceiling.policy),
		limits: smallerLimits(inner.limits, ceiling.limits),
		groupRates: joined(inner.groupRates, ceiling.groupRates),
		safe: inner.safe ?? ceiling.safe,
		blocked: joined(inner.blocked, ceiling.blocked),
		denied: union(inner.denied, ceiling.denied),
		hidden: union(inner.hidden, ceiling.hidden),
		credits: inner.credits ?? ceiling.credits,
		mayChangePassword: inner.mayChangePassword && ceiling.mayChangePassword,
		certificateLogin:
			inner.certificateLogin === "enough"
				? ceiling.certificateLogin
				: inner.certificateLogin,
	};
}

/** The account that a user's effect, with all ceilings in it, comes to. */
export function accountOf(
	name: string,
	declared: Declared,
	effect: Effect,
): Account {
	const { blocked, denied, hidden, mounts, safe, start, ...rest } = effect;
	return {
		...rest,
		...underTheMost(effect),
		name,
		passwordHash: declared.password ?? "",
		home: declared.home ?? name,
		mounts: mounts.map((mount) => ({
			...mount,
			rights: rightsAt(effect, mount.path),
		})),
		start: start ?? "/",
		access: { safe: safe ?? [], blocked },
		names: { denied, hidden },
		certificateRules: declared.clientCerts ?? [],
	};
}

/** Folders and mounts with rights of their own; where both name a path, both count. */
function placedRights({ folders, mounts }: Declared): readonly FolderRights[] {
	if (folders === undefined && mounts === undefined) return [];
	const placed = new Map<string, Rights>();
	for (const { path, rights } of [...(folders ?? []), ...(mounts ?? [])]) {
		if (rights === undefined) continue;
		placed.set(path, commonRights(rights, placed.get(path) ?? ALL_RIGHTS));
	}
	return byPath([...placed].map(([path, rights]) => ({ path, rights })));
}

/**
 * At each path that either names, what both grant there. That is exact for all paths between, since the longest path
 * that covers a file is covered by the longest one of each side.
 */
function commonFolders(a: Effect, b: Effect): readonly FolderRights[] {
	if (a.folders.length === 0 && b.folders.length === 0) return [];
	const paths = new Set([...a.folders, ...b.folders].map(({ path }) => path));
	return byPath(
		[...paths].map((path) => ({
			path,
			rights: commonRights(rightsInAnyCase(a, path), rightsInAnyCase(b, path)),
		})),
	);
}

/** What is granted at a path by whoever writes it, in whatever case: some disks take `/In` and `/in` for one. */
function rightsInAnyCase(placed: PlacedRights, path: string): Rights {
	const folded = foldPath(path);
	const folders = placed.folders.map((each) => ({
		...each,
		path: foldPath(each.path),
	}));
	return commonRights(
		rightsAt(placed, path),
		rightsAt({ rights: placed.rights, folders }, folded),
	);
}

function foldPath(path: string): string {
	return path.normalize("NFC").toUpperCase().toLowerCase();
}

/**
 * The same rights, said so that those of the whole tree are never less than those of a folder: who takes them for a ceiling
 * and who takes them for what holds elsewhere come to the same.
 */
function underTheMost({ folders, rights }: PlacedRights): PlacedRights {
	if (folders.every((each) => isWithin(each.rights, rights))) {
		return { folders, rights };
	}
	const granted = [rights, ...folders.map((each) => each.rights)];
	const most = new Set(granted.flatMap((each) => [...each]));
	const hasTop = folders.some(({ path }) => path === "/");
	return {
		rights: new Set(RIGHTS.filter((right) => most.has(right))),
		folders: hasTop ? folders : [{ path: "/", rights }, ...folders],
	};
}

function nearestMounts(
	inner: Effect["mounts"],
	outer: Effect["mounts"],
): Effect["mounts"] {
	if (outer.length === 0) return inner;
	const taken = new Set(inner.map(({ path }) => path));
	return byPath([...inner, ...outer.filter(({ path }) => !taken.has(path))]);
}

function byPath<T extends { readonly path: string }>(items: T[]): readonly T[] {
	return items.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function policyOf(declared: Declared): AccountPolicy {
	const { closeNotify, sessionResumption } = declared;
	return {
		...(declared.requireTls === true ? { requireTls: true } : {}),
		...(declared.requireDataTls === true ? { dataTls: "required" } : {}),
		...(closeNotify === undefined ? {} : { closeNotify }),
		...(sessionResumption === undefined
			? {}
			: { resumption: sessionResumption }),
		...(declared.requireClientCert === true ? { clientAuth: "required" } : {}),
	};
}

/** The words of a policy from the mildest on. */
const STRICTNESS = ["lenient", "strict", "off", "prefer", "require"] as const;

function stricter(a: AccountPolicy, b: AccountPolicy): AccountPolicy {
	const closeNotify = strictest(a.closeNotify, b.closeNotify);
	const resumption = strictest(a.resumption, b.resumption);
	return {
		...a,
		...b,
		...(closeNotify === undefined ? {} : { closeNotify }),
		...(resumption === undefined ? {} : { resumption }),
	};
}

function strictest<T extends (typeof STRICTNESS)[number]>(
	a: T | undefined,
	b: T | undefined,
): T | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return STRICTNESS.indexOf(a) < STRICTNESS.indexOf(b) ? b : a;
}

function limitsOf(declared: Declared): AccountLimits {
	return present({
		quotaBytes: declared.quota,
		quotaFiles: declared.quotaFiles,
		dailyUploadBytes: declared.dailyUpload,
		dailyDownloadBytes: declared.dailyDownload,
		sessions: declared.maxSessions,
		sessionsPerAddress: declared.maxSessionsPerAddress,
		idleMs: inMs(declared.idleSeconds),
		stalledMs: inMs(declared.stalledSeconds),
		uploadBytesPerSecond: declared.uploadRate,
		downloadBytesPerSecond: declared.downloadRate,
		largestFileBytes: declared.largestFile,
	});
}

type Limit = keyof AccountLimits;

const LIMITS: readonly Limit[] = [
	"quotaBytes",
	"quotaFiles",
	"dailyUploadBytes",
	"dailyDownloadBytes",
	"sessions",
	"sessionsPerAddress",
	"idleMs",
	"stalledMs",
	"uploadBytesPerSecond",
	"downloadBytesPerSecond",
	"largestFileBytes",
];

function smallerLimits(a: AccountLimits, b: AccountLimits): AccountLimits {
	const limits: { [Name in Limit]?: number } = {};
	for (const name of LIMITS) {
		const least = smaller(a[name], b[name]);
		if (least !== undefined) limits[name] = least;
	}
	return limits;
}

function present(
	limits: {
		readonly [Name in Limit]: number | undefined;
	},
): AccountLimits {
	const said: { [Name in Limit]?: number } = {};
	for (const name of LIMITS) {
		const limit = limits[name];
		if (limit !== undefined) said[name] = limit;
	}
	return said;
}

function inMs(seconds: number | undefined): number | undefined {
	return seconds === undefined ? undefined : seconds * SECOND_MS;
}

function smaller(
	a: number | undefined,
	b: number | undefined,
): number | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return Math.min(a, b);
}

/** Arrays are shared where one side is empty: ten thousand members of a group hold its list once. */
function joined<T>(a: readonly T[], b: readonly T[]): readonly T[] {
	if (a.length === 0) return b;
	return b.length === 0 ? a : [...a, ...b];
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
	return a.length === 0 || b.length === 0
		? joined(a, b)
		: [...new Set([...a, ...b])];
}
