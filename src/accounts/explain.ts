import { formatNetwork, formatSize, SECOND_MS } from "../base/index.ts";
import type { Account } from "./account.ts";
import {
	ACCOUNT_KEYS,
	type Declared,
	type DeclaredName,
} from "./account-keys.ts";
import type { AccountStore } from "./account-store.ts";
import type { Entry } from "./accounts-document.ts";
import { rightsAt } from "./folder-rights.ts";
import { formatRights, isWithin, RIGHTS_WORDS } from "./rights-words.ts";

/** One thing that holds for an account, and who says so. */
export interface Explained {
	/** As in accounts.toml. */
	readonly key: string;
	/** For people. */
	readonly text: string;
	/** The user and groups whose word it is, nearest first; empty: what holds where nobody says anything. */
	readonly from: readonly Pick<Entry, "kind" | "name">[];
}

/** How an effective value is shown, and whose word it is. */
interface Row {
	readonly name: DeclaredName;
	/** Undefined: there is nothing to say. */
	text(account: Account): string | undefined;
	/** Whether this declaration made it so; absent: whoever names the key did. */
	counts?(declared: Declared, account: Account): boolean;
}

/**
 * What holds for an account, key by key, and which of the user and its groups each ceiling comes from.
 *
 * @returns undefined when there is no such account
 */
export function explain(
	store: Pick<AccountStore, "entry" | "find">,
	name: string,
): readonly Explained[] | undefined {
	const account = store.find(name);
	if (account === undefined) return undefined;
	const layers = [
		store.entry("user", name),
		...account.groups.map((group) => store.entry("group", group)),
	].filter((entry) => entry !== undefined);
	return ROWS.flatMap((row): Explained[] => {
		const text = row.text(account);
		if (text === undefined) return [];
		const from = layers.filter(({ declared }) =>
			row.counts === undefined
				? declared[row.name] !== undefined
				: row.counts(declared, account),
		);
		return [{ key: ACCOUNT_KEYS[row.name].key, text, from }];
	});
}

const ROWS: readonly Row[] = [
	{
		name: "group",
		text: ({ groups }) => (groups.length === 0 ? undefined : groups.join(", ")),
	},
	{
		name: "enabled",
		text: ({ enabled }) => (enabled ? "yes" : "no"),
		counts: (declared) => declared.enabled === false,
	},
	{ name: "home", text: ({ home }) => home },
	{
		name: "rights",
		text: (account) => formatRights(rightsAt(account, "/")),
		counts: takesAway,
	},
	{
		name: "folders",
		counts: (declared) =>
			(declared.folders ?? declared.mounts) !== undefined ||
			takesAway(declared),
		text: ({ folders }) =>
			listed(
				folders.map((each) => `${each.path}=${formatRights(each.rights)}`),
			),
	},
	{
		name: "mounts",
		counts: (declared) => declared.mounts !== undefined || takesAway(declared),
		text: ({ mounts }) =>
			listed(
				mounts.map(
					({ folder, path, rights }) =>
						`${path}=${folder}:${formatRights(rights)}`,
				),
			),
	},
	{ name: "start", text: ({ start }) => start },
	{
		name: "expires",
		text: ({ expiresMs }) =>
			expiresMs === undefined
				? undefined
				: new Date(expiresMs).toISOString().replace(".000Z", "Z"),
		counts: ({ expires }, { expiresMs }) => expires === expiresMs,
	},
	{
		name: "requireTls",
		text: ({ policy }) => (policy.requireTls === true ? "yes" : undefined),
		counts: ({ requireTls }) => requireTls === true,
	},
	{
		name: "requireDataTls",
		text: ({ policy }) => (policy.dataTls === "required" ? "yes" : undefined),
		counts: ({ requireDataTls }) => requireDataTls === true,
	},
	{
		name: "closeNotify",
		text: ({ policy }) => policy.closeNotify,
		counts: ({ closeNotify }, { policy }) => closeNotify === policy.closeNotify,
	},
	{
		name: "sessionResumption",
		text: ({ policy }) => policy.resumption,
		counts: ({ sessionResumption }, { policy }) =>
			sessionResumption === policy.resumption,
	},
	{
		name: "requireClientCert",
		text: ({ policy }) =>
			policy.clientAuth === "required" ? "yes" : undefined,
		counts: ({ requireClientCert }) => requireClientCert === true,
	},
	{
		name: "safe",
		text: ({ access }) =>
			listed(access.flatMap(({ safe }) => safe.map(formatNetwork))),
	},
	{
		name: "blocked",
		text: ({ access }) =>
			listed(access.flatMap(({ blocked }) => blocked.map(formatNetwork))),
	},
	limit("quota", "quotaBytes", formatSize),
	limit("quotaFiles", "quotaFiles", String),
	limit("dailyUpload", "dailyUploadBytes", formatSize),
	limit("dailyDownload", "dailyDownloadBytes", formatSize),
	limit("maxSessions", "sessions", String),
	limit("maxSessionsPerAddress", "sessionsPerAddress", String),
	limit("idleSeconds", "idleMs", seconds),
	limit("stalledSeconds", "stalledMs", seconds),
	limit("uploadRate", "uploadBytesPerSecond", perSecond),
	limit("downloadRate", "downloadBytesPerSecond", perSecond),
	limit("largestFile", "largestFileBytes", formatSize),
	{ name: "deniedNames", text: ({ names }) => listed(names.denied) },
	{ name: "hiddenNames", text: ({ names }) => listed(names.hidden) },
	{
		name: "creditUpload",
		text: ({ credits }) =>
			credits === undefined ? undefined : `${credits.uploadPerKib} a KiB`,
	},
	{
		name: "creditDownload",
		text: ({ credits }) =>
			credits === undefined ? undefined : `${credits.downloadPerKib} a KiB`,
	},
	{
		name: "changePassword",
		text: ({ mayChangePassword }) => (mayChangePassword ? "yes" : "no"),
		counts: ({ changePassword }, { mayChangePassword }) =>
			changePassword === mayChangePassword,
	},
	{
		name: "clientCerts",
		text: ({ certificateRules }) =>
			listed(certificateRules.map(({ kind, value }) => `${kind}:${value}`)),
	},
	{
		name: "clientCertLogin",
		text: ({ certificateLogin }) =>
			certificateLogin === "enough" ? undefined : certificateLogin,
		counts: ({ clientCertLogin }) => clientCertLogin === "with-password",
	},
];

function limit(
	name: DeclaredName,
	of: keyof Account["limits"],
	shown: (value: number) => string,
): Row {
	const factor = of.endsWith("Ms") ? SECOND_MS : 1;
	return {
		name,
		text: ({ limits }) => {
			const value = limits[of];
			return value === undefined ? undefined : shown(value);
		},
		counts: (declared, { limits }) =>
			Number(declared[name]) * factor === limits[of],
	};
}

/** Whether it grants less than everything, somewhere or anywhere. */
function takesAway({ rights }: Declared): boolean {
	const { all } = RIGHTS_WORDS;
	return all !== undefined && rights !== undefined && !isWithin(all, rights);
}

function listed(items: readonly string[]): string | undefined {
	return items.length === 0 ? undefined : items.join(", ");
}

function seconds(ms: number): string {
	return `${ms / SECOND_MS} s`;
}

function perSecond(bytes: number): string {
	return `${formatSize(bytes)}/s`;
}
