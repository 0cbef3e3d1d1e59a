import {
	type AccountFilesOptions,
	ALL_RIGHTS,
	memoryBackend,
	ROOT,
	resolvePath,
} from "../../../src/files/index.ts";
import { CountingQuota } from "../../files/kit.ts";

/**
 * Settings of a transcript about files: `interrupted keep`, `overwrite false`, `trash true`, `safeNames everywhere`, `denied PATTERN`,
 * `hidden PATTERN`, `quotaBytes N`, `largestFileBytes N`, and `mount /PATH`, an empty folder from elsewhere.
 */
export function fileRulesOf(
	settings: ReadonlyMap<string, string>,
): Partial<AccountFilesOptions> {
	const quota = settings.get("quotaBytes");
	const largest = settings.get("largestFileBytes");
	const mount = settings.get("mount");
	return {
		names: {
			denied: listed(settings.get("denied")),
			hidden: listed(settings.get("hidden")),
		},
		policy: {
			overwrite: settings.get("overwrite") !== "false",
			trash: settings.get("trash") === "true",
			interrupted: settings.get("interrupted") === "keep" ? "keep" : "discard",
			safeNames:
				settings.get("safeNames") === "everywhere" ? "everywhere" : "platform",
			largestFileBytes: largest === undefined ? undefined : Number(largest),
		},
		...(quota === undefined
			? {}
			: { quota: new CountingQuota({ bytes: Number(quota) }) }),
		...(mount === undefined
			? {}
			: {
					mounts: [
						{
							path: resolvePath(ROOT, mount),
							backend: memoryBackend(),
							rights: ALL_RIGHTS,
						},
					],
				}),
	};
}

function listed(pattern: string | undefined): readonly string[] {
	return pattern === undefined ? [] : [pattern];
}
