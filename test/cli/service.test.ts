import { describe, expect, test } from "bun:test";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../../src/base/index.ts";
import { checkExecutable } from "../../src/cli/service/check-executable.ts";
import {
	launchdPlist,
	openRcScript,
	windowsTask,
} from "../../src/cli/service/other-managers.ts";
import type { ServicePlan } from "../../src/cli/service/service-plan.ts";
import {
	hopelessExits,
	systemdUnit,
} from "../../src/cli/service/systemd-unit.ts";
import {
	dataFolderIn,
	executableIn,
	isUntouched,
	markedUnit,
} from "../../src/cli/service/unit-file.ts";
import { hostFiles } from "../../src/platform/index.ts";
import { AS_NOBODY, MAY_BE_NOBODY } from "../support/another-user.ts";
import { hasClient, type RunResult, run } from "../support/programs.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { call } from "./kit.ts";

const PLAN: ServicePlan = {
	executable: "/usr/local/bin/oceanftp",
	where: [],
	hasControl: true,
	user: "oceanftp",
	dataFolder: undefined,
	served: [],
	hasLowPorts: true,
	graceSeconds: 30,
};

const EXECUTABLE = ["--executable", "/usr/bin/true"];

function line(text: string, key: string): string | undefined {
	return new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1];
}

describe("the data folder of a unit", () => {
	test.each<[string, Partial<ServicePlan>, string]>([
		["that systemd gives is found", {}, "/var/lib/oceanftp"],
		[
			"that was chosen is found",
			{ where: ["--data", "/srv/ftp"], dataFolder: "/srv/ftp" },
			"/srv/ftp",
		],
		[
			"with odd signs is found",
			{
				where: ["--data", '/srv/a "b" 5% $x', "--config", "/etc/x.toml"],
				dataFolder: '/srv/a "b" 5% $x',
			},
			'/srv/a "b" 5% $x',
		],
	])("%s", (_, plan, folder) => {
		expect(dataFolderIn(systemdUnit({ ...PLAN, ...plan }))).toBe(folder);
	});

	test("of a unit that somebody wrote may be in one word with its flag", () => {
		const unit = "[Service]\nExecStart=/opt/oceanftp serve --data=/srv/x\n";
		expect(dataFolderIn(unit)).toBe("/srv/x");
	});

	test("that nobody can know is none", () => {
		const unit = "[Service]\nExecStart=/opt/oceanftp serve\n";
		expect(dataFolderIn(unit)).toBeUndefined();
	});
});

/** Where the machine's units are may be shown another folder by a mount that nobody else sees. */
const MAY_MOUNT =
	process.platform === "linux" &&
	existsSync("/etc/systemd/system") &&
	hasClient("unshare") &&
	Bun.spawnSync([
		...["unshare", "--mount", "mount", "--bind", "/tmp"],
		"/etc/systemd/system",
	]).exitCode === 0;

describe.skipIf(!MAY_MOUNT)("a command to a running server", () => {
	async function asked(
		verb: string,
		...flags: readonly string[]
	): Promise<RunResult> {
		using units = tempFolder();
		const unit = await markedUnit(systemdUnit(PLAN));
		writeFileSync(join(units.path, "oceanftp.service"), unit);
		const script = 'mount --bind "$0" /etc/systemd/system && exec "$@"';
		return await call([verb, ...flags], {
			wrapper: ["unshare", "--mount", "sh", "-c", script, units.path],
		});
	}

	test.each([["status"], ["reload"], ["stop"], ["sessions"]])(
		"tells %s where the service has its data, when no server runs where it looks",
		async (verb) => {
			const words = verb === "sessions" ? ["list"] : [];
			const { exit, stderr } = await asked(verb, ...words);
			expect(exit).toBe(9);
			expect(stderr).toContain("[control.none]");
			expect(stderr).toContain(
				"the service oceanftp keeps its data in /var/lib/oceanftp (/etc/systemd/system/oceanftp.service)",
			);
			expect(stderr).toContain("fix: add --data /var/lib/oceanftp");
		},
	);

	test("says nothing of the service when its own folder is meant", async () => {
		const { exit, stderr } = await asked(
			...["status", "--data", "/var/lib/oceanftp"],
		);
		expect(exit).toBe(9);
		expect(stderr).not.toContain("keeps its data");
	});
});

