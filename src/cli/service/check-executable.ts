import { OperatorError } from "../../base/index.ts";
import type { HostFiles } from "../../platform/index.ts";

const ENTER_FOR_OTHERS = 0o001;
const READ_AND_RUN_FOR_OTHERS = 0o005;
const WRITE_FOR_OTHERS = 0o002;
const STICKY = 0o1000;

/**
 * Whether a user without rights can run the executable where it lies, and nobody else can exchange it.
 *
 * @throws {OperatorError} service.executable naming the first path that stands in the way
 */
export async function checkExecutable(
	executable: string,
	files: HostFiles,
): Promise<void> {
	const own = await files.facts(executable);
	if (own === undefined || own.isFolder) {
		throw unfit(executable, `there is no file ${executable}`);
	}
	if ((own.mode & READ_AND_RUN_FOR_OTHERS) !== READ_AND_RUN_FOR_OTHERS) {
		throw unfit(executable, `others may not read and run ${executable}`);
	}
	let path = executable;
	for (;;) {
		const facts = await files.facts(path);
		const mode = facts?.mode ?? 0;
		if (facts?.isFolder === true && (mode & ENTER_FOR_OTHERS) === 0) {
			throw unfit(executable, `others may not enter ${path}`);
		}
		if ((mode & WRITE_FOR_OTHERS) !== 0 && (mode & STICKY) === 0) {
			throw unfit(executable, `everybody may write to ${path}`);
		}
		const above = files.above(path);
		if (above === path) return;
		path = above;
	}
}

function unfit(executable: string, why: string): OperatorError {
	return new OperatorError(
		"service.executable",
		`The service cannot run ${executable} where it lies.`,
		{
			why,
			fix: `install -m 755 ${executable} /usr/local/bin/oceanftp, and run that one`,
		},
	);
}
