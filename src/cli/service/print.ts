import type { Invocation } from "../command.ts";
import { MANAGERS, type Manager } from "./managers.ts";
import { launchdPlist, openRcScript, windowsTask } from "./other-managers.ts";
import { planService, type ServicePlan } from "./service-plan.ts";
import { systemdUnit } from "./systemd-unit.ts";
import { markedUnit } from "./unit-file.ts";

const TEXTS: Readonly<
	Record<Manager, (plan: ServicePlan) => string | Promise<string>>
> = {
	systemd: (plan) => markedUnit(systemdUnit(plan)),
	openrc: openRcScript,
	launchd: launchdPlist,
	windows: windowsTask,
};

/** `service print`: the text for a service manager, and nothing is changed. */
export async function printService(invocation: Invocation): Promise<void> {
	const { input, output, process } = invocation;
	const wish = input.value("for") ?? usualManager(process.runtime.platform);
	const manager = MANAGERS.find((each) => each === wish) ?? "systemd";
	const text = await TEXTS[manager](await planService(invocation));
	await output.result({
		lines: text.replace(/\n$/, "").split("\n"),
		document: { schema: "oceanftp.service-text/1", for: manager, text },
	});
}

function usualManager(platform: string): Manager {
	if (platform === "win32") return "windows";
	return platform === "darwin" ? "launchd" : "systemd";
}
