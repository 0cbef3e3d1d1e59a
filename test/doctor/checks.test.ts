import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { plainAccount } from "../../src/accounts/index.ts";
import { foldersOf } from "../../src/doctor/checks/user-folders.ts";
import { CHECKS, worst } from "../../src/doctor/index.ts";
import { ALL_RIGHTS, type Right } from "../../src/files/index.ts";
import {
	hostDiagnosis,
	hostFiles,
	hostProcess,
} from "../../src/platform/index.ts";
import { LOOPBACK, makeCertificate, patient, said, verdicts } from "./kit.ts";

const DAY_MS = 86_400_000;
const MACHINE = hostDiagnosis();

test("every check has an id and a title of its own", () => {
	const ids = CHECKS.map(({ id }) => id);
	const titles = CHECKS.map(({ title }) => title);
	expect(new Set(ids).size).toBe(CHECKS.length);
	expect(new Set(titles).size).toBe(CHECKS.length);
	expect(ids.every((id) => /^[a-z0-9.-]+$/.test(id))).toBe(true);
});

test("the worst of findings is FAIL before warn before ok before skip", () => {
	const of = (...list: ("ok" | "warn" | "FAIL" | "skip")[]): string =>
		worst(list.map((verdict) => ({ verdict })));
	expect(of("skip", "ok")).toBe("ok");
	expect(of("ok", "FAIL", "warn")).toBe("FAIL");
	expect(of("ok", "warn", "skip")).toBe("warn");
	expect(of("skip")).toBe("skip");
});

describe("the check of the configuration", () => {
	test("tells every fault of it, with its line", async () => {
		using sick = await patient('nam = "x"\n[passive]\nports = "5"\n');
		const found = await sick.check("config");
		expect(verdicts(found)).toEqual(["FAIL"]);
		expect(said(found)).toContain("oceanftp.toml:1:1");
		expect(said(found)).toContain("oceanftp.toml:3:1");
		expect(said(found)).toContain("config.unknown-key");
	});

	test("makes the checks that need it skip, and none fail for it", async () => {
		using sick = await patient('nam = "x"\n');
		for (const id of [
			"ports",
			"passive.range",
			"users.folders",
			"process.user",
		]) {
			expect(verdicts(await sick.check(id))).toEqual(["skip"]);
		}
	});
});

test("accounts.toml that cannot be read fails with its line", async () => {
	using sick = await patient();
	sick.put("accounts.toml", "version = 1\n[users.alice]\nhome = 7\n");
	const found = await sick.check("accounts");
	expect(verdicts(found)).toEqual(["FAIL"]);
	expect(said(found)).toContain("accounts.toml:3");
});

test("accounts of whom nobody may log in are warned of", async () => {
	using sick = await patient();
	sick.put(
		"accounts.toml",
		'version = 1\n[users.alice]\npassword = "x"\nenabled = false\n',
	);
	expect(verdicts(await sick.check("accounts"))).toEqual(["warn"]);
});

describe("the check of permissions", () => {
	test("fails for a key that others may read, and mends it", async () => {
		using sick = await patient();
		await makeCertificate(sick);
		const key = sick.at("certs/default.key");
		chmodSync(key, 0o644);
		const found = await sick.check("data.modes");
		expect(verdicts(found)).toEqual(["FAIL"]);
		expect(said(found)).toContain("key.perm");
		expect(said(found)).toContain(`chmod 600 ${key}`);
		const { findings, mended } = await sick.examine("data.modes", {
			mending: "act",
		});
		expect(mended).toEqual([`did: set the mode of ${key} to 600`]);
		expect(verdicts(findings)).toEqual(["ok"]);
		expect(statSync(key).mode & 0o777).toBe(0o600);
	});

	test("says under a dry run what it would do, and does nothing", async () => {
		using sick = await patient();
		sick.put("accounts.toml", "version = 1\n", 0o640);
		chmodSync(sick.at("accounts.toml"), 0o640);
		const { findings, mended } = await sick.examine("data.modes", {
			mending: "plan",
		});
		expect(mended).toEqual([
			`would set the mode of ${sick.at("accounts.toml")} to 600`,
		]);
		expect(verdicts(findings)).toEqual(["warn"]);
		expect(statSync(sick.at("accounts.toml")).mode & 0o777).toBe(0o640);
	});

	test("warns of a damaged database that was moved aside and may be read by others", async () => {
		using sick = await patient();
		const aside = "state.db.damaged-20261101T000000Z";
		sick.put(aside, "", 0o644);
		chmodSync(sick.at(aside), 0o644);
		const found = await sick.check("data.modes");
		expect(verdicts(found)).toEqual(["warn"]);
		expect(said(found)).toContain(`chmod 600 ${sick.at(aside)}`);
	});

	test("fails for a data folder in which others may write", async () => {
		using sick = await patient();
		chmodSync(sick.path, 0o777);
		const found = await sick.check("data.modes");
		expect(verdicts(found)).toEqual(["FAIL"]);
		expect(said(found)).toContain("its mode is 777");
	});
});