describe("the systemd unit", () => {
	test.each<[string, Partial<ServicePlan>, Record<string, string | undefined>]>(
		[
			[
				"of a server on the usual ports has the one right that these need",
				{},
				{
					Type: "notify",
					ExecStart: "/usr/local/bin/oceanftp serve",
					ExecReload: "/usr/local/bin/oceanftp reload",
					RestartPreventExitStatus: "2 3 4 5 6 7 8",
					TimeoutStopSec: "45",
					User: "oceanftp",
					StateDirectory: "oceanftp",
					UnsetEnvironment: "BUN_OPTIONS BUN_BE_BUN",
					AmbientCapabilities: "CAP_NET_BIND_SERVICE",
					CapabilityBoundingSet: "CAP_NET_BIND_SERVICE",
					ProtectHome: "yes",
					ReadWritePaths: undefined,
					MemoryDenyWriteExecute: undefined,
				},
			],
			[
				"of a server on high ports has no right at all",
				{ hasLowPorts: false },
				{ AmbientCapabilities: "", CapabilityBoundingSet: "" },
			],
			[
				"lets write to the chosen data folder instead of the service's own",
				{
					dataFolder: "/srv/ftp data",
					where: ["--data", "/srv/ftp data"],
				},
				{
					StateDirectory: undefined,
					ReadWritePaths: '"-/srv/ftp data"',
					ExecStart: '/usr/local/bin/oceanftp serve --data "/srv/ftp data"',
					ExecReload: '/usr/local/bin/oceanftp reload --data "/srv/ftp data"',
				},
			],
			[
				"of a server that cannot be spoken to reloads by a signal",
				{ hasControl: false },
				{ ExecReload: "/bin/kill -HUP $MAINPID" },
			],
			[
				"lets write to served folders, and sees homes when they are there",
				{ served: ["/home/scans"] },
				{ ReadWritePaths: "-/home/scans", ProtectHome: "read-only" },
			],
			[
				"quotes what systemd would read as something else",
				{ executable: '/opt/50% "off"/$x' },
				{ ExecStart: '"/opt/50%% \\"off\\"/$$x" serve' },
			],
			[
				"waits longer than transfers may take at the end",
				{ graceSeconds: 600 },
				{ TimeoutStopSec: "615" },
			],
		],
	)("%s", (_title, change, expected) => {
		const text = systemdUnit({ ...PLAN, ...change });
		const found = Object.keys(expected).map((key) => [key, line(text, key)]);
		expect(Object.fromEntries(found)).toEqual(expected);
	});

	test("starts again only after exits that a restart can mend", () => {
		expect(hopelessExits()).toEqual([2, 3, 4, 5, 6, 7, 8]);
	});

	test("names its executable in a way that can be read back", () => {
		const executable = '/opt/50% "off"/$x \\y';
		expect(executableIn(systemdUnit({ ...PLAN, executable }))).toBe(executable);
		expect(executableIn(systemdUnit(PLAN))).toBe(PLAN.executable);
	});

	test("knows whether it was edited", async () => {
		const text = await markedUnit(systemdUnit(PLAN));
		expect(await isUntouched(text)).toBe(true);
		expect(
			await isUntouched(text.replace("WatchdogSec=60", "WatchdogSec=9")),
		).toBe(false);
		expect(await isUntouched(systemdUnit(PLAN))).toBe(false);
	});

	test.skipIf(!hasClient("systemd-analyze"))(
		"passes systemd's own check, and is little exposed",
		async () => {
			using folder = tempFolder();
			const unit = join(folder.path, "oceanftp.service");
			const { stdout } = await call(["service", "print", ...EXECUTABLE]);
			writeFileSync(unit, stdout);
			const verified = await run([
				"systemd-analyze",
				"verify",
				"--man=no",
				unit,
			]);
			expect(verified).toEqual({ exit: 0, stdout: "", stderr: "" });
			const security = await run([
				"systemd-analyze",
				"security",
				"--offline=yes",
				"--no-pager",
				unit,
			]);
			const [, level] =
				/ exposure level .*: ([\d.]+)/.exec(security.stdout) ?? [];
			expect(Number(level)).toBeLessThanOrEqual(2);
		},
	);
});

