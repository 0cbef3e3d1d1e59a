import { expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { backendConformance } from "../files/backend-conformance.ts";
import { diskTree } from "./disk-tree.ts";

backendConformance("disk backend", test, () => diskTree());
backendConformance("disk backend that holds folders by path", test, () =>
	diskTree({ holding: "path" }),
);
backendConformance("disk backend without sync and links", test, () =>
	diskTree({ sync: false, symlinks: "never" }),
);

test("disk backend does under Deno what it does under Bun", async () => {
	const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
	const deno = here("../../node_modules/.bin/deno");
	const script = here("./disk-conformance-deno.ts");
	const run = Bun.spawn([deno, "run", "-A", "--no-config", script], {
		stdout: "pipe",
		stderr: "pipe",
	});
	const [out, errors, status] = await Promise.all([
		new Response(run.stdout).text(),
		new Response(run.stderr).text(),
		run.exited,
	]);
	expect({ out, errors, status }).toMatchObject({ errors: "", status: 0 });
	const passed = /^(\d+) passed, 0 failed$/m.exec(out)?.[1];
	expect(Number(passed)).toBeGreaterThan(40);
}, 120_000);
