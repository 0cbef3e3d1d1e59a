// Run by client-path.test.ts under Deno, with the folder of its material as the argument.
import { stdout } from "node:process";
import { REFUSED, TRUSTED } from "./client-path-cases.ts";
import { misjudged, verdictOf } from "./client-path-run.ts";

const [folder = "."] = process.argv.slice(2);
let passed = 0;
for (const one of [...TRUSTED, ...REFUSED]) {
	const said = misjudged(one, await verdictOf(folder, one));
	if (said === undefined) passed++;
	else stdout.write(`${one.name}: ${said}\n`);
}
stdout.write(`${passed} passed\n`);
