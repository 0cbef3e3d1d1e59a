import { MINUTE_MS, OperatorError } from "../../base/index.ts";
import { BUILD_INFO } from "../../platform/index.ts";
import { bad, type Check, type Finding, ok, warn } from "../check.ts";
import type { Setup } from "../setup.ts";

/** FAT counts in steps of two seconds, and a network adds its own. */
const FILE_TIME_SLACK_MS = 5_000;

const SET_CLOCK = "set the clock: timedatectl set-ntp true";

/** Whether the time can be true: it is after this program was made and after certificates began, and files agree. */
export const CLOCK: Check = {
	id: "clock",
	title: "clock",
	run: async (setup) => {
		const nowMs = setup.nowMs();
		const found = [
			...beforeBuild(nowMs),
			...(await beforeCertificates(setup, nowMs)),
			...(await besideFiles(setup)),
		];
		if (found.length > 0) return found;
		return [ok(`the clock says ${timeText(nowMs)}, which is plausible`)];
	},
};

function beforeBuild(nowMs: number): readonly Finding[] {
	const { committedMs } = BUILD_INFO;
	if (committedMs === undefined || nowMs >= committedMs) return [];
	return [
		bad(`the clock says ${timeText(nowMs)}, before this program was made`, {
			why: `it was made from a commit of ${timeText(committedMs)}`,
			fix: SET_CLOCK,
		}),
	];
}

async function beforeCertificates(
	{ certificates }: Setup,
	nowMs: number,
): Promise<readonly Finding[]> {
	if (certificates instanceof OperatorError) return [];
	const stored = await certificates.list();
	return stored.flatMap(({ leaf, name }) =>
		leaf === undefined || leaf.notBeforeMs <= nowMs
			? []
			: [
					bad(`the clock says ${timeText(nowMs)}, and ${name} begins later`, {
						why: `its first moment is ${timeText(leaf.notBeforeMs)}`,
						fix: SET_CLOCK,
					}),
				],
	);
}

async function besideFiles({
	data,
	files,
	machine,
	nowMs,
}: Setup): Promise<readonly Finding[]> {
	if (data.kind !== "open") return [];
	const before = nowMs();
	const stamp = await machine.fileTimeMs(data.path);
	const off =
		stamp < before - FILE_TIME_SLACK_MS || stamp > nowMs() + FILE_TIME_SLACK_MS;
	const found: Finding[] = [];
	if (off) {
		found.push(
			warn(`the file system of ${data.path} has another time than the clock`, {
				why: `a file made now is stamped ${timeText(stamp)}, the clock says ${timeText(before)}`,
				fix: "set the clocks of both machines by NTP",
			}),
		);
	}
	for (const name of ["accounts.toml", "state.json"]) {
		const at = files.resolve(data.path, name);
		const changed = await machine.modifiedMs(at);
		if (changed === undefined || changed <= before + MINUTE_MS) continue;
		found.push(
			warn(`${at} was changed in the future`, {
				why: `on ${timeText(changed)}; the clock says ${timeText(before)}, so it was set back or is wrong`,
				fix: SET_CLOCK,
			}),
		);
	}
	return found;
}

/** @example timeText(0) === "1970-01-01 00:00 UTC" */
function timeText(ms: number): string {
	return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
