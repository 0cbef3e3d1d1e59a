// Run by quirk-probes.ts: starts a thread when no descriptor is left, and says that it outlived that.
import { execFileSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import process, { stdout } from "node:process";
import { Worker } from "node:worker_threads";

execFileSync("prlimit", ["--pid", String(process.pid), "--nofile=64:"]);
// What the runtime needs itself for the first time would fail otherwise.
new Worker("", { eval: true }).on("exit", () => {
	const opened: number[] = [];
	try {
		for (;;) opened.push(openSync("/dev/null", "r"));
	} catch {
		// None is left.
	}
	const settled = (): void => {
		for (const descriptor of opened) closeSync(descriptor);
		stdout.write("alive", () => process.exit(0));
	};
	try {
		new Worker("", { eval: true }).on("error", settled).on("exit", settled);
	} catch {
		settled();
	}
});