describe("service print", () => {
	test.each([
		["openrc", "#!/sbin/openrc-run"],
		["launchd", "<key>KeepAlive</key>"],
		["windows", "error 1053"],
	])("for %s prints its text on stdout", async (manager, says) => {
		const { exit, stdout, stderr } = await call([
			...["service", "print", "--for", manager, ...EXECUTABLE],
		]);
		expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
		expect(stdout).toContain(says);
		expect(stdout).toContain("/usr/bin/true");
	});

	test("reads the configuration: root, ports, grace time", async () => {
		using folder = tempFolder();
		const config = join(folder.path, "own.toml");
		writeFileSync(
			config,
			'root = "/srv/scans"\n[limits]\ngrace_seconds = 5\n[[listen]]\nmode = "explicit"\nport = 2121\n',
		);
		const { stdout } = await call([
			...["service", "print", "--for", "systemd", "--config", config],
			...["--user", "ftpd", ...EXECUTABLE],
		]);
		expect(line(stdout, "ReadWritePaths")).toBe("-/srv/scans");
		expect(line(stdout, "TimeoutStopSec")).toBe("20");
		expect(line(stdout, "CapabilityBoundingSet")).toBe("");
		expect(line(stdout, "User")).toBe("ftpd");
		expect(line(stdout, "ExecStart")).toBe(
			`/usr/bin/true serve --config ${config}`,
		);
	});

	test("from source asks which executable it is", async () => {
		const { exit, stderr } = await call(["service", "print"], {
			fromSource: true,
		});
		expect(exit).toBe(2);
		expect(stderr).toContain("--executable /usr/local/bin/oceanftp");
	});

	test("for OpenRC is a script that sh can read, also with odd names", async () => {
		using folder = tempFolder();
		const file = join(folder.path, "script");
		const odd = {
			executable: "/opt/it's here/oceanftp",
			dataFolder: "/srv/a b",
		};
		writeFileSync(file, openRcScript({ ...PLAN, ...odd }));
		expect(await run(["sh", "-n", file])).toMatchObject({
			exit: 0,
			stderr: "",
		});
		const shown = await run(["sh", "-c", `. ${file}; printf %s "$command"`]);
		expect(shown.stdout).toBe(odd.executable);
	});

	test.skipIf(!hasClient("python3"))(
		"for launchd is a property list, also with odd names",
		async () => {
			using folder = tempFolder();
			const file = join(folder.path, "list");
			const odd = { executable: "/opt/<it's> & co", dataFolder: "/srv/a--b" };
			const where = ["--data", odd.dataFolder];
			writeFileSync(file, launchdPlist({ ...PLAN, ...odd, where }));
			const read = `import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))`;
			const { exit, stdout, stderr } = await run([
				...["python3", "-c", read, file],
			]);
			expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" });
			expect(JSON.parse(stdout)).toMatchObject({
				ProgramArguments: [odd.executable, "serve", ...where],
				UserName: "_oceanftp",
			});
		},
	);

	test("for launchd and Windows keeps odd names whole", () => {
		const odd = { ...PLAN, executable: "/opt/<it's> & co" };
		expect(launchdPlist(odd)).toContain(
			"<string>/opt/&lt;it's&gt; &amp; co</string>",
		);
		expect(windowsTask(odd)).toContain("-Execute '/opt/<it''s> & co'");
	});
});

describe("the executable of a service", () => {
	test.each<[string, number, number, string]>([
		["in a folder for its owner only", 0o700, 0o755, "others may not enter"],
		["in a folder that everybody may write to", 0o777, 0o755, "may write to"],
		["that others may not run", 0o755, 0o750, "others may not read and run"],
		["that everybody may write to", 0o755, 0o757, "may write to"],
	])("%s is refused", async (_title, folderMode, mode, why) => {
		using folder = tempFolder();
		const bin = join(folder.path, "bin");
		const executable = join(bin, "oceanftp");
		mkdirSync(bin);
		chmodSync(folder.path, 0o755);
		writeFileSync(executable, "");
		chmodSync(executable, mode);
		chmodSync(bin, folderMode);
		const refused = checkExecutable(executable, hostFiles());
		await expect(refused).rejects.toBeInstanceOf(OperatorError);
		expect(await refused.catch((error) => error.why)).toContain(why);
	});

	test("in a proper place is taken", async () => {
		await checkExecutable("/usr/bin/env", hostFiles());
	});
});

