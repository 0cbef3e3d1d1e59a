/**
 * How many milliseconds of processor time this process takes for some work: what other programs do on the machine meanwhile does
 * not count. A slow machine takes more; limits leave room for that.
 */
export async function processorMs<T>(
	work: () => T | Promise<T>,
): Promise<[ms: number, result: T]> {
	const before = process.cpuUsage();
	const result = await work();
	const { system, user } = process.cpuUsage(before);
	return [(system + user) / 1000, result];
}
