import { describe, expect, test } from "bun:test";
import type { Account } from "../../src/accounts/index.ts";
import { formatRights, rightsAt } from "../../src/accounts/index.ts";
import { failure, storeOf } from "./kit.ts";

/** The account `u` of a file in which `u` is in `near`, and `near` in `far`. */
async function chained(parts: {
	readonly user?: string;
	readonly near?: string;
	readonly far?: string;
}): Promise<Account> {
	const { user = "", near = "", far = "" } = parts;
	const store = await storeOf(
		[
			`[users.u]\ngroup = "near"\n${user}`,
			`[groups.near]\ngroup = "FAR"\n${near}`,
			`[groups.Far]\n${far}`,
		].join("\n"),
	);
	const account = store.find("u");
	if (account === undefined) throw new Error("no account u");
	return account;
}

describe("an account in groups", () => {
	test("names its groups from the nearest on, as they are written", async () => {
		expect((await chained({})).groups).toEqual(["near", "Far"]);
	});

	test("without a group has no ceiling but its own", async () => {
		const store = await storeOf(
			'[users.u]\nquota = "1KiB"\n[groups.g]\nquota = 1',
		);
		expect(store.find("u")?.limits).toEqual({ quotaBytes: 1024 });
		expect(store.find("u")?.groups).toEqual([]);
	});

	test("has only the rights that all of the chain grant", async () => {
		const account = await chained({
			user: 'rights = ["read", "list", "write"]',
			near: 'rights = ["read", "list", "delete"]',
			far: 'rights = ["read", "write", "delete"]',
		});
		expect(formatRights(account.rights)).toBe("read");
	});

	test("has the smallest limit of the chain, whoever says it", async () => {
		const account = await chained({
			user: "quota_files = 5\nmax_sessions = 2",
			near: 'quota_files = 7\nquota = "1MiB"\nidle_seconds = 60',
			far: 'quota = "2MiB"\nidle_seconds = 30\nmax_sessions = 1',
		});
		expect(account.limits).toEqual({
			quotaFiles: 5,
			quotaBytes: 1_048_576,
			idleMs: 30_000,
			sessions: 1,
		});
	});

	test("is enabled only while all of the chain are", async () => {
		expect((await chained({})).enabled).toBe(true);
		for (const off of ["user", "near", "far"]) {
			const account = await chained({ [off]: "enabled = false" });
			expect(account.enabled).toBe(false);
		}
	});

	test("may change its password only when nobody of the chain says no", async () => {
		expect((await chained({})).mayChangePassword).toBe(true);
		const forced = { user: "change_password = true" };
		const account = await chained({
			...forced,
			far: "change_password = false",
		});
		expect(account.mayChangePassword).toBe(false);
	});

	test("expires with the first of the chain", async () => {
		const account = await chained({
			user: "expires = 2031-01-01",
			near: "expires = 2030-06-30T12:00:00+02:00",
			far: 'expires = "2030-12-31"',
		});
		expect(account.expiresMs).toBe(Date.UTC(2030, 5, 30, 10));
	});

	test("a day of expiry is the last one, until it is over in UTC", async () => {
		const account = await chained({ user: "expires = 2030-12-31" });
		expect(account.expiresMs).toBe(Date.UTC(2031, 0, 1));
	});

	test("has the strictest policy of the chain", async () => {
		const account = await chained({
			user: 'close_notify = "lenient"\nsession_resumption = "off"',
			near: 'require_tls = true\nsession_resumption = "require"',
			far: 'close_notify = "strict"\nrequire_data_tls = true\nrequire_tls = false\nsession_resumption = "prefer"',
		});
		expect(account.policy).toEqual({
			requireTls: true,
			dataTls: "required",
			closeNotify: "strict",
			resumption: "require",
		});
	});

	test("is blocked from all addresses that any of the chain blocks, and safe from the nearest that names some", async () => {
		const account = await chained({
			user: 'blocked = ["10.0.0.0/8"]',
			near: 'blocked = ["192.0.2.1"]\nsafe = ["2001:db8::/32"]',
			far: 'safe = ["127.0.0.1"]',
		});
		expect(account.access.blocked.map((each) => each.prefixBits)).toEqual([
			8, 32,
		]);
		expect(account.access.safe.map((each) => each.prefixBits)).toEqual([32]);
		expect(account.access.safe[0]?.bytes).toHaveLength(16);
	});

	test("has all denied and hidden names of the chain, each once", async () => {
		const account = await chained({
			user: 'denied_names = ["*.exe"]',
			near: 'denied_names = ["*.bat", "*.exe"]',
			far: 'hidden_names = [".*"]',
		});
		expect(account.names).toEqual({
			denied: ["*.exe", "*.bat"],
			hidden: [".*"],
		});
	});

	test("shares a group's speed with its members, and is never faster alone", async () => {
		const account = await chained({
			user: 'upload_rate = "4MiB"',
			near: 'upload_rate = "1MiB"',
			far: 'upload_rate = "2MiB"\ndownload_rate = "3MiB"',
		});
		expect(account.limits.uploadBytesPerSecond).toBe(1_048_576);
		expect(account.groupRates).toEqual([
			{ group: "near", uploadBytesPerSecond: 1_048_576 },
			{
				group: "Far",
				uploadBytesPerSecond: 2_097_152,
				downloadBytesPerSecond: 3_145_728,
			},
		]);
	});

	test("takes start folder and credits from the nearest that names them", async () => {
		const account = await chained({
			near: 'start = "/in/"\ncredit_upload = 3',
			far: 'start = "/"\ncredit_download = -1.5',
		});
		expect(account.start).toBe("/in");
		expect(account.credits).toEqual({ uploadPerKib: 3, downloadPerKib: 0 });
	});

	test("needs certificate and password both when a group says so", async () => {
		const account = await chained({
			user: 'client_certs = ["cn:u"]\nclient_cert_login = "enough"',
			far: 'client_cert_login = "with-password"',
		});
		expect(account.certificateLogin).toBe("with-password");
		expect(account.certificateRules).toEqual([{ kind: "cn", value: "u" }]);
	});
});

