import {
	appendFileSync,
	chownSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fieldOf, holds, same, type TrialMachine } from "./machine.ts";

/** One thing that is asked for, and what was seen of it. */
export interface Step {
	readonly about: string;
	/** @returns a fact worth telling, or nothing @throws {Error} when it is not as it should be */
	run(machine: TrialMachine): Promise<string>;
}

/** What the service makes: its data folder, and its unit. */
export const DATA = "/var/lib/oceanftp";
export const SERVICE = "/etc/systemd/system/oceanftp.service";

const PLACE = "/usr/local/bin/oceanftp";
const CONFIG = join(DATA, "oceanftp.toml");
const HOME = join(DATA, "files", "ocean");
const DROP_IN = `${SERVICE}.d`;
const PRIVATE = 0o600;
const CAP_NET_BIND_SERVICE = "0000000000000400";
const UPLOAD_BYTES = 3_000_000;

/** In their order: each goes on from where the one before it left the machine. */
export const STEPS: readonly Step[] = [
	{
		about:
			"service install makes user, unit and data, and returns when it serves",
		run: async ({ executable, must, property }) => {
			await must(0, "install", "-m", "755", executable, PLACE);
			await must(0, PLACE, "service", "install");
			same("Type", await property("Type"), "notify");
			same("its state", await property("ActiveState"), "active");
			same("certificate", existsSync(join(DATA, "certs/default.key")), true);
			const { uid } = statSync(DATA);
			same(
				"the owner",
				`${uid}`,
				(await must(0, "id", "-u", "oceanftp")).stdout.trim(),
			);
			return await property("StatusText");
		},
	},
	{
		about: "it runs as its own user, with the right to low ports and no other",
		run: async ({ property }) => {
			const pid = await property("MainPID");
			const uid = `${statSync(DATA).uid}`;
			same("Uid", fieldOf(pid, "Uid"), Array(4).fill(uid).join("\t"));
			for (const set of ["CapEff", "CapBnd", "CapAmb"]) {
				same(set, fieldOf(pid, set), CAP_NET_BIND_SERVICE);
			}
			same("NoNewPrivs", fieldOf(pid, "NoNewPrivs"), "1");
			return `uid ${uid}`;
		},
	},
	{
		about:
			"the first user logs in by explicit TLS on 21 and by implicit TLS on 990",
		run: async ({ must }) => {
			for (const [flags, url] of [
				[["--ssl-reqd"], "ftp://127.0.0.1/"],
				[[], "ftps://127.0.0.1/"],
			] as const) {
				const curl = ["-sSk", ...flags, "--user", `ocean:${password()}`];
				await must(0, "curl", ...curl, "-T", SERVICE, url);
				const back = [...curl, `${url}oceanftp.service`];
				const { stdout } = await must(0, "curl", ...back);
				same("the file", stdout, readFileSync(SERVICE, "utf8"));
			}
			return "";
		},
	},
	{
		about: "user add by sudo -u oceanftp, while it serves",
		run: async ({ must }) => {
			const add = ["user", "add", "alice", "--generate", "--data", DATA];
			const asUser = ["-u", "oceanftp", PLACE, ...add];
			const added = await must(0, "sudo", ...asUser);
			const login = `alice:${added.stdout.trim()}`;
			await must(0, "curl", "-sSk", "--user", login, "ftps://127.0.0.1/");
			return "";
		},
	},
	{
		about: "its lines in the journal have no time of their own",
		run: async (machine) => {
			const lines = (await journal(machine)).split("\n");
			const twice = lines.find((line) => /^(<\d>)?\d{4}-\d\d-\d\dT/.test(line));
			same("a line with a time", twice, undefined);
			return `${lines.length} lines`;
		},
	},
	{
		about: "systemctl reload returns when a changed setting counts",
		run: async (machine) => {
			configure("[limits]\nidle_seconds = 77\n");
			await machine.must(0, "systemctl", "reload", "oceanftp");
			holds(
				await journal(machine),
				"read again: settings: limits.idle_seconds",
			);
			same("its state", await machine.property("ActiveState"), "active");
			return "";
		},
	},
	{
		about: "systemctl reload of a bad file fails, and it serves on",
		run: async (machine) => {
			configure("[limits]\nidle_second = 77\n");
			const pid = await machine.property("MainPID");
			await machine.must(1, "systemctl", "reload", "oceanftp");
			same("its state", await machine.property("ActiveState"), "active");
			same("MainPID", await machine.property("MainPID"), pid);
			return "";
		},
	},
	{
		about:
			"a start with a bad file is not tried again, and the journal has the error as one",
		run: async (machine) => {
			await machine.must(1, "systemctl", "restart", "oceanftp");
			same("SubState", await machine.property("SubState"), "failed");
			same("its status", await machine.property("ExecMainStatus"), "3");
			same("NRestarts", await machine.property("NRestarts"), "0");
			holds(await journal(machine, "-p", "err"), "[config.unknown-key]");
			await machine.must(9, PLACE, "service", "status");
			return "exit 3";
		},
	},
	{
		about: "service install starts again what has failed",
		run: async (machine) => {
			rmSync(CONFIG);
			await machine.must(0, PLACE, "service", "install");
			await machine.must(0, PLACE, "service", "status");
			return "";
		},
	},
	{
		about: "killed, it is started again",
		run: async (machine) => {
			const pid = await machine.property("MainPID");
			process.kill(Number(pid), "SIGKILL");
			await untilReplaced(machine, pid);
			return `NRestarts ${await machine.property("NRestarts")}`;
		},
	},
	{
		about: "systemctl stop lets an upload end, whole",
		run: async (machine) => {
			const source = join(tmpdir(), "oceanftp-service-trial");
			const bytes = Buffer.alloc(UPLOAD_BYTES, "content ");
			writeFileSync(source, bytes);
			const upload = machine.run(
				"curl",
				...["-sSk", "--limit-rate", "500k", "--user", `ocean:${password()}`],
				...["-T", source, "ftps://127.0.0.1/drained"],
			);
			await machine.until("the upload is under way", async () =>
				readdirSync(HOME).some((name) => name.startsWith(".oceanftp-")),
			);
			await machine.must(0, "systemctl", "stop", "oceanftp");
			const { exit, stderr } = await upload;
			rmSync(source);
			same(`curl's exit ${stderr}`, exit, 0);
			same("it", readFileSync(join(HOME, "drained")).equals(bytes), true);
			same("Result", await machine.property("Result"), "success");
			return `${UPLOAD_BYTES} bytes`;
		},
	},
	{
		about:
			"the watchdog ends a process that hangs, and BUN_OPTIONS does not reach it",
		run: async (machine) => {
			mkdirSync(DROP_IN);
			writeFileSync(
				join(DROP_IN, "trial.conf"),
				"[Service]\nWatchdogSec=10\nEnvironment=BUN_OPTIONS=--version BUN_BE_BUN=1\n",
			);
			await machine.must(0, "systemctl", "daemon-reload");
			await machine.must(0, "systemctl", "start", "oceanftp");
			const pid = await machine.property("MainPID");
			const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
			same("BUN_ in it", environment.includes("BUN_"), false);
			process.kill(Number(pid), "SIGSTOP");
			await untilReplaced(machine, pid);
			holds(await journal(machine), "Failed with result 'watchdog'");
			rmSync(DROP_IN, { recursive: true });
			await machine.must(0, "systemctl", "daemon-reload");
			await machine.must(0, "systemctl", "restart", "oceanftp");
			return "";
		},
	},
	{
		about: "doctor, as its user, finds nothing wrong",
		run: async ({ must }) => {
			const asUser = ["-u", "oceanftp", PLACE, "doctor", "--data", DATA];
			const { stdout } = await must(0, "sudo", ...asUser);
			holds(stdout, `ok   service: ${SERVICE} starts ${PLACE}`);
			return stdout.trim().split("\n").at(-1) ?? "";
		},
	},
	{
		about: "systemd finds the unit correct, and little exposed",
		run: async ({ must }) => {
			const verified = await must(0, "systemd-analyze", "verify", SERVICE);
			same("what verify says", verified.stderr, "");
			const asked = ["security", "--no-pager", "oceanftp"];
			const { stdout } = await must(0, "systemd-analyze", ...asked);
			const [, level] = / exposure level .*: ([\d.]+)/.exec(stdout) ?? [];
			same("at most 2", Number(level) <= 2, true);
			return `exposure ${level}`;
		},
	},
	{
		about: "an edited unit is not overwritten",
		run: async ({ must }) => {
			appendFileSync(SERVICE, "# mine\n");
			await must(5, PLACE, "service", "install");
			await must(0, PLACE, "service", "install", "--force");
			same("the old one", existsSync(`${SERVICE}.old`), true);
			rmSync(`${SERVICE}.old`);
			return "";
		},
	},
	{
		about: "service uninstall takes the unit away, and leaves data and user",
		run: async ({ must }) => {
			await must(0, PLACE, "service", "uninstall");
			same("the unit", existsSync(SERVICE), false);
			same("an upload", existsSync(join(HOME, "drained")), true);
			await must(0, "id", "oceanftp");
			await must(9, PLACE, "service", "status");
			return "";
		},
	},
];

/** Waits until another process than that one serves. */
async function untilReplaced(
	{ property, until }: TrialMachine,
	pid: string,
): Promise<void> {
	await until(`another process than ${pid} serves`, async () => {
		const [state, main] = [
			await property("ActiveState"),
			await property("MainPID"),
		];
		return state === "active" && main !== pid;
	});
}

function password(): string {
	const login = readFileSync(join(DATA, "initial-login.txt"), "utf8");
	return /^password: (.*)$/m.exec(login)?.[1] ?? "";
}

/** Writes the configuration as the service's own user would. */
function configure(text: string): void {
	const { gid, uid } = statSync(DATA);
	writeFileSync(CONFIG, text, { mode: PRIVATE });
	chownSync(CONFIG, uid, gid);
}

async function journal(
	{ must }: TrialMachine,
	...filter: readonly string[]
): Promise<string> {
	await must(0, "journalctl", "--sync");
	const asked = ["-u", "oceanftp", "-o", "cat", "--no-pager", ...filter];
	return (await must(0, "journalctl", ...asked)).stdout;
}
