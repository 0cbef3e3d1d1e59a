import { closeSync, openSync } from "node:fs";
import { devNull } from "node:os";
import { dirname, join } from "node:path";
import type { Worker } from "node:worker_threads";
import { BUILD_INFO } from "../build-info.ts";

/**
 * So many descriptors must be free when a thread is started, which takes three: in want of them the runtime ends the whole process (quirks:
 * thread-ends-process), and between the look and the start others open some.
 */
const FREE_DESCRIPTORS = 64;

/**
 * Starts a thread that copies.
 *
 * @returns when it can; undefined where it may not be started now
 * @throws by rejection, when it cannot copy, or there may be no more threads
 */
export async function startThread(): Promise<Worker | undefined> {
	const { Worker } = await import("node:worker_threads");
	if (!hasDescriptors(FREE_DESCRIPTORS)) return undefined;
	const thread = new Worker(threadFile());
	thread.unref();
	const started = Promise.withResolvers<Worker>();
	thread.on("error", started.reject);
	thread.once("exit", () => started.reject(new Error("it has ended")));
	thread.once("message", (canCopy: boolean) => {
		if (canCopy) started.resolve(thread);
		else started.reject(new Error("it cannot copy"));
	});
	return await started.promise;
}

function hasDescriptors(count: number): boolean {
	const opened: number[] = [];
	try {
		while (opened.length < count) opened.push(openSync(devNull, "r"));
		return true;
	} catch {
		return false;
	} finally {
		for (const descriptor of opened) closeSync(descriptor);
	}
}

/** In the executable beside its first file, as `src/` has it (scripts/build/compile.ts). */
function threadFile(): string | URL {
	return BUILD_INFO.compiled
		? join(dirname(Bun.main), "platform/copying/thread.js")
		: new URL("./thread.ts", import.meta.url);
}
