import process from "node:process";

/** Does the work under another umask than the process has. */
export async function underUmask(
	umask: number,
	work: () => Promise<void>,
): Promise<void> {
	const before = process.umask(umask);
	try {
		await work();
	} finally {
		process.umask(before);
	}
}
