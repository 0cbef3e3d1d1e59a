import * as v from "valibot";
import { oneOf, setting, text, textThat, yesNo } from "../words.ts";

export const DATA_PROTECTION = ["required", "default-on", "client"] as const;
export const SESSION_RESUMPTION = ["off", "prefer", "require"] as const;
export const CLOSE_NOTIFY = ["strict", "lenient"] as const;
export const CLIENT_AUTH = ["none", "optional", "required"] as const;

/** What is asked of clients; `[[listen]]` may say it otherwise for one listener. */
export interface TlsPolicy {
	readonly control: "required" | "allowed";
	readonly data: (typeof DATA_PROTECTION)[number];
	readonly closeNotify: (typeof CLOSE_NOTIFY)[number];
	readonly sessionResumption: (typeof SESSION_RESUMPTION)[number];
	readonly clientAuth: (typeof CLIENT_AUTH)[number];
}

/** `[tls]` as it is written. */
export interface RawTls {
	certificate: string;
	control: TlsPolicy["control"];
	data: TlsPolicy["data"];
	min_version: "1.2" | "1.3";
	ciphers: string | undefined;
	curves: string | undefined;
	session_resumption: TlsPolicy["sessionResumption"];
	close_notify: TlsPolicy["closeNotify"];
	lenient_pbsz: boolean;
	ccc: boolean;
	client_auth: TlsPolicy["clientAuth"];
	client_ca: string | undefined;
	client_crl: string | undefined;
}

/** TLS for all listeners. */
export interface TlsSettings extends TlsPolicy {
	/** The name of a certificate in the store. */
	readonly certificate: string;
	/** Whether this name was chosen by somebody; if not, state.json's default counts. */
	readonly isCertificateChosen: boolean;
	readonly minVersion: "1.2" | "1.3";
	/** In OpenSSL's notation; undefined: our own choice. */
	readonly ciphers: string | undefined;
	/** Names with colons in between; undefined: the runtime's own. */
	readonly curves: string | undefined;
	readonly lenientPbsz: boolean;
	readonly ccc: boolean;
	/** Absolute; undefined: no authority is trusted for clients. */
	readonly clientCa: string | undefined;
	/** Absolute. */
	readonly clientCrl: string | undefined;
}

export const tlsTable: v.GenericSchema<unknown, RawTls> = v.strictObject({
	certificate: setting({
		is: text,
		preset: "default",
		flag: "cert",
		valueHint: "NAME",
		about: "The name of the certificate that is shown to clients.",
	}),
	control: setting({
		is: oneOf("required", "allowed"),
		preset: "required",
		flag: "tls",
		valueHint: "MODE",
		about: "Whether a client must encrypt before it may log in.",
	}),
	data: setting({
		is: oneOf(...DATA_PROTECTION),
		preset: "required",
		flag: "data-tls",
		valueHint: "MODE",
		about:
			"Whether files must be encrypted: always, unless the client says no (default-on), or only when it asks (client).",
	}),
	min_version: setting({
		is: oneOf("1.2", "1.3"),
		preset: "1.2",
		about: "The oldest TLS version that is spoken.",
	}),
	ciphers: setting({
		is: textThat(
			(list) => /^[A-Za-z0-9_+!@=.-]+(:[A-Za-z0-9_+!@=.-]+)*$/.test(list),
			"must be names of ciphers with colons in between",
		),
		pattern: "^[A-Za-z0-9_+!@=.-]+(:[A-Za-z0-9_+!@=.-]+)*$",
		example: "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256",
		about:
			"The ciphers of TLS 1.2 in OpenSSL's notation, best first; those with forward secrecy and authenticated encryption when absent.",
	}),
	curves: setting({
		is: textThat(
			(list) => /^[A-Za-z0-9_-]+(:[A-Za-z0-9_-]+)*$/.test(list),
			"must be names of curves with colons in between, as in X25519:P-256",
		),
		pattern: "^[A-Za-z0-9_-]+(:[A-Za-z0-9_-]+)*$",
		example: "X25519:P-256",
		about:
			"The curves for the key exchange, best first; the runtime's own choice when absent.",
	}),
	session_resumption: setting({
		is: oneOf(...SESSION_RESUMPTION),
		preset: "prefer",
		about:
			"Whether a data connection must resume the TLS session of its control connection, which proves that it is the same client.",
	}),
	close_notify: setting({
		is: oneOf(...CLOSE_NOTIFY),
		preset: "strict",
		about:
			"Whether an upload that ends without TLS's own end mark counts as cut off.",
	}),
	lenient_pbsz: setting({
		is: yesNo,
		preset: false,
		about: "Let clients say PROT without PBSZ before.",
	}),
	ccc: setting({
		is: yesNo,
		preset: false,
		about:
			"Let clients end TLS on the control connection after login (CCC), so that old firewalls can read it; so can everybody else.",
	}),
	client_auth: setting({
		is: oneOf(...CLIENT_AUTH),
		preset: "none",
		about:
			"Whether clients are asked for a certificate of their own, and whether they must have one to log in.",
	}),
	client_ca: setting({
		is: text,
		example: "authorities.pem",
		about:
			"A PEM file with the authorities whose client certificates are trusted; without it only those count that a user's client_certs pin by sha256.",
	}),
	client_crl: setting({
		is: text,
		example: "revoked.crl",
		about: "A file of revocation lists; what is on them is refused.",
	}),
});

export function tlsSettings(
	raw: RawTls,
	isCertificateChosen: boolean,
): TlsSettings {
	return {
		certificate: raw.certificate,
		isCertificateChosen,
		control: raw.control,
		data: raw.data,
		minVersion: raw.min_version,
		ciphers: raw.ciphers,
		curves: raw.curves,
		sessionResumption: raw.session_resumption,
		closeNotify: raw.close_notify,
		lenientPbsz: raw.lenient_pbsz,
		ccc: raw.ccc,
		clientAuth: raw.client_auth,
		clientCa: raw.client_ca,
		clientCrl: raw.client_crl,
	};
}
