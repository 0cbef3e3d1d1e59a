import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package of which something is inside the executable. */
export interface Package {
	readonly name: string;
	readonly version: string;
	/** As bun.lock has it, `sha512-…`. */
	readonly integrity: string;
	/** An SPDX expression, by the package's own word. */
	readonly license: string;
	/** The texts of its licence files, with their names. */
	readonly notices: readonly { readonly file: string; readonly text: string }[];
	/** `name@version` of the packages that it asks for, of those that are inside too. */
	readonly needs: readonly string[];
}

/** An entry of bun.lock: what it is, where from, what it needs, its checksum. */
type LockEntry = readonly [
	spec: string,
	source: string,
	facts: { readonly dependencies?: Readonly<Record<string, string>> },
	integrity: string,
];

/** What names a package wherever one is told from another. @example idOf({ name: "a", version: "1.0.0" }) // "a@1.0.0" */
export function idOf({
	name,
	version,
}: Pick<Package, "name" | "version">): string {
	return `${name}@${version}`;
}

/**
 * The packages that source files belong to, by the lock file of the tree, sorted by name.
 *
 * @param files relative to the tree, such as `node_modules/asn1js/build/index.js`
 * @throws {Error} when the lock file does not know one, or one has no licence: what is inside must be accounted for
 */
export function packagesOf(
	files: readonly string[],
	tree: string,
): readonly Package[] {
	const lock = readLock(tree);
	const keys = [...new Set(files.flatMap((file) => lockKeyOf(file)))];
	const ids = new Map(keys.map((key) => [key, specOf(key, lock)]));
	const found = new Map<string, Package>();
	for (const key of keys) {
		// The same version may lie in several places, with other neighbours.
		const here = packageAt(key, { ids, lock, tree });
		const needs = [...(found.get(idOf(here))?.needs ?? []), ...here.needs];
		found.set(idOf(here), { ...here, needs: [...new Set(needs)].sort() });
	}
	return [...found.values()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
}

/** `name@version` of the packages that the tree's own package.json asks for, of those given. */
export function directNeeds(
	tree: string,
	inside: readonly Package[],
): readonly string[] {
	const lock = readLock(tree);
	const { dependencies } = JSON.parse(
		readFileSync(join(tree, "package.json"), "utf8"),
	);
	const known = new Set(inside.map(idOf));
	return Object.keys(dependencies)
		.map((name) => specOf(name, lock))
		.filter((id) => known.has(id))
		.sort();
}

/** @example lockKeyOf("node_modules/a/node_modules/@b/c/x.js") // ["a/@b/c"] */
export function lockKeyOf(file: string): string[] {
	const names = [
		...file
			.replaceAll("\\", "/")
			.matchAll(/(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/g),
	].map(([, name]) => name);
	return names.length === 0 ? [] : [names.join("/")];
}

type Lock = Readonly<Record<string, LockEntry>>;

function readLock(tree: string): Lock {
	const text = readFileSync(join(tree, "bun.lock"), "utf8");
	const { packages } = Bun.JSONC.parse(text) as { packages: Lock };
	return packages;
}

function specOf(key: string, lock: Lock): string {
	const entry = lock[key];
	if (entry === undefined) throw new Error(`bun.lock does not know ${key}`);
	return entry[0];
}

function packageAt(
	key: string,
	known: {
		readonly ids: ReadonlyMap<string, string>;
		readonly lock: Lock;
		readonly tree: string;
	},
): Package {
	const { ids, lock, tree } = known;
	const spec = specOf(key, lock);
	const at = spec.lastIndexOf("@");
	const [, , facts, integrity] = lock[key] ?? [];
	const folder = join(tree, folderOf(key));
	const { license } = JSON.parse(
		readFileSync(join(folder, "package.json"), "utf8"),
	);
	const notices = noticesIn(folder);
	if (typeof license !== "string" || notices.length === 0) {
		throw new Error(`${spec} says no licence, or brings no text of it`);
	}
	const needs = Object.keys(facts?.dependencies ?? {}).flatMap(
		(name) => resolved(name, key, ids) ?? [],
	);
	return {
		name: spec.slice(0, at),
		version: spec.slice(at + 1),
		integrity: integrity ?? "",
		license,
		notices,
		needs,
	};
}

/** @example folderOf("a/@b/c") // "node_modules/a/node_modules/@b/c" */
function folderOf(key: string): string {
	return (key.match(/(?:@[^/]+\/)?[^/]+/g) ?? [])
		.map((name) => `node_modules/${name}`)
		.join("/");
}

/** The nearest package of that name: its own copy before the one that all share. */
function resolved(
	name: string,
	from: string,
	ids: ReadonlyMap<string, string>,
): string | undefined {
	return ids.get(`${from}/${name}`) ?? ids.get(name);
}

function noticesIn(folder: string): Package["notices"] {
	return readdirSync(folder)
		.filter((name) => /^(licen[cs]e|copying|notice|copyright)/i.test(name))
		.sort()
		.map((file) => ({
			file,
			text: readFileSync(join(folder, file), "utf8")
				.replaceAll("\r\n", "\n")
				.trim(),
		}));
}
