import { OperatorError } from "../../base/index.ts";
import type { Invocation } from "../command.ts";
import { mustRun, needSystemd } from "./systemctl.ts";
import { needRoot, UNIT, unitPath } from "./unit-place.ts";

/** `service uninstall`: stops it and takes the unit away; data and user stay. */
export async function uninstallService(invocation: Invocation): Promise<void> {
	const { files, input, output } = invocation;
	const isDry = input.has("dry-run");
	const path = unitPath(invocation);
	if (!isDry) {
		needRoot(invocation, "uninstall");
		await needSystemd();
	}
	if ((await files.readText(path)) === undefined) {
		throw new OperatorError(
			"service.not-installed",
			`There is no unit ${path}.`,
			{ fix: "oceanftp service status" },
		);
	}
	const hint = `look at: systemctl status ${UNIT}`;
	if (!isDry) {
		await mustRun("systemctl", ["disable", "--now", UNIT], hint);
		await files.remove(path);
		await mustRun("systemctl", ["daemon-reload"], hint);
	}
	const steps = [
		`systemctl disable --now ${UNIT}`,
		`remove ${path}`,
		"systemctl daemon-reload",
	];
	await output.result({
		lines: isDry
			? steps
			: [
					`${UNIT} is gone. Its data folder and its user are still there; drop-ins below ${path}.d too.`,
				],
		document: {
			schema: "oceanftp.service-uninstall/1",
			dryRun: isDry,
			unit: path,
			steps,
		},
	});
}
