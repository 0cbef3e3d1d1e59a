import { isAddress, isLoopback, OperatorError } from "../../base/index.ts";
import { isPrivate, outsideAddresses } from "../addresses.ts";
import { bad, type Check, type Finding, ok, skip, warn } from "../check.ts";
import { withConfig } from "../needs.ts";
import type { FoundConfig, Setup } from "../setup.ts";
import { listText } from "../words.ts";
import { planned } from "./ports.ts";

/** Clients transfer several files at once: FileZilla two, lftp and rclone four. */
const PORTS_A_USER = 4;

/** Whether the passive range is apart from the listeners, allowed, and wide enough. */
export const PASSIVE_RANGE: Check = {
	id: "passive.range",
	title: "passive ports",
	run: (setup) =>
		withConfig(setup, async (config) => {
			const { limits, passive } = config.settings;
			const range = passive.ports;
			if (range === undefined) {
				return [
					ok(
						"any free port; a firewall in front needs a range: --passive-ports",
					),
				];
			}
			const { first, last } = range;
			const text = `${first}-${last}`;
			const found: Finding[] = [];
			const inside = (planned(config, setup) ?? []).filter(
				({ port }) => port >= first && port <= last,
			);
			if (inside.length > 0) {
				found.push(
					warn(
						`${text} holds ${inside.map(({ port }) => port).join(", ")}, where the server listens`,
						{
							why: "that port is never free for a transfer, and a restart may find it taken by one",
							fix: "choose [passive] ports apart from the ports of [[listen]]",
						},
					),
				);
			}
			const lowest = await setup.machine.lowestPort();
			if (first < lowest && setup.lock?.isAlive !== true) {
				found.push(
					bad(
						`${text} begins below ${lowest}, and this user has no right to that`,
						{
							fix: "choose [passive] ports from 1024 on, such as 50000-50100",
						},
					),
				);
			}
			const size = last - first + 1;
			const users = usersOf(setup);
			const wanted = Math.min(limits.connections, PORTS_A_USER * users);
			if (size < wanted) {
				found.push(
					warn(`${text} has ${size} ports for ${users} users`, {
						why: `each transfer under way has one, clients make up to ${PORTS_A_USER} at once, and ${limits.connections} connections are allowed`,
						fix: `widen [passive] ports to ${wanted} or more, and open them in the firewall`,
					}),
				);
			}
			if (found.length > 0) return found;
			return [ok(`${text}: ${size} ports, apart from the listeners`)];
		}),
};

function usersOf({ accounts }: Setup): number {
	if (accounts instanceof OperatorError) return 1;
	return Math.max(1, accounts.list().filter(({ enabled }) => enabled).length);
}

const RESOLVE_MS = 2000;

/** Whether the address that PASV tells can be reached from where clients are. */
export const PASSIVE_ADDRESS: Check = {
	id: "passive.address",
	title: "passive address",
	run: (setup) =>
		withConfig(setup, async (config) => {
			const { passive } = config.settings;
			const outside = outsideAddresses(
				config.settings,
				setup.process.addresses(),
			);
			const told = passive.networks.flatMap(({ host }) => host ?? []);
			const hosts = new Set([
				...(passive.host === undefined ? [] : [passive.host]),
				...told,
			]);
			const found: Finding[] = [];
			for (const host of hosts) {
				found.push(await hostFinding(host, { setup, outside }));
			}
			if (passive.host === undefined) {
				found.push(await withoutHost(outside, { setup, config }));
			}
			return found;
		}),
};

/** PASV tells each client the address that it reached. */
async function withoutHost(
	outside: readonly string[],
	{ config, setup }: { readonly setup: Setup; readonly config: FoundConfig },
): Promise<Finding> {
	if (config.settings.listen.length === 0) return skip("nobody can connect");
	if (outside.length === 0) {
		return ok(
			"only programs on this machine can connect, and are told its loopback address",
		);
	}
	const isLocal = outside.every(isPrivate);
	if (isLocal && (await setup.machine.isContainer())) {
		return warn(
			`this is a container, and PASV tells its own address ${listText(outside)} [passive.unreachable]`,
			{
				why: "clients outside reach the host of the container, not that address",
				fix: '[passive] host = "ADDRESS OF THE HOST" and ports = "50000-50100", and publish the same ports of the container',
			},
		);
	}
	return ok(
		isLocal
			? `clients are told the address that they reached (${listText(outside)}); from the internet, through a router, they need [passive] host`
			: `clients are told the address that they reached (${listText(outside)})`,
	);
}

async function hostFinding(
	host: string,
	{
		outside,
		setup,
	}: { readonly setup: Setup; readonly outside: readonly string[] },
): Promise<Finding> {
	const addresses = isAddress(host)
		? [host]
		: await setup.machine.resolve(host, RESOLVE_MS);
	const address = addresses.find((each) => !each.includes(":"));
	const set = `[passive] host = "${host}"`;
	if (address === undefined) {
		return bad(`${set} has no IPv4 address [passive.unreachable]`, {
			why:
				addresses.length === 0
					? "the name cannot be resolved here"
					: `it resolves to ${listText(addresses)}, and PASV can tell IPv4 only`,
			fix: "correct the name, or write the address itself",
		});
	}
	const means = address === host ? set : `${set} (${address})`;
	const isOurs = setup.process
		.addresses()
		.some((each) => each.address === address);
	if (address === "0.0.0.0" || (isLoopback(address) && outside.length > 0)) {
		return bad(
			`${means} leads clients back to themselves [passive.unreachable]`,
			{
				why: `clients come from other machines: the server listens on ${listText(outside)}`,
				fix: "write the address by which they reach this machine",
			},
		);
	}
	const isPublic = outside.some((each) => !isPrivate(each));
	if (isPrivate(address) && isPublic) {
		return warn(`${means} is a private address [passive.unreachable]`, {
			why: `the server listens on ${listText(outside.filter((each) => !isPrivate(each)))}, and clients from there cannot reach ${address}`,
			fix: "write the public address, and [[passive.networks]] for clients nearby",
		});
	}
	return ok(
		isOurs
			? `${means} is this machine's`
			: `${means} is not this machine's: the router that has it must pass the passive ports on, which cannot be tried from here`,
	);
}
