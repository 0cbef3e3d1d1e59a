import { describe, expect, test } from "bun:test";
import { findDataFolder } from "../../src/server/index.ts";

type Facts = Parameters<typeof findDataFolder>[0];

const BESIDE = { path: "/usb/oceanftp-data", exists: true };
const NOT_MADE = { path: "/usb/oceanftp-data", exists: false };
const HOME = { HOME: "/home/a" };

const BASE: Facts = {
	isPortableAsked: false,
	env: HOME,
	platform: "linux",
	besideExecutable: undefined,
};

describe("data folder", () => {
	test.each<[string, Partial<Facts>, string, string]>([
		[
			"--data wins over everything",
			{
				dataFlag: "/d",
				env: { ...HOME, OCEANFTP_DATA: "/e", STATE_DIRECTORY: "/s" },
				besideExecutable: BESIDE,
				isPortableAsked: true,
			},
			"flag",
			"/d",
		],
		[
			"OCEANFTP_DATA wins over a portable folder",
			{ env: { ...HOME, OCEANFTP_DATA: "/e" }, besideExecutable: BESIDE },
			"environment",
			"/e",
		],
		[
			"a folder beside the executable wins over the service's",
			{ env: { ...HOME, STATE_DIRECTORY: "/s" }, besideExecutable: BESIDE },
			"portable",
			"/usb/oceanftp-data",
		],
		[
			"--portable names the folder beside the executable before it is there",
			{ isPortableAsked: true, besideExecutable: NOT_MADE },
			"portable",
			"/usb/oceanftp-data",
		],
		[
			"a service's StateDirectory is the first of several",
			{
				env: { ...HOME, STATE_DIRECTORY: "/var/lib/o:/var/lib/p" },
				besideExecutable: NOT_MADE,
			},
			"service",
			"/var/lib/o",
		],
		[
			"empty variables say nothing",
			{ env: { ...HOME, OCEANFTP_DATA: "", STATE_DIRECTORY: "" } },
			"platform",
			"/home/a/.local/share/oceanftp",
		],
		[
			"XDG_DATA_HOME moves Linux's place",
			{ env: { ...HOME, XDG_DATA_HOME: "/x" } },
			"platform",
			"/x/oceanftp",
		],
		[
			"a relative XDG_DATA_HOME is ignored",
			{ env: { ...HOME, XDG_DATA_HOME: "x" } },
			"platform",
			"/home/a/.local/share/oceanftp",
		],
		[
			"macOS has its own place",
			{ platform: "darwin" },
			"platform",
			"/home/a/Library/Application Support/oceanftp",
		],
		[
			"Windows has its own place",
			{ platform: "win32", env: { LOCALAPPDATA: "C:\\U\\a" } },
			"platform",
			"C:\\U\\a\\oceanftp",
		],
	])("%s", (_, facts, kind, path) => {
		const choice = findDataFolder({ ...BASE, ...facts });
		expect(choice).toMatchObject({ kind, path });
		expect(choice.why).not.toBe("");
	});

	test.each<[string, Partial<Facts>]>([
		["--portable without an executable", { isPortableAsked: true }],
		["no HOME", { env: {} }],
		["no LOCALAPPDATA", { platform: "win32" }],
	])("%s leaves no place, and says what to do", (_, facts) => {
		const choice = findDataFolder({ ...BASE, ...facts });
		expect(choice).toMatchObject({
			kind: "none",
			fix: expect.stringContaining("--data"),
		});
	});
});
