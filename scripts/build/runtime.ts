import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
} from "node:fs";
import { join } from "node:path";
import { RUNTIME_VERSION, type Target } from "./targets.ts";

/**
 * Bun's runtime for a target, as an executable on this disk: from the cache, or else from the package registry that
 * npm is set up for. An archive whose checksum is not the one in the table is refused.
 *
 * @param cache a folder that may be removed at any time
 * @throws {Error} when it cannot be fetched, or is not what the table says
 */
export function fetchRuntime(target: Target, cache: string): string {
	const name = target.runtime.replace(/^@.*\//, "");
	const home = join(cache, `${name}-${RUNTIME_VERSION}`);
	const cached = executableIn(home);
	if (cached !== undefined) return cached;
	mkdirSync(cache, { recursive: true });
	const scratch = mkdtempSync(join(cache, "fetch-"));
	try {
		run(
			["npm", "pack", "--silent", `${target.runtime}@${RUNTIME_VERSION}`],
			scratch,
		);
		const [archive = ""] = readdirSync(scratch);
		const found = integrityOf(readFileSync(join(scratch, archive)));
		if (found !== target.integrity) {
			throw new Error(
				`${target.runtime}@${RUNTIME_VERSION} is not what scripts/build/targets.ts expects: ${found}`,
			);
		}
		run(["tar", "-xzf", archive], scratch);
		rmSync(home, { recursive: true, force: true });
		// Renamed when it is whole: a cache that is there can be trusted.
		renameSync(join(scratch, "package"), home);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
	const fetched = executableIn(home);
	if (fetched === undefined) throw new Error(`${home} holds no runtime`);
	return fetched;
}

/** @example integrityOf(bytes) // "sha512-…==" */
export function integrityOf(bytes: Uint8Array): string {
	return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

function executableIn(home: string): string | undefined {
	return ["bun", "bun.exe"]
		.map((name) => join(home, "bin", name))
		.find((file) => existsSync(file));
}

function run(command: readonly string[], cwd: string): void {
	const { exitCode, stderr } = Bun.spawnSync([...command], {
		cwd,
		stdio: ["ignore", "ignore", "pipe"],
	});
	if (exitCode === 0) return;
	throw new Error(`${command.join(" ")} ended with ${exitCode}: ${stderr}`);
}
