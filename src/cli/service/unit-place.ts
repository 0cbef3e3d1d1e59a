import { OperatorError } from "../../base/index.ts";
import type { Invocation } from "../command.ts";
import { SERVICE } from "./service-plan.ts";

/** The unit's name. */
export const UNIT: string = `${SERVICE}.service`;

/** Where an administrator's units are. */
export const UNIT_FOLDER = "/etc/systemd/system";

/** The unit file: in {@link UNIT_FOLDER}, or where `--unit-folder` says. */
export function unitPath({ files, input }: Invocation): string {
	return files.resolve(input.value("unit-folder") ?? UNIT_FOLDER, UNIT);
}

/** @throws {OperatorError} service.not-root */
export function needRoot({ process }: Invocation, verb: string): void {
	if (process.uid === 0) return;
	throw new OperatorError(
		"service.not-root",
		`Only root may ${verb} a service.`,
		{
			why:
				process.uid === undefined
					? "this system has no root"
					: `this process runs as user ${process.uid}`,
			fix: `sudo oceanftp service ${verb}, or add --dry-run to see what it would do`,
		},
	);
}
