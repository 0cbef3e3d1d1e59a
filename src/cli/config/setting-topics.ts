import {
	settingHelp,
	settingNames,
	settingTables,
} from "../../config/index.ts";
import { wrapped } from "../help/wrap.ts";

/** The help on a setting or a table by its dotted path; undefined when there is none of that name. */
export function settingTopic(
	path: string,
	width: number,
): readonly string[] | undefined {
	const help = settingHelp(path);
	if (help === undefined) return undefined;
	const { about, facts, settings, title } = help;
	return [
		title,
		...(about === "" ? [] : wrapped(about, 2, width)),
		...(facts.length === 0 ? [] : [""]),
		...facts.map((fact) => `  ${fact}`),
		...settings.flatMap((each) => [
			"",
			`  ${each.name}`,
			...wrapped(each.about, 4, width),
		]),
	];
}

/** All settings by name, for `oceanftp help config`. */
export function settingOverview(): readonly string[] {
	return [
		"",
		"Settings (oceanftp help KEY explains each):",
		...settingTables().flatMap(({ path, settings }) => [
			...(path.length === 0 ? [] : [`  ${path.join(".")}`]),
			...settings.map((each) => `  ${each.path.join(".")}`),
		]),
	];
}

/** What a mistyped name is compared with. */
export function settingTopicNames(): readonly string[] {
	return settingNames();
}