describe("the check of the file system", () => {
	test.each([
		["ext4", false, "ok"],
		["vfat", false, "warn"],
		["nfs4", false, "warn"],
		["fuse.sshfs", false, "warn"],
		["ext4", true, "FAIL"],
	] as const)(
		"says of %s, read-only: %p, %s",
		async (type, isReadOnly, verdict) => {
			using sick = await patient();
			const machine = {
				...MACHINE,
				mountOf: async () => ({ at: "/", type, isReadOnly }),
			};
			const found = await sick.check("data.file-system", { machine });
			expect(verdicts(found)).toEqual([verdict]);
		},
	);

	test("skips where the system does not tell", async () => {
		using sick = await patient();
		const machine = { ...MACHINE, mountOf: async () => undefined };
		expect(verdicts(await sick.check("data.file-system", { machine }))).toEqual(
			["skip"],
		);
	});
});

describe("the check of free space", () => {
	test.each([
		[10 * 2 ** 30, "ok"],
		[500 * 2 ** 20, "warn"],
		[10 * 2 ** 20, "FAIL"],
	])("says of %d free bytes %s", async (freeBytes, verdict) => {
		using sick = await patient();
		const machine = {
			...MACHINE,
			room: async () => ({ freeBytes, freeFiles: undefined }),
		};
		const found = await sick.check("data.space", { machine });
		expect(verdicts(found)).toEqual([verdict]);
	});

	test("names the setting that refuses uploads", async () => {
		using sick = await patient(`${LOOPBACK}[limits]\nfree_space = "20GiB"\n`);
		const machine = {
			...MACHINE,
			room: async () => ({ freeBytes: 2 ** 30 * 10, freeFiles: undefined }),
		};
		const found = await sick.check("data.space", { machine });
		expect(verdicts(found)).toEqual(["FAIL"]);
		expect(said(found)).toContain("[limits] free_space keeps 20 GiB free");
	});
});

describe("the check of the lock", () => {
	test("warns of one that a dead process left, and removes it", async () => {
		using sick = await patient();
		const gone = Bun.spawn(["true"]);
		await gone.exited;
		sick.put("run/lock", `${gone.pid} 1\n`);
		expect(verdicts(await sick.check("data.lock"))).toEqual(["warn"]);
		expect(existsSync(sick.at("run/lock"))).toBe(true);
		const { findings, mended } = await sick.examine("data.lock", {
			mending: "act",
		});
		expect(mended).toEqual([
			`did: remove the stale lock ${sick.at("run/lock")}`,
		]);
		expect(verdicts(findings)).toEqual(["ok"]);
		expect(existsSync(sick.at("run/lock"))).toBe(false);
	});

	test("names the process that holds it", async () => {
		using sick = await patient();
		sick.put("run/lock", `${process.pid} -\n`);
		const { findings, mended } = await sick.examine("data.lock", {
			mending: "act",
		});
		expect(said(findings)).toContain(`process ${process.pid}`);
		expect(mended).toEqual([]);
		expect(existsSync(sick.at("run/lock"))).toBe(true);
	});
});

