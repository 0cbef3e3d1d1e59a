import {
	type Account,
	type Entry,
	formatCertificateRule,
	type Plain,
	rightsAt,
	takesAnyPassword,
} from "../../accounts/index.ts";
import { formatNetwork } from "../../base/index.ts";
import { RIGHTS } from "../../files/index.ts";
import type { Invocation } from "../command.ts";

/** A user as programs read it: what is effective, under all groups. Never the password's hash. */
export function userFacts(account: Account): Readonly<Record<string, unknown>> {
	const { access, credits, expiresMs, limits, policy } = account;
	return {
		name: account.name,
		enabled: account.enabled,
		home: account.home,
		rights: rightsList(rightsAt(account, "/")),
		clientCerts: account.certificateRules.map(formatCertificateRule),
		clientCertLogin: account.certificateLogin,
		groups: account.groups,
		password: passwordWord(account),
		folders: account.folders.map(({ path, rights }) => ({
			path,
			rights: rightsList(rights),
		})),
		mounts: account.mounts.map(({ folder, path, rights }) => ({
			path,
			folder,
			rights: rightsList(rights),
		})),
		start: account.start,
		expires: expiresMs === undefined ? null : new Date(expiresMs).toISOString(),
		policy,
		limits,
		groupRates: account.groupRates,
		access: {
			safe: access.flatMap(({ safe }) => safe.map(formatNetwork)),
			blocked: access.flatMap(({ blocked }) => blocked.map(formatNetwork)),
		},
		names: account.names,
		credits: credits ?? null,
		mayChangePassword: account.mayChangePassword,
	};
}

/** A group as programs read it. */
export function groupFacts(
	group: Entry,
	members: readonly Entry[],
): Readonly<Record<string, unknown>> {
	const namesOf = (kind: Entry["kind"]): readonly string[] =>
		members.filter((each) => each.kind === kind).map(({ name }) => name);
	return {
		name: group.name,
		enabled: group.declared.enabled ?? true,
		group: group.declared.group ?? null,
		users: namesOf("user"),
		groups: namesOf("group"),
		says: writtenFacts(group),
	};
}

/** The values as the file has them, for programs; never a hash. */
export function writtenFacts({
	written,
}: Entry): Readonly<Record<string, unknown>> {
	const { password: _, ...rest } = written;
	return rest;
}

/** The values as the file has them, for people. */
export function writtenRows({
	written,
}: Entry): readonly (readonly [string, string])[] {
	const { password: _, ...rest } = written;
	return Object.entries(rest).map(([key, value]) => [
		key,
		shownValue(key, value),
	]);
}

/** How somebody logs in: with a password, with any, or not at all by one. */
export function passwordWord(account: Account): "set" | "any" | "none" {
	if (takesAnyPassword(account)) return "any";
	return account.passwordHash === "" ? "none" : "set";
}

/** Lines in columns; the last column is as wide as it is. */
export function columns(
	rows: readonly (readonly string[])[],
): readonly string[] {
	const widths = rows.reduce<number[]>(
		(widest, row) =>
			row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
		[],
	);
	return rows.map((row) =>
		row
			.map((cell, index) => cell.padEnd(widths[index] ?? 0))
			.join("  ")
			.trimEnd(),
	);
}

/** A note of what was done, or would have been. */
export function say({ input, output }: Invocation, done: string): void {
	output.note(input.has("dry-run") ? `${done} (dry run: nothing was)` : done);
}

function rightsList(rights: Account["rights"]): readonly string[] {
	return RIGHTS.filter((right) => rights.has(right));
}

function shownValue(key: string, value: Plain): string {
	if (Array.isArray(value)) {
		const between = key === "rights" ? "," : ", ";
		return value.map((each) => shownValue(key, each)).join(between);
	}
	if (value instanceof Date) return value.toISOString();
	if (!isTable(value)) return String(value);
	const { folder, path, rights } = value;
	const granted = rights === undefined ? "" : rightsText(rights);
	if (folder === undefined) return `${path}=${granted}`;
	return granted === "" ? `${path}=${folder}` : `${path}=${folder}:${granted}`;
}

function isTable(
	value: Plain,
): value is Readonly<Record<string, Plain>> & Plain {
	return typeof value === "object" && "path" in value;
}

function rightsText(value: Plain): string {
	return Array.isArray(value) ? value.join(",") : String(value);
}