/**
 * A machine that systemd runs, as far as programs can tell: what `systemctl` and `useradd` are asked to do is written
 * down by scripts of these names, for this machine must not get a service from a test.
 */
function machine(): TempFolder & {
	readonly units: string;
	service(...args: string[]): Promise<RunResult>;
	/** The calls since the last time this was asked. */
	calls(): string[];
	replace(program: string, script: string): void;
} {
	const folder = tempFolder();
	const bin = join(folder.path, "bin");
	const units = join(folder.path, "units");
	const record = join(folder.path, "calls");
	const replace = (program: string, script: string): void => {
		const file = join(bin, program);
		writeFileSync(file, `#!/bin/sh\n${script}\n`);
		chmodSync(file, 0o755);
	};
	mkdirSync(bin);
	mkdirSync(units);
	replace(
		"systemctl",
		`case "$1" in is-system-running) echo running; exit;; show) exit;; is-failed) exit 1;; esac\necho "systemctl $*" >> ${record}`,
	);
	replace("useradd", `echo "useradd $*" >> ${record}`);
	return {
		...folder,
		units,
		replace,
		service: (...args) =>
			call(["service", ...args, "--unit-folder", units], {
				env: { PATH: `${bin}:${process.env["PATH"]}` },
			}),
		calls: () => {
			const text = existsSync(record) ? readFileSync(record, "utf8") : "";
			writeFileSync(record, "");
			return text.split("\n").filter((each) => each !== "");
		},
	};
}

const asRoot = test.skipIf(process.getuid?.() !== 0);