describe("the check of certificates", () => {
	test("fails for a pair that is none, and names it", async () => {
		using sick = await patient();
		await makeCertificate(sick);
		await makeCertificate(sick, { name: "other" });
		const key = readFileSync(sick.at("certs/other.key"));
		writeFileSync(sick.at("certs/default.key"), key);
		const found = await sick.check("certificates");
		expect(verdicts(found)).toEqual(["FAIL", "ok"]);
		expect(said(found)).toContain(
			"certs/default.crt and certs/default.key are not a pair [cert.key-mismatch]",
		);
	});

	test("only warns of a broken one that nobody is shown", async () => {
		using sick = await patient();
		await makeCertificate(sick);
		await makeCertificate(sick, { name: "other" });
		writeFileSync(sick.at("certs/other.key"), "nonsense");
		expect(verdicts(await sick.check("certificates"))).toEqual(["ok", "warn"]);
	});

	test("fails for one that the configuration names and nobody made", async () => {
		using sick = await patient(`[tls]\ncertificate = "nas"\n`);
		await makeCertificate(sick);
		const found = await sick.check("certificates");
		expect(verdicts(found)).toEqual(["FAIL", "ok"]);
		expect(said(found)).toContain('no certificate "nas" [cert.not-found]');
	});

	test("renews one of its own that has ended, with the same key", async () => {
		using sick = await patient();
		await makeCertificate(sick, { days: 10, nowMs: Date.now() - 40 * DAY_MS });
		const key = readFileSync(sick.at("certs/default.key"), "utf8");
		const ended = await sick.check("certificates");
		expect(verdicts(ended)).toEqual(["FAIL"]);
		expect(said(ended)).toContain("cert.expired");
		const { findings, mended } = await sick.examine("certificates", {
			mending: "act",
		});
		expect(mended).toEqual([
			"did: renew the certificate default with the same key",
		]);
		expect(verdicts(findings)).toEqual(["ok"]);
		expect(readFileSync(sick.at("certs/default.key"), "utf8")).toBe(key);
	});

	test("does not offer to renew what somebody imported", async () => {
		using sick = await patient();
		await makeCertificate(sick, { days: 10, nowMs: Date.now() - 40 * DAY_MS });
		// An import leaves no request beside it.
		await Bun.file(sick.at("certs/default.csr")).delete();
		const { mended } = await sick.examine("certificates", { mending: "act" });
		expect(mended).toEqual([]);
	});

	test("looking changes no file, and leaves none", async () => {
		using sick = await patient();
		await makeCertificate(sick, { days: 10, nowMs: Date.now() - 40 * DAY_MS });
		const files = (): string[] =>
			readdirSync(sick.path, { recursive: true, encoding: "utf8" })
				.sort()
				.map((name) => {
					const facts = statSync(sick.at(name));
					const stamp = facts.isFile() ? facts.mtimeMs : "folder";
					return `${name} ${facts.mode} ${stamp}`;
				});
		const before = files();
		for (const { id } of CHECKS) await sick.check(id);
		expect(files()).toEqual(before);
	});
});

describe("the check of names", () => {
	test("warns when none of a certificate's names leads here", async () => {
		using sick = await patient();
		await makeCertificate(sick, { names: ["dns:elsewhere.invalid"] });
		const found = await sick.check("certificates.names");
		expect(verdicts(found)).toEqual(["warn"]);
		expect(said(found)).toContain("elsewhere.invalid");
	});

	test("is content with an address in use", async () => {
		using sick = await patient();
		await makeCertificate(sick, { names: ["ip:127.0.0.1"] });
		const found = await sick.check("certificates.names");
		expect(said(found)).toContain("127.0.0.1 leads to this machine");
	});

	test("is content with a name that resolves to the advertised address", async () => {
		using sick = await patient(`${LOOPBACK}[passive]\nhost = "203.0.113.9"\n`);
		await makeCertificate(sick, { names: ["dns:nas.example.com"] });
		const machine = { ...MACHINE, resolve: async () => ["203.0.113.9"] };
		const found = await sick.check("certificates.names", { machine });
		expect(verdicts(found)).toEqual(["ok"]);
	});
});

describe("the check of client authorities", () => {
	const CA = '[tls]\nclient_auth = "required"\nclient_ca = "ca.pem"\n';

	test("fails for a file that is missing, or holds no certificate", async () => {
		using sick = await patient(CA);
		const missing = await sick.check("tls.client-authorities");
		expect(verdicts(missing)).toEqual(["FAIL"]);
		expect(said(missing)).toContain(sick.at("ca.pem"));
		sick.put("ca.pem", "<html>not found</html>");
		expect(verdicts(await sick.check("tls.client-authorities"))).toEqual([
			"FAIL",
		]);
	});

	test("is content without any", async () => {
		using well = await patient();
		expect(verdicts(await well.check("tls.client-authorities"))).toEqual([
			"ok",
		]);
	});
});

