import { OperatorError } from "../../base/index.ts";
import { diskFolder, lockHolder, systemClock } from "../../platform/index.ts";
import {
	CONTROL_SOCKET,
	type ControlClient,
	connectControl,
} from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData } from "../open-data.ts";

/**
 * Does something with the server that runs on the chosen data folder. Nothing is made when there is none, and the folder is
 * not judged: root may look after the server of another user.
 *
 * @throws {OperatorError} control.none, and what the work throws
 */
export async function withServer<T>(
	invocation: Invocation,
	work: (server: ControlClient) => Promise<T>,
): Promise<T> {
	const server = await connect(invocation);
	try {
		return await work(server);
	} finally {
		server.close();
	}
}

/** As {@link withServer}, but without a server something else is done. */
export async function withServerOr<T>(
	invocation: Invocation,
	work: (server: ControlClient) => Promise<T>,
	otherwise: () => Promise<T>,
): Promise<T> {
	let server: ControlClient;
	try {
		server = await connect(invocation);
	} catch (failure) {
		if (failure instanceof OperatorError && failure.code === "control.none") {
			return await otherwise();
		}
		throw failure;
	}
	try {
		return await work(server);
	} finally {
		server.close();
	}
}

/** The lock by which a server holds its data folder; absolute. */
export async function lockPath(invocation: Invocation): Promise<string> {
	const { files } = invocation;
	const { path } = await chosenData(invocation);
	return files.resolve(await files.realPath(path), "run", "lock");
}

async function connect(invocation: Invocation): Promise<ControlClient> {
	const { files } = invocation;
	const { path } = await chosenData(invocation);
	const realPath = await files.realPath(path);
	try {
		return await connectControl({
			folder: diskFolder(realPath),
			socketPath: files.resolve(realPath, CONTROL_SOCKET),
			after: systemClock.after,
		});
	} catch (failure) {
		if (failure instanceof OperatorError && failure.code === "control.none") {
			throw await explained(failure, invocation, path);
		}
		throw failure;
	}
}

/** Says whether there is no server, or one that cannot be spoken to. */
async function explained(
	failure: OperatorError,
	invocation: Invocation,
	path: string,
): Promise<OperatorError> {
	const lock = await lockPath(invocation);
	const holder = await lockHolder(lock).catch(() => undefined);
	if (holder?.isAlive !== true) {
		const service = await serviceElsewhere(invocation, path);
		return new OperatorError(
			"control.none",
			"No server runs on this data folder.",
			{
				why: `no process holds ${lock}${service === undefined ? "" : `; the service oceanftp keeps its data in ${service.data} (${service.unit})`}`,
				fix:
					service === undefined
						? `oceanftp serve --data ${path}, or name the server's folder with --data`
						: `add --data ${service.data}, as root or the service's user; oceanftp service status tells whether it runs`,
				cause: failure,
			},
		);
	}
	const { pid } = holder;
	const isOff = await isSwitchedOff(invocation);
	const running = `the server runs as process ${pid}`;
	const without = withoutControl(pid, invocation.process.runtime.platform);
	return new OperatorError(
		"control.none",
		"The server on this data folder cannot be spoken to.",
		{
			why: isOff
				? `${running}, but its control is switched off: [control] enabled = false`
				: `${running}, but does not answer (${failure.why ?? "nothing listens"}): it is starting or stopping, or was started with its control switched off`,
			fix: isOff
				? `set [control] enabled = true and start it again; without it, ${without}`
				: `try again; ${without}`,
			cause: failure,
		},
	);
}

/** The service of this machine, when its data folder is another one: root's own is hardly ever what is meant. */
async function serviceElsewhere(
	invocation: Invocation,
	path: string,
): Promise<{ readonly unit: string; readonly data: string } | undefined> {
	const { files, process } = invocation;
	if (process.runtime.platform !== "linux") return undefined;
	const { dataFolderIn } = await import("../service/unit-file.ts");
	const { unitPath } = await import("../service/unit-place.ts");
	const unit = unitPath(invocation);
	const text = await files.readText(unit).catch(() => undefined);
	const data = text === undefined ? undefined : dataFolderIn(text);
	return data === undefined || data === path ? undefined : { unit, data };
}

/** What can be done with a server by its number alone. */
function withoutControl(pid: number, platform: string): string {
	return platform === "win32"
		? `taskkill /f /pid ${pid} ends it at once`
		: `kill -HUP ${pid} reloads and kill ${pid} stops it`;
}

/** As far as the configuration says; the server may have been started with another one. */
async function isSwitchedOff(invocation: Invocation): Promise<boolean> {
	try {
		const choice = await chosenData(invocation);
		const { settings } = await loadConfig(invocation, choice);
		return !settings.control.enabled;
	} catch {
		return false;
	}
}
