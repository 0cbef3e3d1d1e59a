import { describe, expect, test } from "bun:test";
import type { ListenFlags } from "../../src/config/index.ts";
import { load, read } from "./kit.ts";

describe("settings that contradict each other", () => {
	test.each<[string, string, string, string]>([
		[
			"credits without rates",
			"[credits]\nenabled = true",
			":2:1",
			"needs rates",
		],
		[
			"a ratio and another rate",
			'[credits]\nratio = "1:3"\nupload = 2',
			":3:1",
			"credits.upload and credits.ratio contradict",
		],
		[
			"a longest ban below the first",
			"[auth]\nban_longest_seconds = 5",
			":2:1",
			"must be auth.ban_seconds or more",
		],
		[
			"metrics for everybody unasked",
			'[metrics]\nhost = "0.0.0.0"',
			":2:1",
			"must be a loopback address",
		],
		[
			"two listeners on one port",
			'[[listen]]\nmode = "explicit"\nport = 2121\n[[listen]]\nmode = "implicit"\nport = 2121',
			":4:3",
			"[[listen]] 2 takes an address and port that [[listen]] 1 has",
		],
		[
			"two listeners on the usual port",
			'[[listen]]\nmode = "explicit"\n[[listen]]\nmode = "explicit"\nhost = "::1"',
			":3:3",
			"[[listen]] 2 takes",
		],
		[
			"a passive range over a listener",
			'[passive]\nports = "2000-3000"',
			":2:1",
			"holds a port that the server listens on: 2121, 2990",
		],
		[
			"metrics on a listener's port",
			"[metrics]\nenabled = true\nport = 990",
			":3:1",
			"a [[listen]] has it",
		],
		[
			"metrics on a passive port",
			'[passive]\nports = "9000-9200"\n[metrics]\nenabled = true',
			":3:2",
			"one of passive.ports",
		],
	])("%s is a fault at its place", async (_, toml, place, says) => {
		const { faults } = await read({ toml });
		expect(faults.map(({ code }) => code)).toEqual(["config.conflict"]);
		expect(faults[0]?.place).toBe(`/etc/o/oceanftp.toml${place}`);
		expect(`${faults[0]?.sentence} ${faults[0]?.why}`).toContain(says);
	});

	test.each<[string, string]>([
		[
			"a ratio and the rates that it means",
			'[credits]\nenabled = true\nratio = "1:3"\nupload = 3\ndownload = -1',
		],
		[
			"metrics for everybody on purpose",
			'[metrics]\nhost = "0.0.0.0"\npublic = true',
		],
		[
			"two listeners on any free port",
			'[[listen]]\nmode = "explicit"\nport = 0\n[[listen]]\nmode = "implicit"\nport = 0',
		],
		[
			"one port on two addresses",
			'[[listen]]\nmode = "explicit"\nhost = "127.0.0.1"\n[[listen]]\nmode = "explicit"\nhost = "::1"',
		],
		["metrics switched off on a listener's port", "[metrics]\nport = 990"],
	])("%s is none", async (_, toml) => {
		expect((await read({ toml })).faults).toEqual([]);
	});

	test("flags that make listeners collide are named", async () => {
		const listen: ListenFlags = { hosts: [], explicitPort: 7, implicitPort: 7 };
		const { faults } = await read({ listen });
		expect(faults.map(({ place }) => place)).toEqual([
			"--port --implicit-port",
		]);
	});

	test.each<[string, string]>([
		['[access]\ndefault = "deny"', "nobody can connect"],
		["[limits]\nusers = 500", "limits.users (500) is never reached"],
		['[tls]\nclient_crl = "x"', "no effect without tls.client_ca"],
		['[tls]\nclient_ca = "x"', 'while tls.client_auth is "none"'],
	])("%p is allowed with a warning", async (toml, says) => {
		const { warnings } = await load({ toml });
		expect(warnings.join("\n")).toContain(says);
	});
});

describe("values", () => {
	test.each<[string, string]>([
		['[files]\numask = "9"', "three octal digits"],
		['[files]\ndenied_names = ["a/b"]', "without a slash"],
		[
			'[access]\nsafe = ["10.0.0.9-10.0.0.1"]',
			"a network, an address or a range",
		],
		['[limits]\nupload_rate = "fast"', "must be a size"],
		["[limits]\nfree_space = -1", "must be a size"],
		['[credits]\nratio = "0:3"', "as in 1:3"],
		['[tls]\nciphers = "a b"', "names of ciphers"],
		["[messages]\nwidth = 5", "must be 20 or more"],
	])("%p is a fault that says what is expected", async (toml, says) => {
		const { faults } = await read({ toml });
		expect(faults).toHaveLength(1);
		expect(faults[0]?.sentence).toContain(says);
	});

	test("are converted to bytes, milliseconds, networks and rates", async () => {
		const { settings } = await load({
			toml: [
				"[limits]",
				'upload_rate = "2MiB"',
				"download_rate = 0",
				"largest_file = 5000",
				"users = 0",
				"[files]",
				'umask = "027"',
				"[access]",
				'safe = ["10.0.0.0-10.0.0.3"]',
				"[credits]",
				'ratio = "1:3"',
				"[log]",
				"retention_days = 0",
				"[[listen]]",
				'mode = "explicit"',
				'tls = "allowed"',
				'data_tls = "client"',
			].join("\n"),
		});
		expect(settings.limits.uploadBytesPerSecond).toBe(2 * 1024 * 1024);
		expect(settings.limits.downloadBytesPerSecond).toBeUndefined();
		expect(settings.limits.largestFileBytes).toBe(5000);
		expect(settings.limits.users).toBeUndefined();
		expect(settings.files.umask).toBe(0o027);
		expect(settings.access.safe).toEqual([
			{ bytes: [10, 0, 0, 0], prefixBits: 30 },
		]);
		expect(settings.credits).toEqual({
			enabled: false,
			uploadPerKib: 3,
			downloadPerKib: -1,
		});
		expect(settings.log.retentionMs).toBeUndefined();
		expect(settings.listen).toEqual([
			{ mode: "explicit", policy: { control: "allowed", data: "client" } },
		]);
	});
});