describe("the check of the clock", () => {
	test("fails when a certificate begins later than now", async () => {
		using sick = await patient();
		await makeCertificate(sick);
		const nowMs = (): number => Date.now() - 400 * DAY_MS;
		const found = await sick.check("clock", { nowMs });
		expect(found[0]?.verdict).toBe("FAIL");
		expect(said(found)).toContain("default begins later");
		expect(said(found)).toContain("has another time than the clock");
	});

	test("warns of files from the future", async () => {
		using sick = await patient();
		sick.put("accounts.toml", "version = 1\n");
		const later = new Date(Date.now() + DAY_MS);
		utimesSync(sick.at("accounts.toml"), later, later);
		const found = await sick.check("clock");
		expect(verdicts(found)).toEqual(["warn"]);
	});
});

describe("the check of ports", () => {
	test("fails for one that another program holds", async () => {
		const taken = createServer();
		const { promise, resolve } = Promise.withResolvers<void>();
		taken.listen(0, "127.0.0.1", resolve);
		await promise;
		try {
			const address = taken.address();
			const port = typeof address === "object" ? (address?.port ?? 0) : 0;
			using sick = await patient(
				`[[listen]]\nmode = "explicit"\nhost = "127.0.0.1"\nport = ${port}\n`,
			);
			const found = await sick.check("ports");
			expect(verdicts(found)).toEqual(["FAIL"]);
			expect(said(found)).toContain(`127.0.0.1:${port} is in use`);
			if (process.platform === "linux") {
				expect(said(found)).toContain(`process ${process.pid} (`);
			}
		} finally {
			taken.close();
		}
	});

	test("fails for an address that is not this machine's", async () => {
		using sick = await patient(
			`[[listen]]\nmode = "explicit"\nhost = "192.0.2.250"\nport = 2121\n`,
		);
		const found = await sick.check("ports");
		expect(said(found)).toContain("bind.failed");
	});

	test("fails for low ports that this user has no right to", async () => {
		using sick = await patient(
			`[[listen]]\nmode = "explicit"\nhost = "127.0.0.1"\nport = 21\n`,
		);
		const machine = { ...MACHINE, lowestPort: async () => 1024 };
		const found = await sick.check("ports.right", { machine });
		expect(verdicts(found)).toEqual(["FAIL"]);
		expect(said(found)).toContain("CAP_NET_BIND_SERVICE");
	});

	test("lets a first start fall back to high ports", async () => {
		using sick = await patient("");
		const machine = { ...MACHINE, lowestPort: async () => 1024 };
		const found = await sick.check("ports.right", { machine });
		expect(verdicts(found)).toEqual(["ok"]);
		expect(said(found)).toContain("2121, 2990");
	});
});

describe("the check of passive ports", () => {
	const users = (count: number): string =>
		`version = 1\n${Array.from({ length: count }, (_, index) => `[users.u${index}]\npassword = "x"\n`).join("")}`;

	test.each([
		["50000-50100", 3, "ok"],
		["50000-50003", 3, "warn"],
	])("says of %s for %d users %s", async (range, count, verdict) => {
		using sick = await patient(
			`[[listen]]\nmode = "explicit"\nport = 2121\n[passive]\nports = "${range}"\n`,
		);
		sick.put("accounts.toml", users(count));
		expect(verdicts(await sick.check("passive.range"))).toEqual([verdict]);
	});
});

describe("the check of the passive address", () => {
	const outside = (...addresses: string[]) => ({
		...hostProcess(),
		addresses: () =>
			addresses.map((address) => ({
				address,
				isLoopback: false,
				isLinkLocal: false,
			})),
	});
	const host = (text: string): string => `[passive]\nhost = "${text}"\n`;

	test.each([
		[
			"a private one behind a public listener",
			host("192.168.1.7"),
			["198.51.100.4"],
			"warn",
		],
		["loopback for others", host("127.0.0.1"), ["192.168.1.7"], "FAIL"],
		["nobody's", host("nosuch.invalid"), ["192.168.1.7"], "FAIL"],
		["the machine's own", host("198.51.100.4"), ["198.51.100.4"], "ok"],
		["a router's", host("203.0.113.9"), ["192.168.1.7"], "ok"],
	])("says of %s what it is", async (_, config, addresses, verdict) => {
		using sick = await patient(config);
		const found = await sick.check("passive.address", {
			process: outside(...addresses),
		});
		expect(verdicts(found)).toEqual([verdict]);
	});

	test("warns in a container that nobody told the outside address", async () => {
		using sick = await patient("");
		const found = await sick.check("passive.address", {
			process: outside("172.17.0.2"),
			machine: { ...MACHINE, isContainer: async () => true },
		});
		expect(verdicts(found)).toEqual(["warn"]);
		expect(said(found)).toContain("passive.unreachable");
	});

	test("is content with listeners on loopback", async () => {
		using sick = await patient();
		expect(verdicts(await sick.check("passive.address"))).toEqual(["ok"]);
	});
});

