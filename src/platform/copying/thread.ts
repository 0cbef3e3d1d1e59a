import { parentPort } from "node:worker_threads";
import { createCopier } from "./copier.ts";
import type { CopyOrder } from "./order.ts";

// Runs in a thread of its own: orders come as messages, one at a time, and reports go. The first message tells whether it can; if it cannot
// nobody listens here, and the thread ends.
const copier = await createCopier();
if (copier !== undefined) {
	parentPort?.on("message", (order: CopyOrder) => {
		parentPort?.postMessage(copier(order));
	});
}
parentPort?.postMessage(copier !== undefined);
