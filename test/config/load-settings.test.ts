import { describe, expect, test } from "bun:test";
import { DAY_MS, MIB, OperatorError } from "../../src/base/index.ts";
import { type ListenFlags, settingList } from "../../src/config/index.ts";
import { type Given, load } from "./kit.ts";

async function failure(given: Given): Promise<OperatorError> {
	const error = await load(given).then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof OperatorError)) throw error ?? new Error("no failure");
	return error;
}

describe("settings", () => {
	test("without any source every setting has the default of the contract", async () => {
		const { settings, origins, warnings } = await load({});
		expect(settings).toEqual({
			name: "Ocean FTP Server",
			root: undefined,
			runAs: undefined,
			listen: [{ mode: "explicit" }, { mode: "implicit" }],
			tls: {
				certificate: "default",
				isCertificateChosen: false,
				control: "required",
				data: "required",
				minVersion: "1.2",
				ciphers: undefined,
				curves: undefined,
				sessionResumption: "prefer",
				closeNotify: "strict",
				lenientPbsz: false,
				ccc: false,
				clientAuth: "none",
				clientCa: undefined,
				clientCrl: undefined,
			},
			passive: { ports: undefined, host: undefined, networks: [] },
			limits: {
				connections: 200,
				users: undefined,
				perAddress: 50,
				perAccount: undefined,
				notLoggedInPerAddress: 20,
				loginMs: 60_000,
				idleMs: 900_000,
				stalledMs: 120_000,
				loginFailures: 5,
				graceMs: 30_000,
				uploadBytesPerSecond: undefined,
				downloadBytesPerSecond: undefined,
				largestFileBytes: undefined,
				freeSpaceBytes: 64 * MIB,
			},
			active: { enabled: true },
			auth: {
				changePassword: false,
				passwordMinLength: 8,
				banFailures: 10,
				banWindowMs: 600_000,
				banMs: 600_000,
				banLongestMs: DAY_MS,
			},
			files: {
				interrupted: "discard",
				safeNames: "platform",
				symlinks: "inside",
				overwrite: true,
				umask: undefined,
				trash: false,
				trashMs: 30 * 86_400_000,
				deniedNames: [],
				hiddenNames: [],
				convertText: true,
			},
			access: { safe: [], blocked: [], default: "allow" },
			credits: { enabled: false, uploadPerKib: 0, downloadPerKib: 0 },
			messages: { width: 75 },
			log: {
				format: "text",
				level: "info",
				files: true,
				transfers: "json",
				rotateBytes: 10 * MIB,
				retentionMs: 90 * DAY_MS,
				historyMs: 90 * DAY_MS,
			},
			control: { enabled: true, transport: "auto" },
			metrics: {
				enabled: false,
				host: "127.0.0.1",
				port: 9121,
				public: false,
			},
		});
		expect(origins.size).toBe(0);
		expect(warnings).toEqual([]);
	});

	test("flags win over the environment, that over the file, that over defaults; each origin is named", async () => {
		const { settings, origins } = await load({
			toml: '[tls]\ncontrol = "allowed"\ndata = "client"\nmin_version = "1.3"',
			env: {
				OCEANFTP_TLS__CONTROL: "required",
				OCEANFTP_TLS__DATA: "required",
			},
			flags: { "data-tls": "default-on" },
		});
		expect(settings.tls.data).toBe("default-on");
		expect(settings.tls.control).toBe("required");
		expect(settings.tls.minVersion).toBe("1.3");
		expect(settings.tls.closeNotify).toBe("strict");
		expect(Object.fromEntries(origins)).toEqual({
			"tls.control": "OCEANFTP_TLS__CONTROL",
			"tls.data": "--data-tls",
			"tls.min_version": "/etc/o/oceanftp.toml:4:1",
		});
	});

	test("a variable that ends in _FILE gives the file's content without its last line end", async () => {
		const { settings } = await load({
			env: { OCEANFTP_NAME_FILE: "/run/name" },
			files: { "/run/name": "My server\r\n" },
		});
		expect(settings.name).toBe("My server");
		expect(
			(await failure({ env: { OCEANFTP_NAME_FILE: "/run/none" } })).code,
		).toBe("file.no-right");
	});

	test("numbers and booleans are read from the environment", async () => {
		const { settings } = await load({
			env: {
				OCEANFTP_LIMITS__PER_ADDRESS: "7",
				OCEANFTP_TLS__LENIENT_PBSZ: "true",
			},
		});
		expect(settings.limits.perAddress).toBe(7);
		expect(settings.tls.lenientPbsz).toBe(true);
	});

	test("an unknown variable is a warning with what was probably meant, a data folder's is none", async () => {
		const { warnings } = await load({
			env: {
				OCEANFTP_TLS__CONTRL: "x",
				OCEANFTP_DATA: "/x",
				OCEANFTP_PORT_21_TCP: "tcp://10.0.0.1:21",
			},
		});
		expect(warnings.length).toBe(2);
		expect(warnings[0]).toContain("did you mean OCEANFTP_TLS__CONTROL?");
	});

	test("a relative root is relative to its file, or to the current folder when a flag or variable says it", async () => {
		const toml = 'root = "srv"';
		expect((await load({ toml })).settings.root).toBe("/etc/o/srv");
		expect((await load({ toml, flags: { root: "w" } })).settings.root).toBe(
			"/cwd/w",
		);
		expect(
			(await load({ toml, env: { OCEANFTP_ROOT: "e" } })).settings.root,
		).toBe("/cwd/e");
	});

	test.each<[string, string, string, string]>([
		[
			"[tls]\ncontrl = 1",
			"config.unknown-key",
			":2:1:",
			"did you mean control?",
		],
		["nme = 'x'", "config.unknown-key", ":1:1:", "did you mean name?"],
		["\n\n  [tsl]\n", "config.unknown-key", ":3:4:", "did you mean tls?"],
		[
			'[[listen]]\nmode = "explicit"\n[[listen]]\nmode = "implicit"\nprt = 5',
			"config.unknown-key",
			":5:1:",
			"did you mean port?",
		],
		["[tls]\ncontrol = 5", "config.type", ":2:1:", "found 5"],
		[
			"[limits]\nconnections = 0",
			"config.type",
			":2:1:",
			"limits.connections must be 1 or more",
		],
		[
			"[limits]\nconnections = 1.5",
			"config.type",
			":2:1:",
			"must be a whole number",
		],
		['tls = "yes"', "config.type", ":1:1:", "must be a table"],
		["[[listen]]\nport = 5", "config.type", ":1:3:", "is missing"],
		[
			'[[listen]]\nmode = "explicit"\nport = 70000',
			"config.type",
			":3:1:",
			"must be 0 to 65535",
		],
		[
			'[[listen]]\nmode = "explicit"\nhost = "nas"',
			"config.type",
			":3:1:",
			"IPv4 or IPv6 address",
		],
		['passive.ports = "9-5"', "config.type", ":1:1:", "as in 50000-50100"],
		["x = [", "config.syntax", ":1:", "not valid TOML"],
		["__proto__ = 1", "config.unknown-key", ":1:1:", "no setting __proto__"],
	])("file %p fails as %s at %s saying %p", async (toml, code, place, says) => {
		const error = await failure({ toml });
		expect(error.code).toBe(code as typeof error.code);
		expect(error.message).toContain(`/etc/o/oceanftp.toml${place}`);
		expect(`${error.message}\n${error.why}`).toContain(says);
	});

	test("all faults of a file are told at once", async () => {
		const error = await failure({ toml: "nme = 1\n[log]\nlevel = 'loud'" });
		expect(error.message).toContain(":1:1:");
		expect(error.why).toContain("/etc/o/oceanftp.toml:3:1: log.level");
	});

	test("a fault in the file is told although a flag outranks it", async () => {
		const error = await failure({
			toml: "[log]\nlevel = 'loud'",
			flags: { "log-level": "info" },
		});
		expect(error.code).toBe("config.type");
	});

	test.each<[Given, string]>([
		[{ flags: { tls: "maybe" } }, "--tls: tls.control must be"],
		[
			{ env: { OCEANFTP_LIMITS__CONNECTIONS: "many" } },
			"OCEANFTP_LIMITS__CONNECTIONS: limits.connections must be a number",
		],
	])("a bad value in %p names its origin", async (given, says) => {
		const error = await failure(given);
		expect(error.code).toBe("config.type");
		expect(error.message).toContain(says);
	});
});

