import { isAddress, OperatorError } from "../base/index.ts";
import {
	type ListenFlags,
	type LoadedSettings,
	loadSettings,
	type SettingsSources,
	settingList,
} from "../config/index.ts";
import type { HostFiles } from "../platform/index.ts";
import type { DataFolderChoice } from "../server/index.ts";
import type { Invocation } from "./command.ts";

const CONFIG_FILE = "oceanftp.toml";
const MACHINE_CONFIG = "/etc/oceanftp/oceanftp.toml";

type ChosenPlace = Pick<DataFolderChoice, "kind" | "path">;

/** The settings, and the file that they were read from. */
export interface LoadedConfig extends LoadedSettings {
	readonly path: string | undefined;
}

/**
 * Where the configuration is looked for: `--config`, or the data folder, or `/etc/oceanftp`.
 * A portable folder asks the machine nothing.
 */
export function configPlaces(
	configFlag: string | undefined,
	data: ChosenPlace | undefined,
	host: { readonly files: HostFiles; readonly platform: string },
): readonly string[] {
	if (configFlag !== undefined) return [host.files.resolve(configFlag)];
	if (data === undefined) return [];
	const own = host.files.resolve(data.path, CONFIG_FILE);
	const isAlone = data.kind === "portable" || host.platform === "win32";
	return isAlone ? [own] : [own, MACHINE_CONFIG];
}

/**
 * Reads the configuration that counts for this call.
 *
 * @throws {OperatorError} file.no-right when `--config` names no file, and all that {@link loadSettings} throws
 */
export async function loadConfig(
	invocation: Invocation,
	data: ChosenPlace | undefined,
): Promise<LoadedConfig> {
	const sources = await configSources(invocation, data);
	return { ...(await loadSettings(sources)), path: sources.file?.path };
}

/**
 * All that says something about settings: flags, environment, and the file that counts.
 *
 * @throws {OperatorError} file.no-right when `--config` names no file
 */
export async function configSources(
	{ files, input, process }: Invocation,
	data: ChosenPlace | undefined,
	options: { readonly isFileIgnored?: true } = {},
): Promise<SettingsSources> {
	const configFlag =
		options.isFileIgnored === true ? undefined : input.value("config");
	const platform = process.runtime.platform;
	const places = configPlaces(configFlag, data, { files, platform });
	const file = await firstFile(places, files);
	if (file === undefined && configFlag !== undefined) {
		throw new OperatorError(
			"file.no-right",
			`There is no file ${configFlag}.`,
			{
				why: "--config names it",
				fix: "correct --config, or leave it out",
			},
		);
	}
	const flags = new Map(
		settingList().flatMap(({ flag }) => {
			const value = flag === undefined ? undefined : input.value(flag);
			return flag === undefined || value === undefined ? [] : [[flag, value]];
		}),
	);
	return {
		...(file === undefined ? {} : { file }),
		env: process.env,
		flags,
		listen: listenFlags(input),
		readFile: (path) => files.readText(files.resolve(path)),
		resolvePath: (path, besideFile) =>
			besideFile === undefined
				? files.resolve(path)
				: files.resolve(files.above(besideFile), path),
	};
}

async function firstFile(
	places: readonly string[],
	files: HostFiles,
): Promise<{ path: string; content: string } | undefined> {
	for (const path of places) {
		const content = await files.readText(path);
		if (content !== undefined) return { path, content };
	}
	return undefined;
}

function listenFlags(input: Invocation["input"]): ListenFlags {
	const explicit = input.value("port");
	const implicit = input.value("implicit-port");
	for (const host of input.values("host")) checkHost(host);
	return {
		hosts: input.values("host"),
		...(explicit === undefined
			? {}
			: { explicitPort: portOf("--port", explicit) }),
		...(implicit === undefined
			? {}
			: {
					implicitPort:
						implicit === "off" ? "off" : portOf("--implicit-port", implicit),
				}),
	};
}

function portOf(flag: string, text: string): number {
	if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
	throw new OperatorError("usage.invalid", `${flag} cannot be "${text}".`, {
		fix: `${flag} takes a port, 0 to 65535${flag === "--implicit-port" ? ", or off" : ""}`,
	});
}

function checkHost(host: string): void {
	if (isAddress(host)) return;
	throw new OperatorError("usage.invalid", `--host cannot be "${host}".`, {
		fix: "--host takes an IPv4 or IPv6 address of this machine",
	});
}
