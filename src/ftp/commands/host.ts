import { isAddress } from "../../base/index.ts";
import type { Parsed } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

const MAX_NAME = 253;

/** A DNS name, an IPv4 address, or an IPv6 address in brackets, in lower case (RFC 7151 §3.1). */
function hostName(given: string | undefined): Parsed<string> {
	const name = given?.trim().toLowerCase() ?? "";
	const inBrackets = /^\[(.*)\]$/.exec(name)?.[1];
	const isName =
		inBrackets === undefined
			? /^[\p{L}\p{N}_-]+(\.[\p{L}\p{N}_-]+)*\.?$/u.test(name)
			: inBrackets.includes(":") && isAddress(inBrackets);
	if (!isName || name.length > MAX_NAME) {
		return { refused: "A host name is expected, without a port." };
	}
	return { value: name.replace(/\.$/, "") };
}

/** HOST: the name by which the client knows this server, before it logs in; the last one counts. */
export const HOST: Command = defineCommand({
	verb: "HOST",
	rfc: "RFC 7151 §3",
	syntax: "HOST <SP> name",
	help: "Tell which of this server's names is meant.",
	open: true,
	argument: hostName,
	feature: () => "HOST",
	run(session, name) {
		if (session.login.stage !== "stranger") {
			return answer(503, "HOST must come before USER.");
		}
		if (!session.world.knowsHost(name)) {
			return answer(504, "This server does not go by that name.");
		}
		const asked = session.tls?.serverName;
		if (asked !== undefined && asked !== name) {
			return answer(504, "The TLS handshake named another host.");
		}
		session.hostName = name;
		return answer(220, "Host accepted.");
	},
});
