import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Backend } from "../../src/files/index.ts";
import {
	type DiskBackendOptions,
	diskBackend,
} from "../../src/platform/disk-backend.ts";

/** A served folder on the real disk, with a folder beside it that nobody may reach. */
export interface DiskTree {
	readonly backend: Backend;
	readonly root: string;
	readonly outside: string;
	readonly close: () => Promise<void>;
}

export async function diskTree(
	options: Omit<DiskBackendOptions, "root"> = {},
): Promise<DiskTree> {
	const top = await realpath(await mkdtemp(join(tmpdir(), "oceanftp-test-")));
	const root = join(top, "root");
	// Its path begins with the root's, so a comparison without a separator would let it through.
	const outside = join(top, "root-outside");
	await mkdir(root);
	await mkdir(outside);
	return {
		backend: await diskBackend({ root, ...options }),
		root,
		outside,
		close: () => rm(top, { recursive: true }),
	};
}