describe("the checks of served folders", () => {
	test("fail for a root that holds the data folder, also through a link", async () => {
		using sick = await patient(`root = "served"\n`);
		symlinkSync("..", sick.at("served"));
		const found = await sick.check("root");
		expect(verdicts(found)).toEqual(["FAIL"]);
		expect(said(found)).toContain("root.overlap");
	});

	test("make a root that is missing", async () => {
		using sick = await patient(`root = "../served-${crypto.randomUUID()}/a"\n`);
		const before = await sick.check("root");
		expect(verdicts(before)).toEqual(["FAIL"]);
		expect(said(before)).toContain("root.unusable");
		const { findings, mended } = await sick.examine("root", { mending: "act" });
		expect(mended).toHaveLength(1);
		expect(verdicts(findings)).toEqual(["ok"]);
		const [made = ""] = mended.map((text) => text.replace(/^.* folder /, ""));
		expect(statSync(made).mode & 0o777).toBe(0o700);
		await Bun.$`rm -r ${join(made, "..")}`;
	});

	test("name a file that stands where a home should be", async () => {
		using sick = await patient();
		mkdirSync(sick.at("files"), { mode: 0o700 });
		sick.put("files/alice", "a file");
		sick.put("accounts.toml", 'version = 1\n[users.alice]\npassword = "x"\n');
		const found = await sick.check("users.folders");
		expect(verdicts(found)).toEqual(["FAIL"]);
		expect(said(found)).toContain(`${sick.at("files/alice")} is in the way`);
	});

	test("count a home that login makes as no fault, and make none", async () => {
		using sick = await patient();
		sick.put("accounts.toml", 'version = 1\n[users.alice]\npassword = "x"\n');
		const { findings, mended } = await sick.examine("users.folders", {
			mending: "act",
		});
		expect(mended).toEqual([]);
		expect(verdicts(findings)).toEqual(["ok"]);
		expect(existsSync(sick.at("files"))).toBe(false);
	});
});

test("what root can use is not taken for what the server's user can", async () => {
	using sick = await patient('run_as = "ftp"\n');
	sick.put("accounts.toml", 'version = 1\n[users.alice]\npassword = "x"\n');
	const found = await sick.check("users.folders", {
		process: { ...hostProcess(), uid: 0 },
	});
	expect(verdicts(found)).toEqual(["ok", "skip"]);
	expect(said(found)).toContain("sudo -u 'ftp' oceanftp doctor");
});

test("an account's folders are its home and its mounts, each for what may be done there", () => {
	const account = {
		...plainAccount("alice", ALL_RIGHTS),
		mounts: [
			{
				path: "/pool",
				folder: "pool/{user}",
				rights: new Set<Right>(["read"]),
			},
			{ path: "/in", folder: "/srv/in", rights: new Set<Right>(["append"]) },
		],
	};
	expect(
		foldersOf(account, "/srv/ftp", hostFiles()).map(({ path, use }) => [
			path,
			use,
		]),
	).toEqual([
		["/srv/ftp/alice", "write"],
		["/srv/ftp/pool/alice", "read"],
		["/srv/in", "write"],
	]);
});

test("open files that are too few for the connections are warned of", async () => {
	using sick = await patient(`${LOOPBACK}[limits]\nconnections = 5000\n`);
	const machine = { ...MACHINE, openFileLimit: async () => 1024 };
	const found = await sick.check("limits.open-files", { machine });
	expect(verdicts(found)).toEqual(["warn"]);
	expect(said(found)).toContain("LimitNOFILE=25064");
});

describe("the check of the user", () => {
	test.each([
		["root without run_as", 0, "", "warn"],
		["root with run_as", 0, 'run_as = "ftp"\n', "ok"],
		["anybody else", 1000, "", "ok"],
	])("says of %s what it is", async (_, uid, config, verdict) => {
		using sick = await patient(config);
		const found = await sick.check("process.user", {
			process: { ...hostProcess(), uid },
		});
		expect(verdicts(found)).toEqual([verdict]);
	});
});

test("the autoload switches are no matter of the source form", async () => {
	using sick = await patient();
	expect(verdicts(await sick.check("executable.autoload"))).toEqual(["skip"]);
});
