import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The temporary files of uploads in a folder and those below it, by path. */
export function temporariesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((path) => path.split("/").at(-1)?.startsWith(".oceanftp-"))
		.map((path) => join(folder, path));
}
