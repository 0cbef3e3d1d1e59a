import { familyOf } from "../../base/index.ts";
import { formatHostPort, networkNumber } from "../address.ts";
import { none } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { offerPassive } from "../offer-passive.ts";
import { answer } from "../reply.ts";

/** PASV: open a port for the next data connection (IPv4). */
export const PASV: Command = defineCommand({
	verb: "PASV",
	rfc: "RFC 959 §4.1.2",
	syntax: "PASV",
	help: "Open a port for the next data connection (IPv4; EPSV does both).",
	namesAddress: true,
	keepsRestart: true,
	argument: none,
	async run(session) {
		// The reply has room for an IPv4 address only (RFC 2428 §1).
		if (familyOf(session.world.local.host) === 6) {
			return answer(
				522,
				`This connection is IPv6: send EPSV. (${networkNumber(6)})`,
			);
		}
		return await offerPassive(session, async () => {
			const host = await session.world.dataPort.advertisedHost();
			return (port) =>
				answer(
					227,
					`Entering Passive Mode (${formatHostPort({ host, port })}).`,
				);
		});
	},
});
