import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../support/programs.ts";
import { type Call, call, dataFolder } from "./kit.ts";

/** A data folder, and `oceanftp cert` on it. */
export interface CertFolder extends Disposable {
	readonly path: string;
	readonly flags: readonly string[];
	/** `oceanftp cert …` */
	cert(args: readonly string[], options?: Call): Promise<RunResult>;
	/** The same with `--json`, which must succeed; gives the document. */
	json(args: readonly string[], options?: Call): Promise<Document>;
	/** Every file below a folder with its mode and content, to be compared. */
	contents(below?: string): Record<string, string>;
	text(path: string): string;
	/** The permission bits of a file. */
	mode(path: string): string;
}

// biome-ignore lint/suspicious/noExplicitAny: a document's form is what the tests are about
type Document = any;

export function certFolder(): CertFolder {
	const data = dataFolder();
	const cert: CertFolder["cert"] = (args, options) =>
		call(["cert", ...args, ...data.flags], options);
	return {
		path: data.path,
		flags: data.flags,
		cert,
		json: async (args, options) => {
			const { exit, stdout, stderr } = await cert([...args, "--json"], options);
			if (exit !== 0) throw new Error(`${args.join(" ")}: ${exit} ${stderr}`);
			return JSON.parse(stdout);
		},
		contents: (below = "") => contentsOf(join(data.path, below)),
		text: (path) => readFileSync(join(data.path, path), "utf8"),
		mode: (path) => (statSync(join(data.path, path)).mode & 0o777).toString(8),
		[Symbol.dispose]: () => data[Symbol.dispose](),
	};
}

function contentsOf(folder: string): Record<string, string> {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return Object.fromEntries(
		names.sort().flatMap((name) => {
			const facts = statSync(join(folder, name));
			if (facts.isDirectory()) return [];
			const content = readFileSync(join(folder, name)).toString("base64");
			return [[name, `${(facts.mode & 0o777).toString(8)} ${content}`]];
		}),
	);
}
