import { hostPort, OperatorError, sameAddress } from "../../base/index.ts";
import { listenTcp } from "../../platform/index.ts";
import { type PlannedListener, plannedListeners } from "../../server/index.ts";
import { isEvery } from "../addresses.ts";
import {
	bad,
	type Check,
	type Finding,
	failure,
	ok,
	skip,
	warn,
} from "../check.ts";
import { withConfig } from "../needs.ts";
import type { ReadyServer, ReadySocket } from "../ready-server.ts";
import type { FoundConfig, Setup } from "../setup.ts";
import { listText } from "../words.ts";

/** What a start would bind; undefined when state.json cannot be read. */
export function planned(
	{ settings }: FoundConfig,
	{ state }: Pick<Setup, "state">,
): readonly PlannedListener[] | undefined {
	if (state instanceof OperatorError) return undefined;
	return plannedListeners(settings, state);
}

/** Whether the ports are free, or held by the server that runs on this data folder. */
export const PORTS: Check = {
	id: "ports",
	title: "ports",
	run: (setup) =>
		withConfig(setup, async (config) => {
			const listeners = planned(config, setup);
			if (listeners === undefined) {
				return [skip("not looked at: state.json cannot be read")];
			}
			if (listeners.length === 0) {
				return [
					bad("every listener is switched off, so nobody can connect", {
						fix: "add a [[listen]] to oceanftp.toml",
					}),
				];
			}
			const found: Finding[] = [];
			for (const listener of listeners) {
				found.push(await portFinding(listener, setup));
			}
			return found;
		}),
};

async function portFinding(
	listener: PlannedListener,
	setup: Setup,
): Promise<Finding> {
	const { fallbackPort, host, mode, port } = listener;
	const at = placeText(host, port);
	const { lock, running } = setup;
	if (running !== undefined) return heldFinding(listener, running);
	if (port === 0)
		return ok(`${mode}: any free port, as the configuration says`);
	const failed = await bindFailure(host, port);
	if (failed === undefined) return ok(`${mode}: ${at} is free`);
	if (failed.code === "bind.no-right" && fallbackPort !== undefined) {
		const other = await bindFailure(host, fallbackPort);
		return other === undefined
			? ok(
					`${mode}: ${at} needs a right that this user lacks; the first start takes ${fallbackPort}, which is free`,
				)
			: failure(other);
	}
	if (failed.code !== "bind.in-use") return failure(failed);
	const holder = await setup.machine.portHolder(port);
	const isOwn = holder !== undefined && holder.pid === lock?.pid;
	if (isOwn && lock?.isAlive === true) {
		return ok(`${mode}: ${at} is held by this server, process ${lock.pid}`);
	}
	return bad(`${mode}: ${at} is in use [bind.in-use]`, {
		why:
			holder === undefined
				? "another program listens there; this system does not tell which to this user"
				: `process ${holder.pid} (${holder.program}) listens there`,
		fix: "stop that program, or choose another port in oceanftp.toml",
	});
}

/** Flags of `serve` outrank the configuration, so a running server may well listen elsewhere. */
function heldFinding(
	listener: PlannedListener,
	{ listening, pid }: ReadyServer,
): Finding {
	const { host, mode, port } = listener;
	const at = placeText(host, port);
	if (listening.some((each) => isSame(each, listener))) {
		return ok(`${mode}: ${at} is held by this server, process ${pid}`);
	}
	const others = listening.filter((each) => each.mode === mode).map(hostPort);
	if (others.length > 0) {
		const instead =
			port === 0 ? "" : `, by flags or an older configuration: not on ${at}`;
		return ok(
			`${mode}: this server, process ${pid}, listens on ${listText(others)}${instead}`,
		);
	}
	return warn(
		`${mode}: the server that runs, process ${pid}, does not listen on ${at}`,
		{
			why: `it listens on ${listText(listening.map(hostPort))}`,
			fix: "restart it with the configuration as it is now",
		},
	);
}

function isSame(bound: ReadySocket, listener: PlannedListener): boolean {
	if (bound.port !== listener.port || bound.mode !== listener.mode)
		return false;
	const { host } = listener;
	return host === undefined || isEvery(host)
		? isEvery(bound.host)
		: sameAddress(bound.host, host);
}

/** Binds it for a moment; nobody is let in. */
async function bindFailure(
	host: string | undefined,
	port: number,
): Promise<OperatorError | undefined> {
	try {
		const listener = await listenTcp({
			host,
			port,
			onSocket: (socket) => socket.destroy(),
		});
		await listener.close();
		return undefined;
	} catch (error) {
		if (error instanceof OperatorError) return error;
		throw error;
	}
}

function placeText(host: string | undefined, port: number): string {
	return host === undefined || isEvery(host)
		? `port ${port} of every address`
		: hostPort({ host, port });
}

/** Whether this user may listen on the low ports that are asked for. */
export const LOW_PORTS: Check = {
	id: "ports.right",
	title: "right to low ports",
	run: (setup) =>
		withConfig(setup, async (config) => {
			const listeners = planned(config, setup) ?? [];
			const lowest = await setup.machine.lowestPort();
			const low = listeners.filter(({ port }) => port > 0 && port < lowest);
			const asked = listeners
				.map(({ port }) => port)
				.filter((port) => port > 0);
			if (low.length === 0) {
				const least = Math.min(...asked);
				return [
					ok(
						least >= 1024
							? "no port under 1024 is asked for"
							: "this user may listen on ports under 1024",
					),
				];
			}
			const ports = low.map(({ port }) => port).join(", ");
			const { isCompiled, executable } = setup.process.runtime;
			const remedy = {
				why: `ports under ${lowest} need CAP_NET_BIND_SERVICE, which this process does not have`,
				fix: isCompiled
					? `sudo setcap cap_net_bind_service=+ep ${executable}, or run it as a service (oceanftp service install), or choose ports from ${lowest} on`
					: `run it as a service (oceanftp service install), or choose ports from ${lowest} on`,
			};
			if (setup.lock?.isAlive === true) {
				return [
					ok(
						`this user may not listen on ${ports}; the server runs with rights of its own`,
					),
				];
			}
			if (low.every(({ fallbackPort }) => fallbackPort !== undefined)) {
				const others = low.map(({ fallbackPort }) => fallbackPort).join(", ");
				return [
					ok(
						`this user may not listen on ${ports}; the first start takes ${others}`,
					),
				];
			}
			return [
				bad(`this user may not listen on ${ports} [bind.no-right]`, remedy),
			];
		}),
};
