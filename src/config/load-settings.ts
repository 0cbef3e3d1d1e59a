import * as v from "valibot";
import { nearest, OperatorError } from "../base/index.ts";
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
import { knownKeys, settingList } from "./setting-list.ts";
import { type ListenFlags, type Settings, settingsFrom } from "./settings.ts";

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
	/** By dotted path; a setting that is not in it has its default. */
	readonly origins: ReadonlyMap<string, Origin>;
	/** Sentences for the administrator. */
	readonly warnings: readonly string[];
}

/**
 * Reads all sources into one checked {@link Settings}.
 *
 * @throws {OperatorError} config.syntax, config.unknown-key, config.type, each naming file:line:column, variable or flag
 */
export async function loadSettings(
	sources: SettingsSources,
): Promise<LoadedSettings> {
	const file = sources.file === undefined ? undefined : fileLayer(sources.file);
	const environment = await environmentLayer(sources.env, sources.readFile);
	const flags = flagLayer(sources.flags);
	const layers: readonly Layer[] = [
		flags,
		environment.layer,
		...(file === undefined ? [] : [file]),
	];
	// The file alone comes first: a fault in it must not hide behind a flag.
	for (const layer of file === undefined ? [] : [file]) {
		validated(layer.tree, [layer]);
	}
	const raw = validated(
		mergedTree([...layers].reverse().map((layer) => layer.tree)),
		layers,
	);
	const origins = originsOf(layers);
	// A relative path is relative to the file that says it, or to the working folder when a flag or variable does.
	const absolute = (
		path: readonly string[],
		value: string | undefined,
	): string | undefined => {
		const isTyped =
			holds(flags.tree, path) || holds(environment.layer.tree, path);
		const beside = isTyped ? undefined : sources.file?.path;
		return value === undefined ? value : sources.resolvePath(value, beside);
	};
	const { tls } = raw;
	return {
		settings: settingsFrom(
			{
				...raw,
				root: absolute(["root"], raw.root),
				tls: {
					...tls,
					client_ca: absolute(["tls", "client_ca"], tls.client_ca),
					client_crl: absolute(["tls", "client_crl"], tls.client_crl),
				},
			},
			{
				listen: sources.listen,
				isCertificateChosen: origins.has("tls.certificate"),
			},
		),
		origins,
		warnings: environment.warnings,
	};
}

function validated(tree: RawTree, layers: readonly Layer[]): RawSettings {
	const result = v.safeParse(settingsSchema, tree);
	if (result.success) return result.output;
	const faults = result.issues.map((issue) => faultOf(issue, layers));
	// A mistyped key comes first: that another is missing often follows from it.
	const [first, ...others] = faults.sort(
		(a, b) => Number(isUnknownKey(b)) - Number(isUnknownKey(a)),
	);
	if (first === undefined) throw new Error("an issue without an issue");
	const more = others.map((fault) => `also ${fault.sentence}`);
	const why = [first.why, ...more].filter((line) => line !== "").join("\n");
	throw new OperatorError(first.code, first.sentence, {
		...(why === "" ? {} : { why }),
		fix: first.fix,
	});
}

interface Fault {
	readonly code: "config.unknown-key" | "config.type";
	readonly sentence: string;
	readonly why: string;
	readonly fix: string;
}

function isUnknownKey(fault: Fault): boolean {
	return fault.code === "config.unknown-key";
}

function faultOf(issue: v.BaseIssue<unknown>, layers: readonly Layer[]): Fault {
	const path = (issue.path ?? []).map((item) =>
		typeof item.key === "number" ? item.key : String(item.key),
	);
	const place = placeOf(path, layers);
	const name = path.join(".");
	if (issue.type === "strict_object" && issue.expected === "never") {
		const meant = nearest(String(path.at(-1)), knownKeys(path.slice(0, -1)));
		return {
			code: "config.unknown-key",
			sentence: `${place}: there is no setting ${name}`,
			why: meant === undefined ? "" : `did you mean ${meant}?`,
			fix: meant === undefined ? `remove ${name}` : `write ${meant}`,
		};
	}
	return {
		code: "config.type",
		sentence: `${place}: ${name} ${expectation(issue)}`,
		why: `found ${issue.received}`,
		fix: `correct ${name}`,
	};
}

/** Our own checks say what must be; for the library's, its list of what it expected is put into words. */
function expectation(issue: v.BaseIssue<unknown>): string {
	if (issue.message.startsWith("must ")) return issue.message;
	if (issue.received === "undefined") return "is missing";
	return `must be ${(issue.expected ?? "another value")
		.replaceAll(/[()]/g, "")
		.replaceAll(" | ", " or ")
		.replace("string", "a text in quotes")
		.replace("number", "a number")
		.replace("boolean", "true or false")
		.replace("Object", "a table")
		.replace("Array", "an array of tables")}`;
}

function placeOf(
	path: readonly (string | number)[],
	layers: readonly Layer[],
): string {
	for (const layer of layers) {
		const origin = layer.originOf(path);
		if (origin !== undefined) return origin;
	}
	return "configuration";
}

function originsOf(layers: readonly Layer[]): ReadonlyMap<string, Origin> {
	const origins = new Map<string, Origin>();
	const paths = [...settingList().map((fact) => fact.path), ["listen"]];
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
