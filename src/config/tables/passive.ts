import * as v from "valibot";
import { type Network, parseNetwork } from "../../base/index.ts";
import { network, required, setting, text, textThat } from "../words.ts";

/** `[passive]` as it is written. */
export interface RawPassive {
	ports: string | undefined;
	host: string | undefined;
	networks: { from: string; host: string | undefined }[] | undefined;
}

/** Inclusive, both ends 1 to 65535. */
export interface PortRange {
	readonly first: number;
	readonly last: number;
}

/** Clients from a network, and what PASV tells them; undefined means the address that they reached. */
export interface PassiveNetwork {
	readonly from: Network;
	readonly host: string | undefined;
}

/** Data connections that clients open. */
export interface PassiveSettings {
	/** Undefined means any free port. */
	readonly ports: PortRange | undefined;
	/** What PASV tells clients; undefined means the address that they reached. */
	readonly host: string | undefined;
	/** The first that a client's address is in counts before {@link host}. */
	readonly networks: readonly PassiveNetwork[];
}

/** The two ends of a port range in order, or undefined when the text is none. @example portRange("50000-50100") // { first: 50000, last: 50100 } */
export function portRange(range: string): PortRange | undefined {
	const match = /^(\d{1,5})-(\d{1,5})$/.exec(range);
	const [first = 0, last = 0] = (match ?? []).slice(1).map(Number);
	const fits = first >= 1 && last <= 65535 && first <= last;
	return fits ? { first, last } : undefined;
}

const passiveNetwork: v.GenericSchema<
	unknown,
	{ from: string; host: string | undefined }
> = v.strictObject({
	from: required({
		is: network,
		example: "192.168.0.0/16",
		about: "The network that these clients come from.",
	}),
	host: setting({
		is: text,
		example: "192.168.1.10",
		about: "What they are told; the address that they reached when absent.",
	}),
});

export const passiveTable: v.GenericSchema<unknown, RawPassive> =
	v.strictObject({
		ports: setting({
			is: textThat(
				(range) => portRange(range) !== undefined,
				"must be two ports, as in 50000-50100",
			),
			pattern: "^[0-9]{1,5}-[0-9]{1,5}$",
			example: "50000-50100",
			flag: "passive-ports",
			valueHint: "A-B",
			about:
				"The ports that clients are sent to for files; any free one when absent. A firewall must let them through.",
		}),
		host: setting({
			is: text,
			example: "203.0.113.9",
			flag: "passive-host",
			valueHint: "HOST",
			about:
				"The IPv4 address or host name that clients are told to connect to, for a server behind NAT.",
		}),
		networks: setting({
			is: v.array(passiveNetwork) as v.GenericSchema<
				{ from: string; host: string | undefined }[]
			>,
			about:
				"Clients that are told another address than the rest; the first network that fits counts.",
		}),
	});

export function passiveSettings(raw: RawPassive): PassiveSettings {
	return {
		ports: raw.ports === undefined ? undefined : portRange(raw.ports),
		host: raw.host,
		networks: (raw.networks ?? []).flatMap(({ from, host }) => {
			const range = parseNetwork(from);
			return range === undefined ? [] : [{ from: range, host }];
		}),
	};
}