describe("rights of folders", () => {
	const at = (account: Account, path: string): string =>
		formatRights(rightsAt(account, path));

	test("the longest folder counts, and a name that only begins alike is another", async () => {
		const account = await chained({
			user: 'rights = "read-only"\nfolders = [{ path = "/in", rights = "all" }, { path = "/in/done/", rights = ["list"] }]',
		});
		expect(at(account, "/a")).toBe("read-only");
		expect(at(account, "/in")).toBe("all");
		expect(at(account, "/in/x/y")).toBe("all");
		expect(at(account, "/inner")).toBe("read-only");
		expect(at(account, "/in/done/x")).toBe("list");
	});

	test("a group's folder is a ceiling there, and its rights are one everywhere", async () => {
		const account = await chained({
			user: 'folders = [{ path = "/in/deep", rights = "all" }]',
			near: 'folders = [{ path = "/in", rights = ["write", "list"] }]',
			far: 'rights = ["read", "list", "write"]',
		});
		expect(at(account, "/")).toBe("read,write,list");
		expect(at(account, "/in")).toBe("write,list");
		expect(at(account, "/in/deep/x")).toBe("write,list");
	});

	test("a group's folder is a ceiling also where the user writes it in other letters", async () => {
		const account = await chained({
			user: 'folders = [{ path = "/in", rights = "all" }]',
			near: 'folders = [{ path = "/In", rights = ["list"] }]',
		});
		expect(at(account, "/in/x")).toBe("list");
		expect(at(account, "/In/x")).toBe("list");
	});

	test("no folder grants more than the account's rights, and an entry for the top says what the rest has", async () => {
		const account = await chained({
			user: 'rights = "read-only"\nfolders = [{ path = "/in", rights = "dropbox" }]',
		});
		expect(formatRights(account.rights)).toBe("read,write,list,mkdir");
		expect(
			account.folders.map(({ path, rights }) => [path, formatRights(rights)]),
		).toEqual([
			["/", "read-only"],
			["/in", "dropbox"],
		]);
	});

	test("mounts come from groups too, the nearest one at a path, with rights under all ceilings", async () => {
		const account = await chained({
			user: 'mounts = [{ path = "/pool", folder = "/srv/mine" }]',
			near: 'mounts = [{ path = "/pool", folder = "/srv/pool", rights = ["read", "list", "write"] }, { path = "/in", folder = "in/{user}", rights = "dropbox" }]',
			far: 'rights = ["read", "list", "mkdir", "write"]',
		});
		expect(
			account.mounts.map(({ path, folder, rights }) => [
				path,
				folder,
				formatRights(rights),
			]),
		).toEqual([
			["/in", "in/{user}", "dropbox"],
			["/pool", "/srv/mine", "read,write,list"],
		]);
		expect(at(account, "/in/x")).toBe("dropbox");
	});

	test("a mount has rights of its own beside those of the account", async () => {
		const account = await chained({
			user: 'rights = "read-only"\nmounts = [{ path = "/up", folder = "up", rights = "all" }]',
		});
		expect(at(account, "/up/x")).toBe("all");
		expect(at(account, "/x")).toBe("read-only");
		expect(account.mounts[0]?.rights).toEqual(rightsAt(account, "/up"));
	});
});

