// Run by quirk-probes.ts: writes beyond the system's limit on the size of files, and says how that failed.
import { execFileSync } from "node:child_process";
import { openSync, writev } from "node:fs";
import process, { argv, stdout } from "node:process";

const [, , handling, path = ""] = argv;
if (handling === "listening") process.on("SIGXFSZ", () => undefined);
const descriptor = openSync(path, "w");
execFileSync("prlimit", ["--pid", String(process.pid), "--fsize=100"]);
writev(descriptor, [new Uint8Array(10), new Uint8Array(10)], 200, (error) => {
	stdout.write(error?.code ?? `no code: ${error?.message}`);
});
