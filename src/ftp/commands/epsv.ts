import { familyOf } from "../../base/index.ts";
import { NETWORKS, networkNumber } from "../address.ts";
import { optionalText } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { offerPassive } from "../offer-passive.ts";
import { answer } from "../reply.ts";

/** EPSV: open a port for the next data connection, at the address of the control connection. */
export const EPSV: Command = defineCommand({
	verb: "EPSV",
	rfc: "RFC 2428 §3",
	syntax: "EPSV [<SP> ( 1 | 2 | ALL )]",
	help: "Open a port for the next data connection (IPv4 and IPv6).",
	keepsRestart: true,
	argument: optionalText,
	feature: () => "EPSV",
	async run(session, given) {
		const family = familyOf(session.world.local.host);
		const wanted = given?.trim().toUpperCase();
		if (wanted === "ALL") {
			session.epsvAll = true;
			return answer(200, "From now on only EPSV is allowed.");
		}
		if (wanted !== undefined && !/^\d+$/.test(wanted)) {
			return answer(
				501,
				"A network number or ALL is expected. Syntax: EPSV [<SP> ( 1 | 2 | ALL )]",
			);
		}
		if (wanted !== undefined && NETWORKS[wanted] !== family) {
			return answer(
				522,
				`Network protocol not supported, use (${networkNumber(family)})`,
			);
		}
		return await offerPassive(
			session,
			async () => (port) =>
				answer(229, `Entering Extended Passive Mode (|||${port}|)`),
		);
	},
});
