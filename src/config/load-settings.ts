import { TomlError } from "smol-toml";
import * as v from "valibot";
import { crossFaults, crossWarnings } from "./cross-checks.ts";
import {
	faultsError,
	placeOf,
	type SettingFault,
	schemaFault,
} from "./faults.ts";
import {
	environmentLayer,
	fileLayer,
	flagLayer,
	type Layer,
	mergedTree,
	type Origin,
	type RawTree,
} from "./layers.ts";
import { type RawSettings, settingsSchema } from "./schema.ts";
import { settingList } from "./setting-list.ts";
import {
	type ListenFlags,
	listenersFrom,
	type Settings,
	settingsFrom,
} from "./settings.ts";
import { listenSettings, rawListen } from "./tables/listen.ts";

/** Where settings come from; flags win over the environment, that over the file, that over the defaults. */
export interface SettingsSources {
	readonly file?: { readonly path: string; readonly content: string };
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Texts by flag name without dashes; flags that set nothing are ignored. */
	readonly flags: ReadonlyMap<string, string>;
	readonly listen: ListenFlags;
	/** For `_FILE` variables; undefined when there is no such file. */
	readFile(path: string): Promise<string | undefined>;
	/** An absolute path, seen from the folder of a file or, without one, from the current folder. */
	resolvePath(path: string, besideFile?: string): string;
}

export interface LoadedSettings {
	readonly settings: Settings;
	/** The same values under their names in the file; `listen` as it counts. */
	readonly raw: RawSettings;
	/** By dotted path; a setting that is not in it has its default. */
	readonly origins: ReadonlyMap<string, Origin>;
	/** Sentences for the administrator. */
	readonly warnings: readonly string[];
}

/** What reading found: settings, or all that is wrong with them. */
export type ReadSettings =
	| { readonly loaded: LoadedSettings; readonly faults: readonly [] }
	| {
			readonly loaded: undefined;
			readonly faults: readonly [SettingFault, ...SettingFault[]];
	  };

/**
 * Reads all sources into one checked {@link Settings}.
 *
 * @throws {OperatorError} config.syntax, config.unknown-key, config.type, config.conflict, each naming file:line:column, variable or flag
 */
export async function loadSettings(
	sources: SettingsSources,
): Promise<LoadedSettings> {
	const { faults, loaded } = await readSettings(sources);
	if (loaded === undefined) throw faultsError(faults);
	return loaded;
}

/** Reads all sources, and collects every fault instead of failing at one. */
export async function readSettings(
	sources: SettingsSources,
): Promise<ReadSettings> {
	const file = fileOf(sources);
	const environment = await environmentLayer(sources.env, sources.readFile);
	const flags = flagLayer(sources.flags);
	const layers: readonly Layer[] = [
		flags,
		environment.layer,
		...(file.layer === undefined ? [] : [file.layer]),
	];
	// The file alone comes first: a fault in it must not hide behind a flag.
	const own: RawSettings | readonly SettingFault[] =
		file.layer === undefined ? [] : validated(file.layer.tree, [file.layer]);
	const merged = validated(
		mergedTree([...layers].reverse().map((layer) => layer.tree)),
		layers,
	);
	const [first, ...others] = withoutRepeats([
		...file.faults,
		...environment.faults,
		...(isFaults(own) ? own : []),
		...(isFaults(merged) ? merged : conflicts(merged, sources.listen, layers)),
	]);
	if (first !== undefined) {
		return { loaded: undefined, faults: [first, ...others] };
	}
	if (isFaults(merged)) throw new Error("faults without a fault");
	const raw = withAbsolutePaths(merged, sources, layers);
	const origins = originsOf(layers);
	const flagged = listenFlagNames(sources.listen);
	if (flagged.length > 0) origins.set("listen", flagged.join(" "));
	const settings = settingsFrom(raw, {
		listen: sources.listen,
		isCertificateChosen: origins.has("tls.certificate"),
	});
	return {
		loaded: {
			settings,
			raw: { ...raw, listen: settings.listen.map(rawListen) },
			origins,
			warnings: [...environment.warnings, ...crossWarnings(raw)],
		},
		faults: [],
	};
}

