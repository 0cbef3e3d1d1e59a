import type { Network } from "../base/index.ts";
import type { Rights } from "../files/index.ts";
import type { FolderRights } from "./account.ts";
import type { CertificateRule } from "./client-certificate.ts";
import { COUNT, CREDITS, RATE, SECONDS, SIZE, SOME } from "./number-forms.ts";
import { listOf, oneOf, SWITCH, type ValueForm, YES } from "./value-form.ts";
import {
	ADDRESSES,
	CLIENT_CERT,
	DATE,
	type DeclaredMount,
	DISK_FOLDER,
	FOLDER_RIGHTS,
	HASH,
	MOUNT,
	NAME,
	PATTERN,
	RIGHTS,
	VIRTUAL_FOLDER,
} from "./value-forms.ts";

/** What one table of accounts.toml says about a user or a group. Absent: nothing, so groups above or the server decide. */
export interface Declared {
	readonly group?: string;
	readonly password?: string;
	readonly home?: string;
	readonly enabled?: boolean;
	readonly rights?: Rights;
	readonly folders?: readonly FolderRights[];
	readonly mounts?: readonly DeclaredMount[];
	readonly start?: string;
	/** Milliseconds since 1970 UTC. */
	readonly expires?: number;
	readonly requireTls?: boolean;
	readonly requireDataTls?: boolean;
	readonly closeNotify?: "strict" | "lenient";
	readonly sessionResumption?: "off" | "prefer" | "require";
	readonly requireClientCert?: boolean;
	readonly safe?: readonly Network[];
	readonly blocked?: readonly Network[];
	readonly quota?: number;
	readonly quotaFiles?: number;
	readonly dailyUpload?: number;
	readonly dailyDownload?: number;
	readonly maxSessions?: number;
	readonly maxSessionsPerAddress?: number;
	readonly idleSeconds?: number;
	readonly stalledSeconds?: number;
	readonly uploadRate?: number;
	readonly downloadRate?: number;
	readonly largestFile?: number;
	readonly deniedNames?: readonly string[];
	readonly hiddenNames?: readonly string[];
	readonly creditUpload?: number;
	readonly creditDownload?: number;
	readonly changePassword?: boolean;
	readonly clientCerts?: readonly CertificateRule[];
	readonly clientCertLogin?: "enough" | "with-password";
}

/** A name in {@link Declared}. */
export type DeclaredName = keyof Declared;

/** A key of accounts.toml: its form, and how it is called on the command line. */
export interface AccountKey<T = unknown> {
	/** Its name in accounts.toml. */
	readonly key: string;
	/** Its flag, without dashes; undefined: a command of its own changes it. */
	readonly flag: string | undefined;
	/** One sentence of help. */
	readonly about: string;
	readonly form: ValueForm<T>;
	/** Groups do not have it. */
	readonly isForUsersOnly?: true;
}

