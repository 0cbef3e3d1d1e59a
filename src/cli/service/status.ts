import { runCommand } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import { systemdRuns } from "./systemctl.ts";
import { executableIn, isUntouched } from "./unit-file.ts";
import { UNIT, unitPath } from "./unit-place.ts";

/** What there is to know about the service on this machine. */
export interface ServiceStatus {
	readonly manager: "systemd" | "none";
	readonly unit: string;
	readonly isInstalled: boolean;
	/** Changed since the program wrote it; undefined when there is none. */
	readonly isEdited: boolean | undefined;
	/** Starts with the machine; undefined when systemd does not run. */
	readonly isEnabled: boolean | undefined;
	/** systemd's words: active, activating, failed, inactive; undefined when it does not run. */
	readonly state: string | undefined;
	readonly pid: number | undefined;
	/** What the server said last by itself. */
	readonly says: string | undefined;
	/** What the unit runs. */
	readonly executable: string | undefined;
	/** Whether that is the program which is asking; undefined when it runs from source. */
	readonly isThisExecutable: boolean | undefined;
}

/** Looks at the unit file, and asks systemd where it runs. Changes nothing and needs no right. */
export async function serviceStatus(
	invocation: Invocation,
): Promise<ServiceStatus> {
	const { files, process } = invocation;
	const runs = await systemdRuns();
	const facts = runs ? await shownFacts() : undefined;
	const usual = unitPath(invocation);
	const path = facts?.get("FragmentPath") || usual;
	const text = await files.readText(path);
	const executable = text === undefined ? undefined : executableIn(text);
	const pid = Number(facts?.get("MainPID") ?? 0);
	const { isCompiled } = process.runtime;
	return {
		manager: runs ? "systemd" : "none",
		unit: path,
		isInstalled: text !== undefined,
		isEdited: text === undefined ? undefined : !(await isUntouched(text)),
		isEnabled:
			facts === undefined
				? undefined
				: facts.get("UnitFileState") === "enabled",
		state: facts?.get("ActiveState") || undefined,
		pid: pid > 0 ? pid : undefined,
		says: facts?.get("StatusText") || undefined,
		executable,
		isThisExecutable:
			executable === undefined || !isCompiled
				? undefined
				: (await files.realPath(executable)) ===
					(await files.realPath(process.runtime.executable)),
	};
}

/** `service status`. @returns 0 when it runs, 9 when it does not */
export async function showServiceStatus(
	invocation: Invocation,
): Promise<number> {
	const status = await serviceStatus(invocation);
	await invocation.output.result({
		lines: statusLines(status),
		document: {
			schema: "oceanftp.service/1",
			manager: status.manager,
			unit: status.unit,
			installed: status.isInstalled,
			edited: status.isEdited ?? null,
			enabled: status.isEnabled ?? null,
			state: status.state ?? null,
			running: status.state === "active",
			pid: status.pid ?? null,
			says: status.says ?? null,
			executable: status.executable ?? null,
			thisExecutable: status.isThisExecutable ?? null,
		},
	});
	return status.state === "active" ? 0 : 9;
}

function statusLines(status: ServiceStatus): string[] {
	const installed = status.isInstalled
		? `${status.unit}${status.isEdited === true ? ", changed since it was written" : ""}`
		: `no; oceanftp service install (there is no ${status.unit})`;
	const unknown = "unknown, for systemd does not run this machine";
	return [
		`installed   ${installed}`,
		`enabled     ${status.isEnabled === undefined ? unknown : yesOrNo(status.isEnabled)}`,
		`running     ${runningText(status) ?? unknown}`,
		...(status.says === undefined ? [] : [`            ${status.says}`]),
		...(status.executable === undefined
			? []
			: [`executable  ${status.executable}${sameText(status)}`]),
	];
}

function runningText({ pid, state }: ServiceStatus): string | undefined {
	if (state === undefined) return undefined;
	return state === "active" ? `yes, process ${pid ?? "unknown"}` : state;
}

function sameText({ isThisExecutable }: ServiceStatus): string {
	if (isThisExecutable === undefined) return "";
	return isThisExecutable
		? " (this one)"
		: " (not this one; oceanftp service install changes that)";
}

function yesOrNo(value: boolean): string {
	return value ? "yes" : "no";
}

/** `systemctl show` as a map; asked with these names it prints one `Name=value` a line. */
async function shownFacts(): Promise<ReadonlyMap<string, string>> {
	const names = [
		"FragmentPath",
		"UnitFileState",
		"ActiveState",
		"MainPID",
		"StatusText",
	];
	const result = await runCommand(
		"systemctl",
		["show", UNIT, ...names.map((name) => `--property=${name}`)],
		{ limitMs: 10_000 },
	);
	return new Map(
		(result?.stdout ?? "").split("\n").flatMap((line): [string, string][] => {
			const at = line.indexOf("=");
			return at === -1 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
		}),
	);
}