function fileOf({ file }: SettingsSources): {
	readonly layer: Layer | undefined;
	readonly faults: readonly SettingFault[];
} {
	if (file === undefined) return { layer: undefined, faults: [] };
	try {
		return { layer: fileLayer(file), faults: [] };
	} catch (error) {
		if (!(error instanceof TomlError)) throw error;
		const { line, column, message } = error;
		const [first = ""] = message.split("\n");
		const fault: SettingFault = {
			code: "config.syntax",
			place: `${file.path}:${line}:${column}`,
			position: { file: file.path, line, column },
			sentence: "not valid TOML",
			why: first.replace("Invalid TOML document: ", ""),
			fix: `edit ${file.path}`,
		};
		return { layer: undefined, faults: [fault] };
	}
}

function validated(
	tree: RawTree,
	layers: readonly Layer[],
): RawSettings | readonly SettingFault[] {
	const result = v.safeParse(settingsSchema, tree);
	if (result.success) return result.output;
	return result.issues.map((issue) => schemaFault(issue, layers));
}

function isFaults(
	result: RawSettings | readonly SettingFault[],
): result is readonly SettingFault[] {
	return Array.isArray(result);
}

function conflicts(
	raw: RawSettings,
	flags: ListenFlags,
	layers: readonly Layer[],
): readonly SettingFault[] {
	const flagged = listenFlagNames(flags);
	const isFlagged = flagged.length > 0;
	const written = listenSettings(raw.listen);
	const found = isFlagged
		? crossFaults(raw, listenersFrom(written, flags))
		: crossFaults(raw, written);
	return found.map(({ path, ...fault }) => ({
		...fault,
		...(isFlagged && path[0] === "listen"
			? { place: flagged.join(" ") }
			: placeOf(path, layers)),
		code: "config.conflict",
		setting: path.join("."),
	}));
}

/** The flags that were given, among those that choose listeners. */
function listenFlagNames(flags: ListenFlags): readonly string[] {
	return [
		...(flags.hosts.length > 0 ? ["--host"] : []),
		...(flags.explicitPort === undefined ? [] : ["--port"]),
		...(flags.implicitPort === undefined ? [] : ["--implicit-port"]),
	];
}

/** What is wrong in the file is wrong in the sum of all layers too. */
function withoutRepeats(
	faults: readonly SettingFault[],
): readonly SettingFault[] {
	const seen = new Set<string>();
	return faults.filter(({ place, sentence }) => {
		const key = `${place} ${sentence}`;
		return !seen.has(key) && seen.add(key);
	});
}

/** A relative path is relative to the file that says it, or to the working folder when a flag or variable does. */
function withAbsolutePaths(
	raw: RawSettings,
	sources: SettingsSources,
	layers: readonly Layer[],
): RawSettings {
	const absolute = (
		path: readonly string[],
		value: string | undefined,
	): string | undefined => {
		const holder = layers.find((layer) => holds(layer.tree, path));
		const beside = holder?.positionOf === undefined ? undefined : sources.file;
		return value === undefined
			? value
			: sources.resolvePath(value, beside?.path);
	};
	const { root, tls } = raw;
	return {
		...raw,
		root: absolute(["root"], root),
		tls: {
			...tls,
			client_ca: absolute(["tls", "client_ca"], tls.client_ca),
			client_crl: absolute(["tls", "client_crl"], tls.client_crl),
		},
	};
}

function originsOf(layers: readonly Layer[]): Map<string, Origin> {
	const origins = new Map<string, Origin>();
	const paths = [
		...settingList().map((fact) => fact.path),
		["listen"],
		["passive", "networks"],
	];
	for (const path of paths) {
		const layer = layers.find((each) => holds(each.tree, path));
		const origin = layer?.originOf(path);
		if (origin !== undefined) origins.set(path.join("."), origin);
	}
	return origins;
}

function holds(tree: RawTree, path: readonly string[]): boolean {
	let value: unknown = tree;
	for (const key of path) {
		if (typeof value !== "object" || value === null) return false;
		if (!Object.hasOwn(value, key)) return false;
		value = Reflect.get(value, key);
	}
	return true;
}
