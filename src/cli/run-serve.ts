import { memoryFolder } from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import {
	acquireLock,
	diskFolder,
	prepareRunAs,
	type RunAs,
} from "../platform/index.ts";
import { openDataFolder, readyFile } from "../server/index.ts";
import { checkServe } from "./check-serve.ts";
import type { Invocation } from "./command.ts";
import { loadConfig } from "./load-config.ts";
import { chosenData } from "./open-data.ts";
import { serveUntilStopped } from "./serve/serve-until-stopped.ts";

/** `serve`: until a signal ends it. */
export async function runServe(invocation: Invocation): Promise<void> {
	const { files, input } = invocation;
	if (input.has("check") || input.has("dry-run")) return checkServe(invocation);
	await readyFile(input.value("ready-file"), files).remove();
	if (input.has("ephemeral")) {
		const { settings, warnings } = await loadConfig(invocation, undefined);
		const folder = memoryFolder();
		const { host, runAs } = await steppedDown(invocation, settings.runAs);
		const ground = { settings, warnings, folder, place: undefined };
		const readSettings = async (): Promise<Settings> =>
			(await loadConfig(invocation, undefined)).settings;
		await serveUntilStopped(host, ground, { runAs, readSettings });
		return;
	}
	const choice = await chosenData(invocation);
	const { settings, warnings } = await loadConfig(invocation, choice);
	const { host, runAs } = await steppedDown(
		invocation,
		settings.runAs,
		choice.path,
	);
	const place = await openDataFolder(choice, host);
	const lock = await acquireLock(files.resolve(place.realPath, "run", "lock"));
	let isStarted = false;
	try {
		await serveUntilStopped(
			host,
			{
				settings,
				warnings: [...place.warnings, ...warnings],
				folder: diskFolder(place.realPath),
				place,
			},
			{
				runAs,
				readSettings: async () =>
					(await loadConfig(invocation, choice)).settings,
				onStarted: () => {
					isStarted = true;
				},
			},
		);
	} finally {
		await lock.release();
		// A first start that failed leaves nothing behind: what is in the folder was made just now, and nobody has seen it.
		if (place.isNew && !isStarted) await files.remove(place.realPath);
	}
}

/**
 * With `run_as` all that follows is read and written as that user; root is left for the ports only.
 *
 * @param dataFolder is made for the user when it is not there
 */
async function steppedDown(
	invocation: Invocation,
	wish: string | undefined,
	dataFolder?: string,
): Promise<{ readonly host: Invocation; readonly runAs: RunAs | undefined }> {
	const runAs = wish === undefined ? undefined : await prepareRunAs(wish);
	if (runAs === undefined) return { host: invocation, runAs };
	if (dataFolder !== undefined) await runAs.takeFolder(dataFolder);
	runAs.stepDown();
	const process = { ...invocation.process, uid: runAs.uid };
	return { host: { ...invocation, process }, runAs };
}
