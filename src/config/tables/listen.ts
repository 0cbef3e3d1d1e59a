import * as v from "valibot";
import { isAddress } from "../../base/index.ts";
import { oneOf, port, required, setting, text, textThat } from "../words.ts";
import {
	CLIENT_AUTH,
	CLOSE_NOTIFY,
	DATA_PROTECTION,
	SESSION_RESUMPTION,
	type TlsPolicy,
} from "./tls.ts";

/** One `[[listen]]` as it is written. */
export interface RawListen {
	mode: "explicit" | "implicit";
	host: string | undefined;
	port: number | undefined;
	certificate: string | undefined;
	tls: TlsPolicy["control"] | undefined;
	data_tls: TlsPolicy["data"] | undefined;
	close_notify: TlsPolicy["closeNotify"] | undefined;
	session_resumption: TlsPolicy["sessionResumption"] | undefined;
	client_auth: TlsPolicy["clientAuth"] | undefined;
}

/** A listener as configured; an absent port is the mode's usual one, an absent host every address. */
export interface ListenSetting {
	readonly mode: "explicit" | "implicit";
	readonly host?: string;
	readonly port?: number;
	/** A name in the store; absent: the default certificate. */
	readonly certificate?: string;
	/** What counts here instead of `[tls]`; absent: all of `[tls]`. */
	readonly policy?: Partial<TlsPolicy>;
}

const listener: v.GenericSchema<unknown, RawListen> = v.strictObject({
	mode: required({
		is: oneOf("explicit", "implicit"),
		example: "explicit",
		about:
			"explicit: plain until the client says AUTH TLS; implicit: TLS from the first byte.",
	}),
	host: setting({
		is: textThat(isAddress, "must be an IPv4 or IPv6 address"),
		example: "192.0.2.10",
		about:
			"The address to listen on; every address of the machine when absent.",
	}),
	port: setting({
		is: port,
		example: 21,
		about:
			"The port; 0 for any free one. 21 (explicit) or 990 (implicit) when absent.",
	}),
	certificate: setting({
		is: text,
		example: "nas",
		about:
			"The name of the certificate that is shown here to clients that ask for no name of another one; the default one when absent.",
	}),
	tls: setting({
		is: oneOf("required", "allowed"),
		example: "required",
		about: "Counts here instead of tls.control.",
	}),
	data_tls: setting({
		is: oneOf(...DATA_PROTECTION),
		example: "required",
		about: "Counts here instead of tls.data.",
	}),
	close_notify: setting({
		is: oneOf(...CLOSE_NOTIFY),
		example: "strict",
		about: "Counts here instead of tls.close_notify.",
	}),
	session_resumption: setting({
		is: oneOf(...SESSION_RESUMPTION),
		example: "prefer",
		about: "Counts here instead of tls.session_resumption.",
	}),
	client_auth: setting({
		is: oneOf(...CLIENT_AUTH),
		example: "none",
		about: "Counts here instead of tls.client_auth.",
	}),
});

/** Where to listen: an array of tables. */
export const listenTables: v.GenericSchema<unknown, RawListen[] | undefined> =
	setting({
		is: v.array(listener) as v.GenericSchema<RawListen[]>,
		about: "Where to listen; on both usual ports when there is none.",
	});

/** Where to listen when nobody says anything: both kinds of TLS. */
const DEFAULT_LISTEN: readonly ListenSetting[] = [
	{ mode: "explicit" },
	{ mode: "implicit" },
];

/** The listeners as the file has them, or the usual two. */
export function listenSettings(
	raw: readonly RawListen[] | undefined,
): readonly ListenSetting[] {
	if (raw === undefined || raw.length === 0) return DEFAULT_LISTEN;
	return raw.map((each) => {
		const { certificate, host, mode, port: number } = each;
		const policy = policyOf(each);
		return {
			mode,
			...(host === undefined ? {} : { host }),
			...(number === undefined ? {} : { port: number }),
			...(certificate === undefined ? {} : { certificate }),
			...(Object.keys(policy).length === 0 ? {} : { policy }),
		};
	});
}

function policyOf(raw: RawListen): Partial<TlsPolicy> {
	const { close_notify, client_auth, data_tls, session_resumption, tls } = raw;
	return {
		...(tls === undefined ? {} : { control: tls }),
		...(data_tls === undefined ? {} : { data: data_tls }),
		...(close_notify === undefined ? {} : { closeNotify: close_notify }),
		...(session_resumption === undefined
			? {}
			: { sessionResumption: session_resumption }),
		...(client_auth === undefined ? {} : { clientAuth: client_auth }),
	};
}

/** A listener under the names of the file again, for showing what counts. */
export function rawListen(listener: ListenSetting): RawListen {
	const { certificate, host, mode, policy = {}, port: number } = listener;
	return {
		mode,
		host,
		port: number,
		certificate,
		tls: policy.control,
		data_tls: policy.data,
		close_notify: policy.closeNotify,
		session_resumption: policy.sessionResumption,
		client_auth: policy.clientAuth,
	};
}