/** The keys that users and groups have in accounts.toml: parsing, the flags of `user` and `group`, and their help follow from it. */
export const ACCOUNT_KEYS: {
	readonly [Name in DeclaredName]-?: AccountKey<NonNullable<Declared[Name]>>;
} = {
	password: {
		key: "password",
		flag: undefined,
		about: "The password's scrypt hash; oceanftp user passwd makes it.",
		form: HASH,
		isForUsersOnly: true,
	},
	enabled: {
		key: "enabled",
		flag: undefined,
		about: "Whether logins are accepted; user enable and disable change it.",
		form: YES,
	},
	group: {
		key: "group",
		flag: "group",
		about: "The group to be in; what it says cannot be exceeded.",
		form: NAME,
	},
	home: {
		key: "home",
		flag: "home",
		about:
			"The folder that the user sees, relative to the root; the user's name when absent.",
		form: DISK_FOLDER,
		isForUsersOnly: true,
	},
	rights: {
		key: "rights",
		flag: "rights",
		about:
			"What may be done: all, read-only, dropbox (files and folders in, nothing shown), or some of read, write, append, rename, delete, list, mkdir, rmdir, with commas between.",
		form: RIGHTS,
	},
	folders: {
		key: "folders",
		flag: "folder",
		about: "Other rights in this folder and below it.",
		form: listOf(FOLDER_RIGHTS),
	},
	mounts: {
		key: "mounts",
		flag: "mount",
		about:
			"Show a folder from elsewhere at this place, relative to the root or absolute; {user} in it is the user's name.",
		form: listOf(MOUNT),
	},
	start: {
		key: "start",
		flag: "start",
		about: "The folder in which a session begins, as the user sees it.",
		form: VIRTUAL_FOLDER,
	},
	expires: {
		key: "expires",
		flag: "expires",
		about: "No login after this day (counted in UTC), or from this moment on.",
		form: DATE,
	},
	requireTls: {
		key: "require_tls",
		flag: "require-tls",
		about: "Accept the login under TLS only.",
		form: SWITCH,
	},
	requireDataTls: {
		key: "require_data_tls",
		flag: "require-data-tls",
		about: "Move data under TLS only.",
		form: SWITCH,
	},
	closeNotify: {
		key: "close_notify",
		flag: "close-notify",
		about: "Whether an upload without TLS's own end counts as cut off.",
		form: oneOf("strict", "lenient"),
	},
	sessionResumption: {
		key: "session_resumption",
		flag: "session-resumption",
		about: "Whether data connections must resume the session's TLS.",
		form: oneOf("off", "prefer", "require"),
	},
	requireClientCert: {
		key: "require_client_cert",
		flag: "require-client-cert",
		about: "Accept the login only with a client certificate.",
		form: SWITCH,
	},
	safe: {
		key: "safe",
		flag: "allow",
		about: "Accept logins from this address or network, whatever is blocked.",
		form: listOf(ADDRESSES),
	},
	blocked: {
		key: "blocked",
		flag: "deny",
		about: "Refuse logins from this address or network.",
		form: listOf(ADDRESSES),
	},
	quota: {
		key: "quota",
		flag: "quota",
		about: "The most that the files may take, such as 10GiB.",
		form: SIZE,
	},
	quotaFiles: {
		key: "quota_files",
		flag: "quota-files",
		about: "The most files.",
		form: COUNT,
	},
	dailyUpload: {
		key: "daily_upload",
		flag: "daily-upload",
		about: "The most to be uploaded in a day.",
		form: SIZE,
	},
	dailyDownload: {
		key: "daily_download",
		flag: "daily-download",
		about: "The most to be downloaded in a day.",
		form: SIZE,
	},
	maxSessions: {
		key: "max_sessions",
		flag: "max-sessions",
		about: "The most sessions at once.",
		form: SOME,
	},
	maxSessionsPerAddress: {
		key: "max_sessions_per_address",
		flag: "max-sessions-per-address",
		about: "The most sessions at once from one address.",
		form: SOME,
	},
	idleSeconds: {
		key: "idle_seconds",
		flag: "idle",
		about:
			"End a session that does nothing for this long: seconds, or 15m, 2h.",
		form: SECONDS,
	},
	stalledSeconds: {
		key: "stalled_seconds",
		flag: "stalled",
		about: "End a transfer in which nothing moves for this long.",
		form: SECONDS,
	},
	uploadRate: {
		key: "upload_rate",
		flag: "upload-rate",
		about:
			"The most bytes a second to be uploaded, such as 2MiB; the members of a group share theirs.",
		form: RATE,
	},
	downloadRate: {
		key: "download_rate",
		flag: "download-rate",
		about: "The most bytes a second to be downloaded.",
		form: RATE,
	},
	largestFile: {
		key: "largest_file",
		flag: "largest-file",
		about: "The largest file that may be uploaded.",
		form: SIZE,
	},
	deniedNames: {
		key: "denied_names",
		flag: "deny-name",
		about: "Refuse to write files of such names: *.exe.",
		form: listOf(PATTERN),
	},
	hiddenNames: {
		key: "hidden_names",
		flag: "hide-name",
		about: "Leave files of such names out of listings.",
		form: listOf(PATTERN),
	},
	creditUpload: {
		key: "credit_upload",
		flag: "credit-upload",
		about:
			"Credits for each KiB uploaded: earned above 0, paid below. The other rate is then 0 unless it is said.",
		form: CREDITS,
	},
	creditDownload: {
		key: "credit_download",
		flag: "credit-download",
		about: "Credits for each KiB downloaded.",
		form: CREDITS,
	},
	changePassword: {
		key: "change_password",
		flag: "change-password",
		about:
			"Whether users may change their own password; the server and all groups must say yes too.",
		form: YES,
	},
	clientCerts: {
		key: "client_certs",
		flag: "client-cert",
		about:
			"Log the user in by this client certificate: its SHA-256 fingerprint, or cn:NAME, dn:NAME, email:ADDRESS, dns:NAME for one that a trusted authority signed ([tls] client_auth, client_ca).",
		form: listOf(CLIENT_CERT),
		isForUsersOnly: true,
	},
	clientCertLogin: {
		key: "client_cert_login",
		flag: "client-cert-login",
		about:
			"Whether such a certificate is enough, or wanted beside the password.",
		form: oneOf("enough", "with-password"),
	},
};

/** A user or a group. */
export type EntryKind = "user" | "group";

const NAMES: readonly DeclaredName[] = Object.keys(ACCOUNT_KEYS).filter(isName);

function isName(name: string): name is DeclaredName {
	return Object.hasOwn(ACCOUNT_KEYS, name);
}

/** The keys of a kind, in the order in which help and files name them. */
export function keysOf(
	kind: EntryKind,
): readonly (readonly [DeclaredName, AccountKey])[] {
	return NAMES.filter(
		(name) =>
			kind === "user" || ACCOUNT_KEYS[name].isForUsersOnly === undefined,
	).map((name) => [name, ACCOUNT_KEYS[name]]);
}

/** The same, by their names in accounts.toml. */
export const KEY_NAMES: Readonly<
	Record<EntryKind, ReadonlyMap<string, DeclaredName>>
> = { user: namesByKey("user"), group: namesByKey("group") };

function namesByKey(kind: EntryKind): ReadonlyMap<string, DeclaredName> {
	return new Map(keysOf(kind).map(([name, { key }]) => [key, name]));
}
