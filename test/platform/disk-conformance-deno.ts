// Run by disk-conformance.test.ts under Deno, which has another test runner than Bun: the bodies are the same.
import { stdout } from "node:process";
import { backendConformance } from "../files/backend-conformance.ts";
import { diskConfinement } from "./disk-confinement.ts";
import { diskTree } from "./disk-tree.ts";

const bodies: { name: string; body: () => Promise<void> }[] = [];
const register = (name: string, body: () => Promise<void>): void => {
	bodies.push({ name, body });
};

backendConformance("disk backend", register, () => diskTree());
backendConformance("disk backend by path", register, () =>
	diskTree({ holding: "path" }),
);
diskConfinement("disk backend", register, {});
diskConfinement("disk backend by path", register, { holding: "path" });

let failed = 0;
for (const { name, body } of bodies) {
	try {
		await body();
	} catch (error) {
		failed++;
		stdout.write(`${name}: ${error instanceof Error ? error.stack : error}\n`);
	}
}
stdout.write(`${bodies.length - failed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
