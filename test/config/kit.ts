import {
	type ListenFlags,
	type LoadedSettings,
	loadSettings,
	type ReadSettings,
	readSettings,
	type SettingsSources,
} from "../../src/config/index.ts";

/** What a test says; the file is /etc/o/oceanftp.toml, the current folder /cwd. */
export interface Given {
	readonly toml?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly flags?: Readonly<Record<string, string>>;
	readonly listen?: ListenFlags;
	readonly files?: Readonly<Record<string, string>>;
}

export function load(given: Given): Promise<LoadedSettings> {
	return loadSettings(sourcesOf(given));
}

export function read(given: Given): Promise<ReadSettings> {
	return readSettings(sourcesOf(given));
}

function sourcesOf(given: Given): SettingsSources {
	return {
		...(given.toml === undefined
			? {}
			: { file: { path: "/etc/o/oceanftp.toml", content: given.toml } }),
		env: given.env ?? {},
		flags: new Map(Object.entries(given.flags ?? {})),
		listen: given.listen ?? { hosts: [] },
		readFile: async (path) => given.files?.[path],
		resolvePath: (path, beside) =>
			path.startsWith("/")
				? path
				: `${beside === undefined ? "/cwd" : beside.replace(/\/[^/]*$/, "")}/${path}`,
	};
}
