import * as v from "valibot";
import { isAddress, parseNetwork } from "../base/index.ts";

/** What a setting bears besides its type: the serve flag that sets it, and what to write behind the flag. */
export interface SettingMetadata {
	readonly flag?: string;
	readonly valueHint?: string;
}

/** The schema's values under their names in the file, defaults filled in; the compiler holds it against the schema. */
export interface RawSettings {
	name: string;
	root?: string | undefined;
	listen?:
		| {
				mode: "explicit" | "implicit";
				host?: string | undefined;
				port?: number | undefined;
				certificate?: string | undefined;
		  }[]
		| undefined;
	tls: {
		certificate: string;
		control: "required" | "allowed";
		data: "required" | "default-on" | "client";
		min_version: "1.2" | "1.3";
		session_resumption: "off" | "prefer" | "require";
		close_notify: "strict" | "lenient";
		lenient_pbsz: boolean;
		ccc: boolean;
		client_auth: "none" | "optional" | "required";
		client_ca?: string | undefined;
		client_crl?: string | undefined;
	};
	passive: {
		ports?: string | undefined;
		host?: string | undefined;
		networks?: { from: string; host?: string | undefined }[] | undefined;
	};
	limits: {
		connections: number;
		per_address: number;
		not_logged_in_per_address: number;
		login_seconds: number;
		idle_seconds: number;
		stalled_seconds: number;
		login_failures: number;
		grace_seconds: number;
	};
	log: {
		format: "text" | "json";
		level: "debug" | "info" | "warn" | "error";
	};
}

const about = v.description;
const flag = <TInput>(name: string, valueHint: string) =>
	v.metadata<TInput, { flag: string; valueHint: string }>({
		flag: name,
		valueHint,
	});

const text = v.pipe(v.string(), v.nonEmpty("must not be empty"));
const port = v.pipe(
	v.number(),
	v.integer("must be a whole number"),
	v.minValue(0, "must be 0 to 65535"),
	v.maxValue(65535, "must be 0 to 65535"),
);
const count = (lowest: number) =>
	v.pipe(
		v.number(),
		v.integer("must be a whole number"),
		v.minValue(lowest, `must be ${lowest} or more`),
		v.maxValue(1_000_000, "must be 1000000 at most"),
	);
const PORT_RANGE = /^(\d{1,5})-(\d{1,5})$/;

/** The two ends of a port range in order, or undefined when the text is none. @example portRange("50000-50100") // [50000, 50100] */
export function portRange(
	range: string,
): readonly [number, number] | undefined {
	const match = PORT_RANGE.exec(range);
	const [low = 0, high = 0] = (match ?? []).slice(1).map(Number);
	const fits = low >= 1 && high <= 65535 && low <= high;
	return match !== null && fits ? [low, high] : undefined;
}

const listen = v.strictObject({
	mode: v.pipe(
		v.picklist(["explicit", "implicit"]),
		about(
			"explicit: plain until the client says AUTH TLS; implicit: TLS from the first byte.",
		),
	),
	host: v.optional(
		v.pipe(
			v.string(),
			v.check(isAddress, "must be an IPv4 or IPv6 address"),
			about(
				"The address to listen on; every address of the machine when absent.",
			),
		),
	),
	port: v.optional(
		v.pipe(
			port,
			about(
				"The port; 0 for any free one. 21 (explicit) or 990 (implicit) when absent.",
			),
		),
	),
	certificate: v.optional(
		v.pipe(
			text,
			about(
				"The name of the certificate that is shown here to clients that ask for no name of another one; the default one when absent.",
			),
		),
	),
});

