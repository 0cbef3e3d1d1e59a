import { MIB } from "../../base/index.ts";
import { readClientTrust } from "../../certificates/index.ts";
import { bad, type Check, type Finding, ok, warn } from "../check.ts";
import { withConfig } from "../needs.ts";
import type { FoundConfig, Setup } from "../setup.ts";

/** As much as the server reads. */
const MOST_BYTES: number = 64 * MIB;

/** Whether what clients' certificates are judged by can be read. */
export const CLIENT_AUTHORITIES: Check = {
	id: "tls.client-authorities",
	title: "client authorities",
	run: (setup) => withConfig(setup, (config) => trustFindings(config, setup)),
};

async function trustFindings(
	{ settings }: FoundConfig,
	{ files }: Setup,
): Promise<readonly Finding[]> {
	const { clientAuth, clientCa, clientCrl } = settings.tls;
	if (clientCa === undefined) {
		return [
			ok(
				clientAuth === "none"
					? "clients are not asked for certificates"
					: "no authority is trusted: only certificates count that an account names by their fingerprint",
			),
		];
	}
	const ca = await files.readBytes(clientCa, MOST_BYTES);
	if (ca === undefined) return [missing(clientCa, "client_ca")];
	const crl =
		clientCrl === undefined
			? undefined
			: await files.readBytes(clientCrl, MOST_BYTES);
	if (clientCrl !== undefined && crl === undefined) {
		return [missing(clientCrl, "client_crl")];
	}
	const authorities = { ca: { file: clientCa, bytes: ca } };
	const { roots } = await readClientTrust(
		clientCrl === undefined || crl === undefined
			? authorities
			: { ...authorities, crl: { file: clientCrl, bytes: crl } },
	);
	if (roots.length === 0) {
		return [
			warn(`${clientCa} holds no root, so no client's certificate is trusted`, {
				why: "a path has to end at a certificate that signed itself",
				fix: "add the root of the authority to the file",
			}),
		];
	}
	const read = clientCrl === undefined ? clientCa : `${clientCa}, ${clientCrl}`;
	return [ok(`${read} can be read`)];
}

function missing(path: string, key: "client_ca" | "client_crl"): Finding {
	return bad(`${path} is missing, so the server does not start`, {
		why: `[tls] ${key} names it`,
		fix: `put the file there, or correct [tls] ${key} in oceanftp.toml`,
	});
}