describe("listen flags", () => {
	const toml = [
		"[[listen]]\nmode = 'explicit'\nport = 21\nhost = '192.0.2.1'",
		"[[listen]]\nmode = 'explicit'\nport = 2100",
		"[[listen]]\nmode = 'implicit'\nport = 990",
	].join("\n");

	test.each<[string, string | undefined, ListenFlags, unknown]>([
		[
			"--port replaces every explicit listener and leaves the implicit one",
			toml,
			{ hosts: [], explicitPort: 0 },
			[
				{ mode: "explicit", port: 0 },
				{ mode: "implicit", port: 990 },
			],
		],
		[
			"--implicit-port off removes the implicit listener",
			undefined,
			{ hosts: [], implicitPort: "off" },
			[{ mode: "explicit" }],
		],
		[
			"--host moves the listeners of both modes",
			toml,
			{ hosts: ["127.0.0.1", "::1"] },
			[
				{ mode: "explicit", host: "127.0.0.1", port: 21 },
				{ mode: "explicit", host: "127.0.0.1", port: 2100 },
				{ mode: "explicit", host: "::1", port: 21 },
				{ mode: "explicit", host: "::1", port: 2100 },
				{ mode: "implicit", host: "127.0.0.1", port: 990 },
				{ mode: "implicit", host: "::1", port: 990 },
			],
		],
		[
			"--host does not add a mode that the file leaves out",
			"[[listen]]\nmode = 'implicit'",
			{ hosts: ["::1"] },
			[{ mode: "implicit", host: "::1" }],
		],
		[
			"--port adds a mode that the file leaves out",
			"[[listen]]\nmode = 'implicit'",
			{ hosts: [], explicitPort: 2121 },
			[{ mode: "explicit", port: 2121 }, { mode: "implicit" }],
		],
	])("%s", async (_, content, listen, expected) => {
		const { settings } = await load({
			...(content === undefined ? {} : { toml: content }),
			listen,
		});
		expect(settings.listen).toEqual(expected as typeof settings.listen);
	});
});

describe("schema", () => {
	test("every setting has a help text, and no flag is used twice", () => {
		const facts = settingList();
		for (const fact of facts) expect(fact.about).toMatch(/^[A-Z].*\.$/s);
		const flags = facts.flatMap((fact) => fact.flag ?? []);
		expect(new Set(flags).size).toBe(flags.length);
		expect(flags.sort()).toEqual([
			"cert",
			"data-tls",
			"log-format",
			"log-level",
			"passive-host",
			"passive-ports",
			"root",
			"run-as",
			"tls",
		]);
	});
});
