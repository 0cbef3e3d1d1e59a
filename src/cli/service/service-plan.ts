import { OperatorError } from "../../base/index.ts";
import type { Settings } from "../../config/index.ts";
import type { HostFiles } from "../../platform/index.ts";
import type { DataFolderChoice } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData } from "../open-data.ts";

/** What every service manager has to know about this server; paths are absolute. */
export interface ServicePlan {
	readonly executable: string;
	/** The flags that say where data and configuration are; none when the manager gives the data folder. */
	readonly where: readonly string[];
	/** The user that it runs as. */
	readonly user: string;
	/** The data folder; undefined: the manager gives it one of its own. */
	readonly dataFolder: string | undefined;
	/** Folders outside of the data folder that are served. */
	readonly served: readonly string[];
	/** Whether it listens on ports under 1024. */
	readonly hasLowPorts: boolean;
	/** Whether it can be spoken to while it runs. */
	readonly hasControl: boolean;
	/** How long a stop may take. */
	readonly graceSeconds: number;
}

/** The name of the service, of its user, and of its folder below `/var/lib`. */
export const SERVICE = "oceanftp";

/** Where systemd puts what a `StateDirectory=oceanftp` names. */
export const STATE_FOLDER: string = `/var/lib/${SERVICE}`;

/** @throws {OperatorError} usage.missing when the program runs from source, and what {@link loadConfig} throws */
export async function planService(
	invocation: Invocation,
): Promise<ServicePlan> {
	const { files, input } = invocation;
	const executable = await executableOf(invocation);
	const choice = await serviceData(invocation);
	const { settings, path: config } = await loadConfig(invocation, choice);
	const data = choice.kind === "service" ? undefined : choice.path;
	const configFlag = input.value("config");
	return {
		executable,
		where: [
			...(data === undefined ? [] : ["--data", data]),
			...(configFlag === undefined || config === undefined
				? []
				: ["--config", config]),
		],
		user: serviceUser(input.value("user") ?? settings.runAs?.split(":")[0]),
		dataFolder: data,
		served: servedFolders(settings, input.values("serve-folder"), {
			data: choice.path,
			files,
		}),
		hasLowPorts: settings.listen.some(
			({ mode, port = mode === "explicit" ? 21 : 990 }) => port < 1024,
		),
		hasControl: settings.control.enabled,
		graceSeconds: Math.ceil(settings.limits.graceMs / 1000),
	};
}

/** Root's own folder is nobody's choice for a service: unless a folder was chosen, the manager gives one. */
async function serviceData(invocation: Invocation): Promise<DataFolderChoice> {
	const choice = await chosenData(invocation);
	if (choice.kind !== "platform") return choice;
	return { kind: "service", path: STATE_FOLDER, why: "it is the service's" };
}

async function executableOf({
	files,
	input,
	process,
}: Invocation): Promise<string> {
	const named = input.value("executable");
	if (named !== undefined) return files.resolve(named);
	const { executable, isCompiled } = process.runtime;
	if (isCompiled) return files.realPath(executable);
	throw new OperatorError(
		"usage.missing",
		"It is not known which executable the service is to run.",
		{
			why: "the program runs from its source here",
			fix: "--executable /usr/local/bin/oceanftp, or run the command by the executable itself",
		},
	);
}

function serviceUser(wish: string = SERVICE): string {
	if (/^[a-z_][a-z0-9_-]{0,30}$/i.test(wish)) return wish;
	throw new OperatorError("usage.invalid", `--user cannot be "${wish}".`, {
		fix: "--user takes the name of a user of this machine, or one to make",
	});
}

function servedFolders(
	settings: Settings,
	named: readonly string[],
	{ data, files }: { readonly data: string; readonly files: HostFiles },
): readonly string[] {
	const all = [
		...(settings.root === undefined ? [] : [settings.root]),
		...named.map((folder) => files.resolve(folder)),
	];
	return [...new Set(all)].filter((folder) => !files.contains(data, folder));
}
