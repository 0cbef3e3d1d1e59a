import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone, with all in it, at the end of the block that made it. */
export interface TempFolder extends Disposable {
	readonly path: string;
}

/** Only its owner may enter it, as the server demands of a data folder. */
export function tempFolder(prefix = "oceanftp-test-"): TempFolder {
	const path = mkdtempSync(join(realpathSync(tmpdir()), prefix));
	return {
		path,
		[Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
	};
}
