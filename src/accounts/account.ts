import type { Network } from "../base/index.ts";
import type { Rights } from "../files/index.ts";
import type { CertificateRule } from "./client-certificate.ts";

/**
 * Somebody who may log in, with all that groups say applied: this is the *effective* account. Groups are ceilings, so
 * rights are what all of the chain grant, limits the smallest of the chain, policies the strictest.
 */
export interface Account {
	readonly name: string;
	/** PHC string, `$scrypt$ln=15,r=8,p=1$salt$hash`. */
	readonly passwordHash: string;
	/** The folder that the account sees as `/`: relative to the server's root, or absolute. */
	readonly home: string;
	/** The account itself is, and so is every group of its chain. */
	readonly enabled: boolean;
	/** The group, then its group, … */
	readonly groups: readonly string[];
	/** The most that is granted anywhere: it holds wherever no entry of {@link folders} says less. */
	readonly rights: Rights;
	/**
	 * Of the entries whose path is the asked one or above it the longest counts; all ceilings are in it already, and none
	 * grants more than {@link rights}. Where folders grant more than the rest of the tree, an entry for `/` says what the rest has.
	 */
	readonly folders: readonly FolderRights[];
	/** Folders from elsewhere that the account sees below `/`. */
	readonly mounts: readonly Mount[];
	/** The virtual folder in which a session begins. */
	readonly start: string;
	/** From this moment on nobody logs in; milliseconds since 1970 UTC. */
	readonly expiresMs: number | undefined;
	readonly policy: AccountPolicy;
	readonly limits: AccountLimits;
	/** Speeds that all members of a group share, a group an entry. */
	readonly groupRates: readonly GroupRate[];
	/** Addresses that may log in whatever else is said, and addresses that may not. */
	readonly access: {
		readonly safe: readonly Network[];
		readonly blocked: readonly Network[];
	};
	/** Patterns with `*` and `?` for names that cannot be written, and for names that are not shown. */
	readonly names: {
		readonly denied: readonly string[];
		readonly hidden: readonly string[];
	};
	/** Undefined: the server's rates. */
	readonly credits: CreditRates | undefined;
	/** The account and all its groups say yes. */
	readonly mayChangePassword: boolean;
	/** The certificates by which a client may be recognised as this account. */
	readonly certificateRules: readonly CertificateRule[];
	/** Whether such a certificate stands in for the password, or is wanted beside it. */
	readonly certificateLogin: "enough" | "with-password";
}

/** What may be done in a folder and below it. */
export interface FolderRights {
	/** Virtual and absolute, as `/in/today`; no slash at the end. */
	readonly path: string;
	readonly rights: Rights;
}

/** A virtual folder: a folder of the disk at a place of the account's tree. */
export interface Mount {
	/** Where the account sees it: virtual and absolute, never `/`. */
	readonly path: string;
	/** Relative to the server's root, or absolute; `{user}` in it stands for the account's name. */
	readonly folder: string;
	/** What may be done at its top; {@link Account.folders} may say something else below. */
	readonly rights: Rights;
}

/** What an account's sessions must do about TLS. Absent: what the listener and the server say. */
export interface AccountPolicy {
	/** Login only under TLS. */
	readonly requireTls?: true;
	readonly dataTls?: "required";
	readonly closeNotify?: "strict" | "lenient";
	readonly resumption?: "off" | "prefer" | "require";
	readonly clientAuth?: "required";
}

/** How much an account may use. Absent: no limit but the server's. */
export interface AccountLimits {
	readonly quotaBytes?: number;
	readonly quotaFiles?: number;
	readonly dailyUploadBytes?: number;
	readonly dailyDownloadBytes?: number;
	/** Sessions at the same moment. */
	readonly sessions?: number;
	/** The same, from one address. */
	readonly sessionsPerAddress?: number;
	readonly idleMs?: number;
	readonly stalledMs?: number;
	readonly uploadBytesPerSecond?: number;
	readonly downloadBytesPerSecond?: number;
	readonly largestFileBytes?: number;
}

/** The speed that all members of a group share. */
export interface GroupRate {
	readonly group: string;
	readonly uploadBytesPerSecond?: number;
	readonly downloadBytesPerSecond?: number;
}

/** Credits for each KiB that is moved: positive ones are earned, negative ones are paid. */
export interface CreditRates {
	readonly uploadPerKib: number;
	readonly downloadPerKib: number;
}

/** An account that says nothing but its name: enabled, every right, no limit. Nobody knows its password. */
export function plainAccount(name: string, rights: Rights): Account {
	return {
		name,
		passwordHash: "",
		home: name,
		enabled: true,
		groups: [],
		rights,
		folders: [],
		mounts: [],
		start: "/",
		expiresMs: undefined,
		policy: {},
		limits: {},
		groupRates: [],
		access: { safe: [], blocked: [] },
		names: { denied: [], hidden: [] },
		credits: undefined,
		mayChangePassword: true,
		certificateRules: [],
		certificateLogin: "enough",
	};
}
