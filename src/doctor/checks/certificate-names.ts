import { sameAddress } from "../../base/index.ts";
import {
	type CertificateName,
	formatName,
	localNames,
	renewalDue,
	type StoredCertificate,
} from "../../certificates/index.ts";
import { outsideAddresses } from "../addresses.ts";
import { type Check, type Finding, ok, skip, warn } from "../check.ts";
import { renewOwn } from "../own-renewal.ts";
import type { FoundConfig, Setup } from "../setup.ts";
import { withShown } from "../shown-certificates.ts";
import { listText } from "../words.ts";

const RESOLVE_MS = 1500;

/** Whether the names of the certificates that are shown are those by which clients reach this machine. */
export const CERTIFICATE_NAMES: Check = {
	id: "certificates.names",
	title: "names of certificates",
	run: (setup) =>
		withShown(setup, async (shown, config) => {
			const found = await Promise.all(
				shown.map((stored) => namesFinding(stored, setup, config)),
			);
			return found;
		}),
};

async function namesFinding(
	stored: StoredCertificate,
	setup: Setup,
	{ settings }: FoundConfig,
): Promise<Finding> {
	const { data, nowMs, process } = setup;
	const { leaf, name } = stored;
	if (leaf === undefined) return skip(`${name}: there is no certificate yet`);
	const machine = process.addresses();
	const machineNames = localNames({
		hostname: process.hostname(),
		addresses: machine.map(({ address }) => address),
	});
	const due = renewalDue(stored, nowMs(), machineNames);
	if (due?.kind === "names-changed") {
		return warn(`${name}: ${due.text}, which the certificate does not say`, {
			fix: `oceanftp cert renew ${name}   (the server does it at its next start)`,
			...(data.kind === "open"
				? {
						mend: {
							act: `renew the certificate ${name} with the same key`,
							run: () => renewOwn(setup, data),
						},
					}
				: {}),
		});
	}
	const outside = outsideAddresses(settings, machine);
	const { host: advertised } = settings.passive;
	const own = [
		...(outside.length === 0 ? machine.map(({ address }) => address) : outside),
		...(advertised === undefined ? [] : [advertised]),
	];
	const hit = await firstThatLeadsHere(leaf.names, own, {
		hosts: machineNames.map(({ value }) => value),
		setup,
	});
	if (hit !== undefined) return ok(`${name}: ${hit} leads to this machine`);
	const exact = leaf.names.filter(({ value }) => !value.startsWith("*."));
	if (exact.length === 0 && leaf.names.length > 0) {
		return skip(
			`${name}: whether ${listText(leaf.names.map(formatName))} fits this machine cannot be told from here`,
		);
	}
	return warn(`${name}: none of its names leads to this machine`, {
		why: `its names are ${listText(leaf.names.map(formatName))}; the addresses in use are ${listText(own)}`,
		fix: `oceanftp cert create NAME --san HOST,ADDRESS --default; if a router in front has the name, say so: [passive] host = "HOST"`,
	});
}

/** The first name that is this machine's: its host name, an address in use, or a name that resolves to one. */
async function firstThatLeadsHere(
	names: readonly CertificateName[],
	own: readonly string[],
	{
		hosts,
		setup,
	}: { readonly hosts: readonly string[]; readonly setup: Setup },
): Promise<string | undefined> {
	const isOwn = (value: string): boolean =>
		own.some((each) => each === value || sameAddress(each, value));
	for (const { kind, value } of names) {
		if (kind === "ip" && isOwn(value)) return value;
		if (kind === "dns" && (hosts.includes(value) || isOwn(value))) return value;
	}
	const toAsk = names
		.filter(({ kind, value }) => kind === "dns" && !value.startsWith("*."))
		.slice(0, 5);
	const answers = await Promise.all(
		toAsk.map(async ({ value }) => ({
			value,
			addresses: await setup.machine.resolve(value, RESOLVE_MS),
		})),
	);
	return answers.find(({ addresses }) => addresses.some(isOwn))?.value;
}
