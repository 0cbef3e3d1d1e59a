import { OperatorError } from "../../base/index.ts";
import { type CommandResult, runCommand } from "../../platform/index.ts";

const LIMIT_MS = 120_000;

/** Whether systemd runs this machine; in containers and on other systems it does not, even where systemctl is there. */
export async function systemdRuns(): Promise<boolean> {
	const result = await runCommand("systemctl", ["is-system-running"], {
		limitMs: LIMIT_MS,
	});
	const state = result?.stdout.trim() ?? "";
	return state !== "" && state !== "offline" && state !== "unknown";
}

/** @throws {OperatorError} service.no-manager */
export async function needSystemd(): Promise<void> {
	if (await systemdRuns()) return;
	throw new OperatorError(
		"service.no-manager",
		"systemd does not run this machine, so there is nothing to install the service into.",
		{
			why: "systemctl is-system-running does not say that it runs",
			fix: "oceanftp service print --for openrc|launchd|windows, or --for systemd to take elsewhere",
		},
	);
}

/** Runs a program that must succeed. @throws {OperatorError} service.failed with what it said */
export async function mustRun(
	program: string,
	args: readonly string[],
	fix: string,
): Promise<CommandResult> {
	const result = await runCommand(program, args, { limitMs: LIMIT_MS });
	if (result?.exit === 0) return result;
	throw new OperatorError(
		"service.failed",
		`${[program, ...args].join(" ")} has failed.`,
		{
			why:
				result === undefined
					? `${program} is not there, or did not end in time`
					: result.stderr.trim() || `it ended with ${result.exit}`,
			fix,
		},
	);
}
