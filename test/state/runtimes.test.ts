import { expect, test } from "bun:test";
import { join } from "node:path";
import { DENO, run } from "../support/programs.ts";
import { tempFolder } from "../support/temp-folder.ts";

test.skipIf(DENO === undefined)(
	"state under Deno is kept, and tells a locked and a damaged file apart",
	async () => {
		using folder = tempFolder();
		const script = join(import.meta.dirname, "state-run.ts");
		const command = [DENO ?? "", "run", "-A", script, folder.path];
		const { stdout } = await run(command);
		expect(JSON.parse(stdout)).toEqual({
			kept: [10, 3],
			mode: "wal",
			locked: "state.locked",
			damaged: "state.damaged",
		});
	},
);
