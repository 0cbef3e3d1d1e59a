import { sameAddress } from "../base/index.ts";
import type { CertificateFile } from "../certificates/index.ts";
import type { ContextSpec } from "./context-spec.ts";

/** A certificate that may be shown, with what platform needs to show it. */
export interface ServedCertificate {
	readonly file: CertificateFile;
	readonly spec: ContextSpec;
}

/**
 * The certificates of one moment. A session asks once, when its TLS begins, and keeps what it got for its data connections:
 * a client that resumes its control session must meet the certificate that it knows.
 */
export interface ServedCertificates {
	readonly byName: ReadonlyMap<string, ServedCertificate>;
	/** The name of the one that is shown when nothing speaks for another. */
	readonly defaultName: string;
}

/** Who asks for a certificate. */
export interface CertificateQuestion {
	/** The listener's own certificate; undefined: the default one. */
	readonly listener: string | undefined;
	/** What the client wants to reach (SNI), in lower case. */
	readonly serverName: string | undefined;
}

/**
 * The certificate to show: the listener's own, unless the client asks for a name that only another one has.
 *
 * @throws {Error} when neither the listener's nor the default one is there: a bug, since they are loaded first
 */
export function chooseCertificate(
	{ byName, defaultName }: ServedCertificates,
	{ listener, serverName }: CertificateQuestion,
): ServedCertificate {
	const own = byName.get(listener ?? defaultName) ?? byName.get(defaultName);
	if (own === undefined) throw new Error("no certificate to show");
	if (serverName === undefined || covers(own, serverName)) return own;
	const others = [...byName.values()];
	return others.find((other) => covers(other, serverName)) ?? own;
}

/** Whether one of the certificates was made for this host: a DNS name or an address. */
export function hasCertificateFor(
	{ byName }: Pick<ServedCertificates, "byName">,
	host: string,
): boolean {
	const name = host.toLowerCase();
	return [...byName.values()].some(
		(served) =>
			covers(served, name) ||
			served.file.names.some(
				({ kind, value }) => kind === "ip" && sameAddress(value, name),
			),
	);
}

/** Whether one of the certificate's DNS names is this one; `*.` stands for one label (RFC 9525 §6.3). */
function covers({ file }: ServedCertificate, serverName: string): boolean {
	return file.names.some(({ kind, value }) => {
		if (kind !== "dns") return false;
		const name = value.toLowerCase();
		if (!name.startsWith("*.")) return name === serverName;
		const dot = serverName.indexOf(".");
		return dot > 0 && serverName.slice(dot) === name.slice(1);
	});
}
