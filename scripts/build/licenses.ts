import { readFileSync } from "node:fs";
import { join } from "node:path";
import { idOf, type Package } from "./packages.ts";
import { RUNTIME_VERSION } from "./targets.ts";

/** Where Bun's types carry the runtime's own notice, at the runtime's version. */
const RUNTIME_NOTICE = "node_modules/bun-types/docs/project/license.mdx";
const RULE = "=".repeat(78);

/**
 * The licences of everything inside an executable, as the licences themselves ask: ours, those of the packages, and what
 * the runtime says of itself.
 *
 * @throws {Error} when the runtime's notice is of another version
 */
export function licensesText(inside: readonly Package[], tree: string): string {
	const texts = new Map<string, string[]>();
	for (const each of inside) {
		for (const { text } of each.notices) {
			const users = texts.get(text) ?? [];
			texts.set(text, [...users, `${idOf(each)} (${each.license})`]);
		}
	}
	const own = readFileSync(join(tree, "LICENSE"), "utf8").trim();
	return [
		"Ocean FTP Server, and what its executables hold, under these licences.",
		section(["Ocean FTP Server"], own),
		...[...texts].map(([text, users]) => section(users, text)),
		section([`Bun ${RUNTIME_VERSION}, the runtime`], runtimeNotice(tree)),
		"",
	].join("\n");
}

function section(titles: readonly string[], text: string): string {
	return ["", RULE, ...titles, RULE, "", text].join("\n");
}

function runtimeNotice(tree: string): string {
	const { version } = JSON.parse(
		readFileSync(join(tree, "node_modules/bun-types/package.json"), "utf8"),
	);
	if (version !== RUNTIME_VERSION) {
		throw new Error(
			`the notice in bun-types is of ${version}, the runtime is ${RUNTIME_VERSION}`,
		);
	}
	return readFileSync(join(tree, RUNTIME_NOTICE), "utf8")
		.replace(/^---\n.*?\n---\n/s, "")
		.replaceAll("\r\n", "\n")
		.trim();
}