describe("service install", () => {
	asRoot("makes the user, writes the unit, enables and starts it", async () => {
		using here = machine();
		const { exit, stdout } = await here.service(
			...["install", "--user", "no-such-user-yet", ...EXECUTABLE],
		);
		expect(exit).toBe(0);
		expect(stdout).toContain("sudo cat /var/lib/oceanftp/initial-login.txt");
		expect(here.calls()).toEqual([
			"useradd --system --user-group --no-create-home --home-dir /var/lib/oceanftp --shell /usr/sbin/nologin no-such-user-yet",
			"systemctl daemon-reload",
			"systemctl enable oceanftp.service",
			"systemctl restart oceanftp.service",
		]);
		const unit = readFileSync(join(here.units, "oceanftp.service"), "utf8");
		expect(line(unit, "ExecStart")).toBe("/usr/bin/true serve");
	});

	asRoot(
		"again leaves an equal unit, and replaces one of another version",
		async () => {
			using here = machine();
			const install = ["install", "--user", "daemon", ...EXECUTABLE];
			const unit = join(here.units, "oceanftp.service");
			writeFileSync(unit, await markedUnit("[Service]\nExecStart=/old\n"));
			await here.service(...install, "--no-start");
			const first = readFileSync(unit, "utf8");
			expect(line(first, "ExecStart")).toBe("/usr/bin/true serve");
			expect(here.calls()).toEqual([
				"systemctl daemon-reload",
				"systemctl enable oceanftp.service",
			]);
			const again = await here.service(...install);
			expect(again.exit).toBe(0);
			expect(again.stderr).not.toContain("write ");
			expect(readFileSync(unit, "utf8")).toBe(first);
		},
	);

	asRoot(
		"leaves an edited unit alone, and with --force keeps it beside the new one",
		async () => {
			using here = machine();
			const install = ["install", "--user", "daemon", ...EXECUTABLE];
			const unit = join(here.units, "oceanftp.service");
			writeFileSync(unit, "[Service]\nExecStart=/mine\n");
			const refused = await here.service(...install);
			expect(refused.exit).toBe(5);
			expect(refused.stderr).toContain("[service.edited]");
			expect(here.calls()).toEqual([]);
			expect((await here.service(...install, "--force")).exit).toBe(0);
			expect(readFileSync(`${unit}.old`, "utf8")).toContain("ExecStart=/mine");
			expect(readFileSync(unit, "utf8")).toContain("ExecStart=/usr/bin/true");
		},
	);

	asRoot("tells what systemd said when it refuses", async () => {
		using here = machine();
		here.replace(
			"systemctl",
			'case "$1" in is-system-running) echo degraded;; enable) echo "Unit is masked." >&2; exit 1;; esac',
		);
		const { exit, stderr } = await here.service(
			...["install", "--user", "daemon", ...EXECUTABLE],
		);
		expect(exit).toBe(1);
		expect(stderr).toContain("systemctl enable oceanftp.service has failed.");
		expect(stderr).toContain("why: Unit is masked.");
	});

	asRoot("starts also what systemd has given up", async () => {
		using here = machine();
		const install = ["install", "--user", "daemon", ...EXECUTABLE];
		await here.service(...install);
		const record = join(here.path, "calls");
		here.replace(
			"systemctl",
			`case "$1" in is-system-running) echo running; exit;; is-failed) exit 0;; esac\necho "systemctl $*" >> ${record}`,
		);
		here.calls();
		expect((await here.service(...install)).exit).toBe(0);
		expect(here.calls().slice(-2)).toEqual([
			"systemctl reset-failed oceanftp.service",
			"systemctl restart oceanftp.service",
		]);
	});

	asRoot("where systemd does not run says so, and writes nothing", async () => {
		using here = machine();
		here.replace("systemctl", "echo offline; exit 1");
		const { exit, stderr } = await here.service("install", ...EXECUTABLE);
		expect(exit).toBe(4);
		expect(stderr).toContain("[service.no-manager]");
		expect(existsSync(join(here.units, "oceanftp.service"))).toBe(false);
	});

	test("with --dry-run shows the steps and the unit, and does nothing", async () => {
		using here = machine();
		const { exit, stdout } = await here.service(
			...["install", "--dry-run", "--user", "daemon", ...EXECUTABLE],
		);
		expect(exit).toBe(0);
		expect(stdout).toContain(`write ${here.units}/oceanftp.service\n`);
		expect(stdout).toContain("systemctl enable oceanftp.service\n");
		expect(stdout).toContain("\nType=notify\n");
		expect(here.calls()).toEqual([]);
		expect(existsSync(join(here.units, "oceanftp.service"))).toBe(false);
	});

	test.skipIf(!MAY_BE_NOBODY)("is refused to others than root", async () => {
		const { exit, stderr } = await call(["service", "install"], {
			wrapper: AS_NOBODY,
		});
		expect(exit).toBe(6);
		expect(stderr).toContain("fix: sudo oceanftp service install");
	});
});

describe("service uninstall and status", () => {
	asRoot("go from installed to gone", async () => {
		using here = machine();
		await here.service("install", "--user", "daemon", ...EXECUTABLE);
		here.calls();
		const there = await here.service("status", "--json");
		expect(there.exit).toBe(9);
		expect(JSON.parse(there.stdout)).toMatchObject({
			schema: "oceanftp.service/1",
			manager: "systemd",
			installed: true,
			edited: false,
			running: false,
			executable: "/usr/bin/true",
		});
		expect((await here.service("uninstall")).exit).toBe(0);
		expect(here.calls()).toEqual([
			"systemctl disable --now oceanftp.service",
			"systemctl daemon-reload",
		]);
		const gone = await here.service("uninstall");
		expect(gone.exit).toBe(4);
		expect(gone.stderr).toContain("[service.not-installed]");
	});

	test("status reads what systemd says of a service that runs", async () => {
		using here = machine();
		here.replace(
			"systemctl",
			'case "$1" in is-system-running) echo running;; show) printf "FragmentPath=\\nUnitFileState=enabled\\nActiveState=active\\nMainPID=4711\\nStatusText=3 sessions\\n";; esac',
		);
		const { exit, stdout } = await here.service("status");
		expect(exit).toBe(0);
		expect(stdout).toContain("enabled     yes\n");
		expect(stdout).toContain(
			"running     yes, process 4711\n            3 sessions\n",
		);
	});
});
