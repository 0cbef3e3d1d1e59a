import { readSettings, type SettingFault } from "../../config/index.ts";
import type { Invocation } from "../command.ts";
import { configSources } from "../load-config.ts";
import { chosenData } from "../open-data.ts";

/** The exit status of a configuration that cannot be used, as of every `config.*` error. */
const INVALID = 3;

/** `config check` @returns 3 when something is wrong */
export async function checkConfig(invocation: Invocation): Promise<number> {
	const { output } = invocation;
	const sources = await configSources(invocation, await chosenData(invocation));
	const { faults, loaded } = await readSettings(sources);
	const warnings = loaded?.warnings ?? [];
	for (const warning of warnings) output.note(`warning: ${warning}`);
	const file = sources.file?.path;
	await output.result({
		lines:
			faults.length > 0
				? faults.flatMap(faultLines)
				: [
						file === undefined
							? "There is no configuration file, so the defaults count."
							: `${file}: everything is in order.`,
					],
		document: {
			schema: "oceanftp.config-check/1",
			file: file ?? null,
			faults: faults.map(faultDocument),
			warnings,
		},
	});
	return faults.length > 0 ? INVALID : 0;
}

function faultLines({
	code,
	fix,
	place,
	sentence,
	why,
}: SettingFault): string[] {
	return [
		`${place}: ${sentence}${why === undefined ? "" : `; ${why}`}  [${code}]`,
		`  fix: ${fix}`,
	];
}

function faultDocument(fault: SettingFault): Readonly<Record<string, unknown>> {
	const { code, fix, place, position, sentence, setting, why } = fault;
	return {
		code,
		place,
		file: position?.file ?? null,
		line: position?.line ?? null,
		column: position?.column ?? null,
		setting: setting ?? null,
		error: sentence,
		why: why ?? null,
		fix,
	};
}
