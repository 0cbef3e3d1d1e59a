/** How a program of the system ended. */
export interface CommandResult {
	readonly exit: number;
	readonly stdout: string;
	readonly stderr: string;
}

const MOST_OUTPUT_BYTES = 1024 * 1024;

/**
 * Runs a program of the system to its end, without a shell and without input.
 * Undefined when it is not there, or takes longer than `limitMs` (it is ended then). What runs it is loaded now, since few starts run any.
 */
export async function runCommand(
	program: string,
	args: readonly string[],
	{ limitMs }: { readonly limitMs: number },
): Promise<CommandResult | undefined> {
	const { execFile } = await import("node:child_process");
	return await new Promise((resolve) => {
		const options = { timeout: limitMs, maxBuffer: MOST_OUTPUT_BYTES };
		execFile(program, [...args], options, (error, stdout, stderr) => {
			const code: unknown = error === null ? 0 : Reflect.get(error, "code");
			resolve(
				typeof code === "number" ? { exit: code, stdout, stderr } : undefined,
			);
		});
	});
}
