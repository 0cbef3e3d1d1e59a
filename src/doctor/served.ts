import { OperatorError } from "../base/index.ts";
import { checkServedFolder, servedRoot } from "../server/index.ts";
import { bad, type Finding, failure } from "./check.ts";
import type { FoundConfig, Setup } from "./setup.ts";

/** The finding for a folder to which the way is closed. */
export function blocked(
	what: string,
	{ at, why }: { readonly at: string; readonly why: string },
): Finding {
	return bad(`${what} cannot be used: ${at} is in the way`, {
		why: `${at}: ${why}`,
		fix: `chmod or chown ${at} so that the user who runs the server is let on, or name another folder`,
	});
}

/** The folder that holds the homes. */
export function rootOf(
	{ settings }: FoundConfig,
	dataFolder: string,
	{ files }: Setup,
): string {
	return servedRoot({ settings, dataFolder, files }) ?? dataFolder;
}

/** The finding for a folder that must not be served, for the data folder is in it, or around it. */
export async function overlapOf(
	served: string,
	dataFolder: string,
	{ files }: Setup,
): Promise<Finding | undefined> {
	try {
		await checkServedFolder(served, dataFolder, files);
		return undefined;
	} catch (error) {
		if (!(error instanceof OperatorError)) throw error;
		// Where the real path cannot be found out, the way there is blocked, which is told in its own words.
		return error.code === "root.overlap" ? failure(error) : undefined;
	}
}
