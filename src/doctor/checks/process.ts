import { bad, type Check, ok, skip, warn } from "../check.ts";
import { withConfig } from "../needs.ts";

/** Control connection, data connection, file, and the folders on the way to it. */
const FILES_A_CONNECTION = 5;
/** Listeners, logs, databases, the runtime's own. */
const FILES_FOR_ITSELF = 64;

/** Whether the limit of open files lets all the connections in that the settings allow. */
export const OPEN_FILES: Check = {
	id: "limits.open-files",
	title: "open files",
	run: (setup) =>
		withConfig(setup, async ({ settings }) => {
			const { lock, machine } = setup;
			const pid = lock?.isAlive === true ? lock.pid : undefined;
			const own =
				pid === undefined ? undefined : await machine.openFileLimit(pid);
			const limit = own ?? (await machine.openFileLimit(undefined));
			if (limit === undefined) return [skip("this system does not tell it")];
			const whose =
				own === undefined ? "here" : `for the running server, process ${pid}`;
			const { connections } = settings.limits;
			const wanted = connections * FILES_A_CONNECTION + FILES_FOR_ITSELF;
			const shown = Number.isFinite(limit) ? `${limit}` : "any number of";
			const fact = `${shown} open files are allowed ${whose}; ${connections} connections need ${wanted} at most`;
			if (limit >= wanted) return [ok(fact)];
			return [
				warn(fact, {
					why: "when they are used up, clients are refused in the middle of what they do",
					fix: `LimitNOFILE=${wanted} in the service unit, ulimit -n ${wanted} in a shell, or a lower [limits] connections`,
				}),
			];
		}),
};

/** Whether the server would keep the rights of root. */
export const ROOT_USER: Check = {
	id: "process.user",
	title: "user",
	run: (setup) =>
		withConfig(setup, async ({ settings }) => {
			const { uid } = setup.process;
			if (uid === undefined) return [skip("this system has no root user")];
			if (uid !== 0) return [ok(`this is user ${uid}, not root`)];
			const { runAs } = settings;
			if (runAs !== undefined) {
				return [ok(`this is root; the server becomes ${runAs} after binding`)];
			}
			return [
				warn("the server would run as root", {
					why: "a fault in it would be a fault with every right on this machine",
					fix: 'run it as a user of its own: oceanftp service install, or run_as = "USER" in oceanftp.toml',
				}),
			];
		}),
};

/** Files that would run code, if the executable believed the folder that it is started in. */
const HOSTILE: Readonly<Record<string, string>> = {
	"bunfig.toml": 'preload = ["./preload.ts"]\n',
	"preload.ts": 'require("node:fs").writeFileSync("preload-ran", "");\n',
	".env": "BUN_CONFIG_VERBOSE_FETCH=1\n",
	"package.json": '{ "name": "hostile" }\n',
};

const TRIAL_MS = 5000;

/** Whether a bunfig.toml in the working folder, which a client may have uploaded, would run. */
export const AUTOLOAD: Check = {
	id: "executable.autoload",
	title: "autoload switches",
	run: async (setup) => {
		const { machine, process } = setup;
		const { BUN_OPTIONS: options, BUN_BE_BUN: beBun } = process.env;
		if (options !== undefined || beBun !== undefined) {
			return [
				warn("BUN_OPTIONS or BUN_BE_BUN is set", {
					why: "they make the executable do something else than serve",
					fix: "unset BUN_OPTIONS BUN_BE_BUN",
				}),
			];
		}
		if (!process.runtime.isCompiled) {
			return [
				skip(
					`this runs from its source under ${process.runtime.name}, which reads a bunfig.toml or deno.json of the working folder: start it in a folder that no client can write to`,
				),
			];
		}
		const { exit, made } = await machine.runAmong(
			HOSTILE,
			["version"],
			TRIAL_MS,
		);
		if (made.includes("preload-ran")) {
			return [
				bad(
					"the executable runs a bunfig.toml that it finds where it is started",
					{
						why: "a client could upload one",
						fix: "take an executable that was made by: bun run build",
					},
				),
			];
		}
		if (exit !== 0) return [skip("the executable could not be run to try it")];
		return [
			ok("the executable ignored a bunfig.toml and .env in its working folder"),
		];
	},
};