describe("faults in accounts.toml", () => {
	test.each([
		[
			'[users.u]\ngroup = "nosuch"\n[groups.nosuck]\n',
			"accounts.toml:2:1: users.u.group names the group nosuch, which is not there; did you mean nosuck?",
		],
		[
			'[groups.a]\ngroup = "b"\n',
			"accounts.toml:2:1: groups.a.group names the group b, which is not there",
		],
		[
			'[groups.a]\ngroup = "A"\n',
			"accounts.toml:2:1: groups.a.group makes a circle: a → a",
		],
		[
			'[groups.a]\ngroup = "b"\n[groups.b]\ngroup = "c"\n[groups.c]\ngroup = "b"\n',
			"accounts.toml:6:1: groups.c.group makes a circle: b → c → b",
		],
		[
			'[users.u]\nqouta = "1GiB"\n',
			"accounts.toml:2:1: users.u.qouta is no key of a user; did you mean quota?",
		],
		[
			'[groups.g]\nhome = "x"\n',
			"accounts.toml:2:1: groups.g.home is for users, not for groups",
		],
		[
			'[user.u]\nhome = "x"\n',
			"accounts.toml:1:2: user is no key of this file; did you mean users?",
		],
		[
			'[users.u]\nblocked = ["10.0.0.0/8",\n  "10.0.0.1/8"]\n',
			"accounts.toml:3:3: users.u.blocked.1 must be an address",
		],
		[
			'[users.u]\npassword = "any"\n',
			'accounts.toml:2:1: users.u.password lets everybody in ("any")',
		],
		[
			"[groups.CON]\n",
			"accounts.toml:1:2: groups.CON cannot be a group's name",
		],
		["[groups]\ng = 1\n", "accounts.toml:2:1: groups.g must be a table"],
	])("%p is told as %p", async (text, says) => {
		const error = await failure(storeOf(text));
		expect(error.code).toBe("accounts.invalid");
		expect(error.message).toStartWith(says);
	});

	test.each([
		"quota = -1",
		'quota = "10G"',
		"quota = 9223372036854775807",
		"quota_files = 1.5",
		"max_sessions = 0",
		"upload_rate = 0",
		"idle_seconds = 0",
		'idle_seconds = "15m"',
		"credit_upload = nan",
		'expires = "soon"',
		'expires = "2030-02-30"',
		"expires = 07:32:00",
		'start = "in"',
		'start = "/a/../b"',
		'start = ""',
		'folders = ["/in"]',
		'folders = [{ path = "/in" }]',
		'folders = [{ path = "/in", rights = "all", extra = 1 }]',
		'mounts = [{ path = "/", folder = "x" }]',
		'mounts = [{ path = "/a", folder = "../x" }]',
		'mounts = [{ path = "/a", folder = "x", rights = "everything" }]',
		'rights = "writeonly"',
		'safe = "10.0.0.0/8"',
		'safe = ["10.0.0.0/33"]',
		'denied_names = ["a/b"]',
		'denied_names = [""]',
		'close_notify = "maybe"',
		'session_resumption = "on"',
		'require_tls = "yes"',
		"change_password = 1",
		'client_cert_login = "never"',
		"group = 5",
	])("%s is no value", async (line) => {
		const error = await failure(storeOf(`[users.u]\n${line}\n`));
		const key = line.split(" ")[0] ?? "";
		expect(error.message).toMatch(
			new RegExp(`^accounts\\.toml:2:\\d+: users\\.u\\.${key}(\\.0)? must be `),
		);
	});

	test("all of them are told at once, the first twenty by name", async () => {
		const lines = Array.from(
			{ length: 25 },
			(_, index) => `[users.u${index}]\nquota = true`,
		);
		const error = await failure(storeOf(lines.join("\n")));
		expect(error.message).toContain("accounts.toml:2:1: users.u0.quota");
		expect(error.why).toContain("accounts.toml:40:1: users.u19.quota");
		expect(error.why).not.toContain("users.u20");
		expect(error.why).toEndWith("and 5 more");
	});

	test("a chain of two thousand groups is no fault, a ring of them is", async () => {
		const chain = Array.from({ length: 2000 }, (_, index) =>
			index === 0
				? "[groups.g0]"
				: `[groups.g${index}]\ngroup = "g${index - 1}"`,
		);
		const text = `[users.u]\ngroup = "g1999"\n${chain.join("\n")}`;
		expect((await storeOf(text)).find("u")?.groups).toHaveLength(2000);
		const ring = text.replace("[groups.g0]", '[groups.g0]\ngroup = "g1999"');
		expect((await failure(storeOf(ring))).message).toContain("makes a circle");
	});
});

