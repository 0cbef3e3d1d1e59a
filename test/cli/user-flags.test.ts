import { describe, expect, test } from "bun:test";
import {
	type EntryKind,
	keysOf,
	openAccounts,
	type Values,
} from "../../src/accounts/index.ts";
import { memoryFolder, OperatorError } from "../../src/base/index.ts";
import {
	addArgs,
	flagValues,
	setArgs,
} from "../../src/cli/account/entry-flags.ts";
import { argumentsOf, command, inputOf } from "../../src/cli/command.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";

/** What the flags of `add` or `set` come to. */
async function valuesOf(
	line: readonly string[],
	{ kind = "user", verb = "add" }: { kind?: EntryKind; verb?: string } = {},
): Promise<Values> {
	const args = verb === "add" ? addArgs(kind) : setArgs(kind);
	const { flags, positionals } = await argumentsOf(
		command({ name: verb, about: "", args }),
	);
	const input = inputOf(parseArguments(line, flags), positionals);
	return flagValues({ input }, kind);
}

describe("the flags of user and group", () => {
	test.each<[string[], Values]>([
		[["--quota", "10GiB"], { quota: "10GiB" }],
		[["--quota=1024"], { quota: 1024 }],
		[["--quota-files", "0"], { quota_files: 0 }],
		[["--idle", "15m"], { idle_seconds: 900 }],
		[["--stalled", "90"], { stalled_seconds: 90 }],
		[["--rights", "read,list"], { rights: ["read", "list"] }],
		[["--rights", "dropbox"], { rights: "dropbox" }],
		[
			["--folder", "/in=write,mkdir", "--folder=/out=read-only"],
			{
				folders: [
					{ path: "/in", rights: ["write", "mkdir"] },
					{ path: "/out", rights: "read-only" },
				],
			},
		],
		[
			["--mount", "/p=pool/{user}:read-only"],
			{ mounts: [{ path: "/p", folder: "pool/{user}", rights: "read-only" }] },
		],
		[
			["--mount", "/p=C:\\pool"],
			{ mounts: [{ path: "/p", folder: "C:\\pool" }] },
		],
		[
			["--mount", "/p=C:\\pool:all"],
			{ mounts: [{ path: "/p", folder: "C:\\pool", rights: "all" }] },
		],
		[
			["--allow", "10.0.0.0/8", "--allow", "2001:db8::/32", "--deny", "::1"],
			{ safe: ["10.0.0.0/8", "2001:db8::/32"], blocked: ["::1"] },
		],
		[["--require-tls"], { require_tls: true }],
		[["--change-password", "no"], { change_password: false }],
		[["--close-notify", "lenient"], { close_notify: "lenient" }],
		[["--session-resumption", "require"], { session_resumption: "require" }],
		[["--credit-upload", "-1.5"], { credit_upload: -1.5 }],
		[["--credit-download", "2"], { credit_download: 2 }],
		[["--client-cert", "cn:alice"], { client_certs: ["cn:alice"] }],
		[["--group", "staff"], { group: "staff" }],
		[[], {}],
	])("%p say %p", async (line, values) => {
		expect(await valuesOf(line)).toEqual(values);
	});

	test("a date is written as a date", async () => {
		const { expires } = await valuesOf(["--expires", "2030-12-31"]);
		expect(expires instanceof Date && expires.toISOString()).toBe("2030-12-31");
	});

	test.each([
		["--quota", "10G"],
		["--quota-files", "-1"],
		["--max-sessions", "0"],
		["--idle", "soon"],
		["--rights", "fly"],
		["--folder", "in=all"],
		["--folder", "/in"],
		["--mount", "/=x"],
		["--mount", "/a=../b"],
		["--mount", "/a"],
		["--allow", "10.1.2.3/8"],
		["--deny", "example.org"],
		["--expires", "2030-02-30"],
		["--expires", "tomorrow"],
		["--change-password", "maybe"],
		["--close-notify", "sometimes"],
		["--credit-upload", "much"],
		["--client-cert", "nothing"],
		["--start", "in"],
		["--home", "../up"],
		["--group", "a/b"],
		["--deny-name", "a/b"],
	])("%s cannot be %p", async (flag, value) => {
		const error = await valuesOf([flag, value]).then(
			() => undefined,
			(reason: unknown) => reason,
		);
		expect(error).toBeInstanceOf(OperatorError);
		expect(String(error)).toContain(`${flag} cannot be "${value}"`);
	});

	test("none and nothing take a value away in set, and a list is replaced whole", async () => {
		const line = ["--quota=", "--group", "none", "--deny-name", ""];
		expect(await valuesOf(line, { verb: "set" })).toEqual({
			quota: undefined,
			group: undefined,
			denied_names: undefined,
		});
	});

	test("a switch is taken away by its opposite, in set only", async () => {
		const line = ["--no-require-tls"];
		const values = await valuesOf(line, { verb: "set" });
		expect(Object.entries(values)).toEqual([["require_tls", undefined]]);
		await expect(valuesOf(line)).rejects.toThrow("no flag --no-require-tls");
		const both = ["--require-tls", "--no-require-tls"];
		await expect(valuesOf(both, { verb: "set" })).rejects.toThrow("two things");
	});

	test("rights cannot be taken away, since that would give all of them", async () => {
		const line = ["--rights", "none"];
		await expect(valuesOf(line, { verb: "set" })).rejects.toThrow(
			"--rights cannot be nothing",
		);
	});

	test("groups have all flags but those that tell one user from another", () => {
		const users = Object.keys(addArgs("user"));
		const groups = new Set(Object.keys(addArgs("group")));
		expect(users.filter((flag) => !groups.has(flag))).toEqual([
			"home",
			"client-cert",
		]);
	});

	test("every key of accounts.toml is written by its flag so that the store takes it", async () => {
		const samples: Readonly<Record<string, string>> = {
			group: "g",
			home: "h",
			rights: "read-only",
			folders: "/f=all",
			mounts: "/m=m",
			start: "/s",
			expires: "2030-12-31T10:00:00Z",
			safe: "10.0.0.1",
			blocked: "::/0",
			denied_names: "*.exe",
			hidden_names: ".*",
			change_password: "yes",
			client_certs: "a".repeat(64),
			close_notify: "strict",
			session_resumption: "prefer",
			client_cert_login: "with-password",
		};
		const store = await openAccounts({ folder: memoryFolder() });
		await store.create({ kind: "group", name: "g" }, {});
		const line = keysOf("user").flatMap(([, { flag, form, key }]) => {
			if (flag === undefined) return [];
			return form.isSwitch === true
				? [`--${flag}`]
				: [`--${flag}=${samples[key] ?? "7"}`];
		});
		const entry = await store.create(
			{ kind: "user", name: "u" },
			await valuesOf(line),
		);
		const missing = keysOf("user").filter(
			([name, { flag }]) =>
				flag !== undefined && entry.declared[name] === undefined,
		);
		expect(missing).toEqual([]);
	});
});