const tls = v.strictObject({
	certificate: v.optional(
		v.pipe(
			text,
			flag("cert", "NAME"),
			about("The name of the certificate that is shown to clients."),
		),
		"default",
	),
	control: v.optional(
		v.pipe(
			v.picklist(["required", "allowed"]),
			flag("tls", "MODE"),
			about("Whether a client must encrypt before it may log in."),
		),
		"required",
	),
	data: v.optional(
		v.pipe(
			v.picklist(["required", "default-on", "client"]),
			flag("data-tls", "MODE"),
			about(
				"Whether files must be encrypted: always, unless the client says no (default-on), or only when it asks (client).",
			),
		),
		"required",
	),
	min_version: v.optional(
		v.pipe(
			v.picklist(["1.2", "1.3"]),
			about("The oldest TLS version that is spoken."),
		),
		"1.2",
	),
	session_resumption: v.optional(
		v.pipe(
			v.picklist(["off", "prefer", "require"]),
			about(
				"Whether a data connection must resume the TLS session of its control connection, which proves that it is the same client.",
			),
		),
		"prefer",
	),
	close_notify: v.optional(
		v.pipe(
			v.picklist(["strict", "lenient"]),
			about(
				"Whether an upload that ends without TLS's own end mark counts as cut off.",
			),
		),
		"strict",
	),
	lenient_pbsz: v.optional(
		v.pipe(v.boolean(), about("Let clients say PROT without PBSZ before.")),
		false,
	),
	ccc: v.optional(
		v.pipe(
			v.boolean(),
			about(
				"Let clients end TLS on the control connection after login (CCC), so that old firewalls can read it; so can everybody else.",
			),
		),
		false,
	),
	client_auth: v.optional(
		v.pipe(
			v.picklist(["none", "optional", "required"]),
			about(
				"Whether clients are asked for a certificate of their own, and whether they must have one to log in.",
			),
		),
		"none",
	),
	client_ca: v.optional(
		v.pipe(
			text,
			about(
				"A PEM file with the authorities whose client certificates are trusted; without it only those count that a user's client_certs pin by sha256.",
			),
		),
	),
	client_crl: v.optional(
		v.pipe(
			text,
			about("A file of revocation lists; what is on them is refused."),
		),
	),
});

const passive = v.strictObject({
	ports: v.optional(
		v.pipe(
			v.string(),
			v.check(
				(range) => portRange(range) !== undefined,
				"must be two ports, as in 50000-50100",
			),
			flag("passive-ports", "A-B"),
			about(
				"The ports that clients are sent to for files; any free one when absent. A firewall must let them through.",
			),
		),
	),
	host: v.optional(
		v.pipe(
			text,
			flag("passive-host", "HOST"),
			about(
				"The IPv4 address or host name that clients are told to connect to, for a server behind NAT.",
			),
		),
	),
	networks: v.optional(
		v.pipe(
			v.array(
				v.strictObject({
					from: v.pipe(
						v.string(),
						v.check(
							(network) => parseNetwork(network) !== undefined,
							"must be a network, as in 192.168.0.0/16",
						),
						about("The network that these clients come from."),
					),
					host: v.optional(
						v.pipe(
							text,
							about(
								"What they are told; the address that they reached when absent.",
							),
						),
					),
				}),
			),
			about(
				"Clients that are told another address than the rest; the first network that fits counts.",
			),
		),
	),
});

const limits = v.strictObject({
	connections: v.optional(
		v.pipe(count(1), about("Connections at the same time.")),
		200,
	),
	per_address: v.optional(
		v.pipe(count(1), about("Connections from one address.")),
		50,
	),
	not_logged_in_per_address: v.optional(
		v.pipe(
			count(1),
			about("Connections from one address that have not logged in yet."),
		),
		20,
	),
	login_seconds: v.optional(
		v.pipe(count(1), about("Seconds that a client has for logging in.")),
		60,
	),
	idle_seconds: v.optional(
		v.pipe(
			count(1),
			about("Seconds without a command or a transfer before the session ends."),
		),
		900,
	),
	stalled_seconds: v.optional(
		v.pipe(
			count(1),
			about("Seconds in which a transfer moves no byte before it is ended."),
		),
		120,
	),
	login_failures: v.optional(
		v.pipe(count(1), about("Wrong passwords before the connection is closed.")),
		5,
	),
	grace_seconds: v.optional(
		v.pipe(
			count(0),
			about("Seconds that transfers have for ending when the server stops."),
		),
		30,
	),
});

const log = v.strictObject({
	format: v.optional(
		v.pipe(
			v.picklist(["text", "json"]),
			flag("log-format", "FORMAT"),
			about("Lines for people, or one JSON object a line."),
		),
		"text",
	),
	level: v.optional(
		v.pipe(
			v.picklist(["debug", "info", "warn", "error"]),
			flag("log-level", "LEVEL"),
			about("The least that is worth a line."),
		),
		"info",
	),
});

/**
 * Every setting that there is, as it is written in `oceanftp.toml`: type, bounds, default, help text, flag.
 * Validation, flags and help are views of this object.
 */
export const settingsSchema: v.GenericSchema<unknown, RawSettings> =
	v.strictObject({
		name: v.optional(
			v.pipe(text, about("The server's name, said to clients on connecting.")),
			"Ocean FTP Server",
		),
		root: v.optional(
			v.pipe(
				text,
				flag("root", "DIR"),
				about(
					"The folder that holds the users' home folders; files/ in the data folder when absent.",
				),
			),
		),
		listen: v.optional(
			v.pipe(
				v.array(listen),
				about("Where to listen; on both usual ports when there is none."),
			),
		),
		tls: v.optional(tls, {}),
		passive: v.optional(passive, {}),
		limits: v.optional(limits, {}),
		log: v.optional(log, {}),
	});