describe("changing users and groups", () => {
	test("a group is made, changed, nested and removed; what it says holds at once", async () => {
		const store = await storeOf("[users.u]\n");
		await store.create({ kind: "group", name: "staff" }, { quota: "1KiB" });
		await store.edit({ kind: "user", name: "U" }, { group: "Staff" });
		expect(store.find("u")?.limits.quotaBytes).toBe(1024);
		await store.create({ kind: "group", name: "all" }, { quota: 10 });
		await store.edit({ kind: "group", name: "staff" }, { group: "all" });
		expect(store.find("u")?.limits.quotaBytes).toBe(10);
		await store.edit({ kind: "group", name: "all" }, { quota: undefined });
		expect(store.find("u")?.limits.quotaBytes).toBe(1024);
		await store.edit({ kind: "user", name: "u" }, { group: undefined });
		await store.drop({ kind: "group", name: "staff" });
		expect(store.entries("group").map(({ name }) => name)).toEqual(["all"]);
	});

	test("a group with members stays, and names them", async () => {
		const store = await storeOf(
			'[users.u]\ngroup = "g"\n[groups.h]\ngroup = "g"\n[groups.g]\n',
		);
		const error = await failure(store.drop({ kind: "group", name: "G" }));
		expect(error.code).toBe("group.in-use");
		expect(error.why).toBe("user u, group h");
		expect(store.entry("group", "g")?.name).toBe("g");
	});

	test("a circle is refused, and changes nothing", async () => {
		const store = await storeOf('[groups.a]\n[groups.b]\ngroup = "a"\n');
		const error = await failure(
			store.edit({ kind: "group", name: "a" }, { group: "b" }),
		);
		expect(error.code).toBe("usage.invalid");
		expect(error.message).toContain("makes a circle: a → b → a");
		expect(store.entry("group", "a")?.declared.group).toBeUndefined();
	});

	test("a group that is not there is not found, and the one that was meant is named", async () => {
		const store = await storeOf("[users.u]\n[groups.staff]\n");
		const error = await failure(
			store.edit({ kind: "user", name: "u" }, { group: "stuff" }),
		);
		expect(error.code).toBe("group.not-found");
		expect(error.why).toContain("did you mean staff?");
	});

	test("a value that cannot be is refused before anything is written", async () => {
		const store = await storeOf("[users.u]\n");
		const error = await failure(
			store.edit({ kind: "user", name: "u" }, { quota: "much" }),
		);
		expect(error.code).toBe("usage.invalid");
		expect(store.entry("user", "u")?.written).toEqual({});
	});

	test("a hash is replaced only while it is the one that was meant", async () => {
		const store = await storeOf('[users.u]\npassword = "one"\n');
		let told = 0;
		store.onChange(() => told++);
		const hashes = { before: "other", after: "two" };
		expect(await store.replacePassword("u", hashes)).toBe(false);
		expect(told).toBe(0);
		const right = { before: "one", after: "two" };
		expect(await store.replacePassword("U", right)).toBe(true);
		expect(store.find("u")?.passwordHash).toBe("two");
		expect(told).toBe(1);
	});

	test("a user and a group may have the same name", async () => {
		const store = await storeOf(
			'[users.x]\ngroup = "x"\n[groups.x]\nquota = 1',
		);
		expect(store.find("x")?.limits.quotaBytes).toBe(1);
	});
});
