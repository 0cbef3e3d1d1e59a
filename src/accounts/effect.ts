import type { Network } from "../base/index.ts";
import { ALL_RIGHTS, type Rights } from "../files/index.ts";
import type {
	Account,
	AccountLimits,
	AccountPolicy,
	CreditRates,
	FolderRights,
	GroupRate,
} from "./account.ts";
import type { Declared } from "./account-keys.ts";
import {
	byPath,
	commonFolders,
	placedRights,
	underTheMost,
} from "./folder-ceilings.ts";
import { rightsAt } from "./folder-rights.ts";
import {
	limitsOf,
	policyOf,
	smaller,
	smallerLimits,
	stricter,
} from "./limits.ts";
import { commonRights } from "./rights-words.ts";

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

function nearestMounts(
	inner: Effect["mounts"],
	outer: Effect["mounts"],
): Effect["mounts"] {
	if (outer.length === 0) return inner;
	const taken = new Set(inner.map(({ path }) => path));
	return byPath([...inner, ...outer.filter(({ path }) => !taken.has(path))]);
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
