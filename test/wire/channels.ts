import { type DataCommand, RawFtp } from "../support/raw-ftp.ts";
import { HOSTS } from "../support/shared-server.ts";
import type { Server } from "../support/start-server.ts";
import type { TlsVersion } from "../support/wire.ts";

export type Mode = "plain" | "explicit" | "implicit";

/** One way for a client to reach its files: what the whole suite is run over. */
export interface Channel {
	readonly mode: Mode;
	readonly host: string;
	readonly by: DataCommand;
	readonly version?: TlsVersion;
	readonly name: string;
}

export const TLS_VERSIONS: readonly TlsVersion[] = ["TLSv1.2", "TLSv1.3"];

const BY_HOST: Readonly<Record<string, readonly DataCommand[]>> = {
	"127.0.0.1": ["PASV", "EPSV", "PORT", "EPRT"],
	"::1": ["EPSV", "EPRT"],
};

function channel(facts: Omit<Channel, "name">): Channel {
	const { mode, host, by, version } = facts;
	const name = [mode, version, by, host].filter(Boolean).join(" ");
	return { ...facts, name };
}

/** Plain, explicit and implicit × passive and active × IPv4 and IPv6 × TLS 1.2 and 1.3. */
export const CHANNELS: readonly Channel[] = HOSTS.flatMap((host) =>
	(BY_HOST[host] ?? []).flatMap((by) => [
		channel({ mode: "plain", host, by }),
		...TLS_VERSIONS.flatMap((version) => [
			channel({ mode: "explicit", host, by, version }),
			channel({ mode: "implicit", host, by, version }),
		]),
	]),
);

/** Those of them that have TLS. */
export const TLS_CHANNELS: readonly Channel[] = CHANNELS.filter(
	({ mode }) => mode !== "plain",
);

/** A client that has read the greeting on that channel, and is under TLS where the channel has it. */
export async function guest(
	server: Server,
	{ mode, host, version }: Omit<Channel, "by" | "name">,
): Promise<RawFtp> {
	if (mode === "implicit") {
		const place = server.implicit(host);
		return RawFtp.connect({ ...place, implicit: true, version });
	}
	const ftp = await RawFtp.connect({ ...server.explicit(host), version });
	if (mode === "explicit") await ftp.secure();
	return ftp;
}

/** The same, logged in, with protected data connections where the channel has TLS. */
export async function member(
	server: Server,
	channel: Omit<Channel, "by" | "name">,
): Promise<RawFtp> {
	const ftp = await guest(server, channel);
	await ftp.login();
	if (channel.mode === "explicit") await ftp.protect();
	return ftp;
}

/** The usual way in for tests that are about something else. */
export const USUAL: Channel = channel({
	mode: "explicit",
	host: "127.0.0.1",
	by: "EPSV",
	version: "TLSv1.3",
});
