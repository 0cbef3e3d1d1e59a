import { expect, test } from "bun:test";
import type { Account } from "../../src/accounts/index.ts";
import { rightsAt } from "../../src/accounts/index.ts";
import { RIGHTS } from "../../src/files/index.ts";
import { type Random, seeded } from "../support/fuzz/random.ts";
import { storeOf } from "./kit.ts";

const TREES = 500;
const LIMITS = {
	quota: "quotaBytes",
	quota_files: "quotaFiles",
	daily_upload: "dailyUploadBytes",
	daily_download: "dailyDownloadBytes",
	max_sessions: "sessions",
	max_sessions_per_address: "sessionsPerAddress",
	idle_seconds: "idleMs",
	stalled_seconds: "stalledMs",
	upload_rate: "uploadBytesPerSecond",
	download_rate: "downloadBytesPerSecond",
	largest_file: "largestFileBytes",
} as const;
const PATHS = ["/", "/a", "/a/b", "/a/b/c", "/ab", "/z", "/a/x", "/z/y/x"];

/** One table of the file, as plain values that the test itself understands. */
interface Plan {
	readonly parent: number | undefined;
	readonly enabled: boolean;
	readonly mayChange: boolean | undefined;
	readonly rights: readonly string[] | undefined;
	readonly folders: readonly (readonly [string, readonly string[]])[];
	readonly limits: ReadonlyMap<keyof typeof LIMITS, number>;
	readonly expires: number | undefined;
}

function someRights(random: Random): readonly string[] {
	return RIGHTS.filter(() => random.percent(70));
}

function plan(random: Random, parent: number | undefined): Plan {
	return {
		parent,
		enabled: random.percent(93),
		mayChange: random.percent(60) ? random.percent(90) : undefined,
		rights: random.percent(50) ? someRights(random) : undefined,
		folders: PATHS.filter(() => random.percent(20)).map(
			(path) => [path, someRights(random)] as const,
		),
		limits: new Map(
			(Object.keys(LIMITS) as (keyof typeof LIMITS)[])
				.filter(() => random.percent(40))
				.map((key) => [key, 1 + random.below(1000)] as const),
		),
		expires: random.percent(30) ? 2030 + random.below(20) : undefined,
	};
}

function tableText(head: string, { parent, ...each }: Plan): string {
	const list = (names: readonly string[]): string => JSON.stringify(names);
	return [
		head,
		...(parent === undefined ? [] : [`group = "g${parent}"`]),
		`enabled = ${each.enabled}`,
		...(each.mayChange === undefined
			? []
			: [`change_password = ${each.mayChange}`]),
		...(each.rights === undefined ? [] : [`rights = ${list(each.rights)}`]),
		`folders = [${each.folders.map(([path, rights]) => `{ path = "${path}", rights = ${list(rights)} }`).join(", ")}]`,
		...[...each.limits].map(([key, limit]) => `${key} = ${limit}`),
		...(each.expires === undefined
			? []
			: [`expires = ${each.expires}-01-01T00:00:00Z`]),
	].join("\n");
}

/** What one table alone grants at a path: the folder with the most letters that covers it. */
function grantedAt({ folders, rights }: Plan, path: string): readonly string[] {
	const covering = folders
		.filter(([folder]) =>
			`${path}/`.startsWith(folder === "/" ? "/" : `${folder}/`),
		)
		.sort(([a], [b]) => b.length - a.length);
	return covering[0]?.[1] ?? rights ?? RIGHTS;
}

function expectSame(
	account: Account | undefined,
	chain: readonly Plan[],
): void {
	if (account === undefined) throw new Error("the account is missing");
	expect(account.enabled).toBe(chain.every((each) => each.enabled));
	expect(account.mayChangePassword).toBe(
		chain.every((each) => each.mayChange !== false),
	);
	for (const path of PATHS) {
		const expected = RIGHTS.filter((right) =>
			chain.every((each) => grantedAt(each, path).includes(right)),
		);
		for (const right of rightsAt(account, path)) {
			expect(account.rights.has(right)).toBe(true);
		}
		const found = RIGHTS.filter((right) => rightsAt(account, path).has(right));
		expect([path, ...found]).toEqual([path, ...expected]);
	}
	for (const [key, name] of Object.entries(LIMITS)) {
		const said = chain.flatMap((each) => {
			const limit = each.limits.get(key as keyof typeof LIMITS);
			return limit === undefined ? [] : [limit];
		});
		const factor = name.endsWith("Ms") ? 1000 : 1;
		const least = said.length === 0 ? undefined : Math.min(...said) * factor;
		expect([name, account.limits[name]]).toEqual([name, least]);
	}
	const ends = chain.flatMap(({ expires }) =>
		expires === undefined ? [] : [Date.UTC(expires, 0, 1)],
	);
	expect(account.expiresMs).toBe(
		ends.length === 0 ? undefined : Math.min(...ends),
	);
}

test(`what accounts come to equals a plain computation for ${TREES} random trees of groups`, async () => {
	for (let seed = 1; seed <= TREES; seed++) {
		const random = seeded(seed);
		const count = random.below(9);
		// A group's parent has a lower number, so there is no circle; the file lists them in another order.
		const groups = Array.from({ length: count }, (_, index) =>
			plan(
				random,
				index > 0 && random.percent(80) ? random.below(index) : undefined,
			),
		);
		const users = Array.from({ length: 1 + random.below(4) }, () =>
			plan(
				random,
				count > 0 && random.percent(85) ? random.below(count) : undefined,
			),
		);
		const tables = [
			...groups.map((each, index) => tableText(`[groups.g${index}]`, each)),
			...users.map((each, index) => tableText(`[users.u${index}]`, each)),
		].sort(() => (random.percent(50) ? 1 : -1));
		const store = await storeOf(tables.join("\n"));
		for (const [index, user] of users.entries()) {
			const chain = [user];
			for (let at = user.parent; at !== undefined; ) {
				const group = groups[at];
				if (group === undefined) throw new Error("a group is missing");
				chain.push(group);
				at = group.parent;
			}
			expectSame(store.find(`u${index}`), chain);
		}
	}
});
