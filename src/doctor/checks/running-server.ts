import {
	hostPort,
	isInNetwork,
	type Network,
	OperatorError,
} from "../../base/index.ts";
import { sha256Hex } from "../../certificates/index.ts";
import { peerCertificate } from "../../platform/index.ts";
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
import { unlessClosed } from "../needs.ts";
import type { ReadySocket } from "../ready-server.ts";
import type { Setup } from "../setup.ts";
import { shownNames } from "../shown-certificates.ts";

/** For one of its ports. */
const ANSWER_MS = 3000;

/** Whether the server that runs on this folder answers, and shows a certificate of the store. Nobody logs in. */
export const RUNNING_SERVER: Check = {
	id: "running",
	title: "running server",
	isSlow: true,
	run: (setup) => unlessClosed(setup, () => runningFindings(setup)),
};

async function runningFindings(setup: Setup): Promise<readonly Finding[]> {
	const { lock, running } = setup;
	if (lock?.isAlive !== true)
		return [skip("no server runs on this data folder")];
	if (running === undefined) {
		return [
			skip(`process ${lock.pid} runs, and has not said where it listens`),
		];
	}
	return await Promise.all(
		running.listening.map((socket) => socketFinding(socket, setup)),
	);
}

async function socketFinding(
	{ host, mode, port }: ReadySocket,
	setup: Setup,
): Promise<Finding> {
	const near = { host: nearHost(host), port };
	const at = `${mode === "explicit" ? "ftpes" : "ftps"}://${hostPort(near)}`;
	if (turnsAway(near.host, setup)) {
		return skip(
			`${at} was not tried: [access] turns connections from ${near.host} away`,
		);
	}
	try {
		const { certificates, version } = await peerCertificate({
			...near,
			tls: mode === "explicit" ? "after-auth" : "at-once",
			limitMs: ANSWER_MS,
		});
		const [leaf] = certificates;
		if (leaf === undefined) return bad(`${at} shows no certificate`);
		const name = await nameOf(await sha256Hex(leaf), setup);
		if (name !== undefined) {
			return ok(`${at} answers by ${version} with the certificate ${name}`);
		}
		return warn(`${at} shows a certificate that is not in the store`, {
			why: `its SHA-256 is ${await sha256Hex(leaf)}; the server may not have read its certificates again yet`,
			fix: "oceanftp reload, or restart the server",
		});
	} catch (error) {
		if (error instanceof OperatorError) return failure(error);
		throw error;
	}
}

/** An address of this machine by which a listener on every address is reached; `::` takes IPv4 too. */
function nearHost(host: string): string {
	return isEvery(host) ? "127.0.0.1" : host;
}

/** Whether the server turns this machine itself away, by its address, before anything is said. */
function turnsAway(host: string, { config }: Setup): boolean {
	if (config instanceof OperatorError) return false;
	const { access } = config.settings;
	const isIn = (networks: readonly Network[]): boolean =>
		networks.some((network) => isInNetwork(host, network));
	if (isIn(access.safe)) return false;
	return access.default === "deny" || isIn(access.blocked);
}

async function nameOf(
	sha256: string,
	setup: Setup,
): Promise<string | undefined> {
	const { certificates } = setup;
	if (certificates instanceof OperatorError) return undefined;
	const shown = shownNames(setup);
	const stored = await certificates.list();
	return stored.find(
		({ leaf, name }) =>
			leaf?.sha256 === sha256 && (shown === undefined || shown.has(name)),
	)?.name;
}
