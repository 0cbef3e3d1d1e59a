/** One cipher suite by OpenSSL's name, and why it is offered. */
export interface Suite {
	readonly name: string;
	readonly version: "TLSv1.2" | "TLSv1.3";
	readonly why: string;
}

/**
 * The suites that are offered, in the order of preference. For TLS 1.2 only those with forward secrecy (ECDHE)
 * and authenticated encryption (AEAD): no CBC (Lucky 13), no RSA key exchange (ROBOT; one stolen key would open every
 * recording), no finite-field DH (weak groups). AES-128 goes first: as safe in practice, and faster where data is big.
 *
 * @see RFC 9325 §4.2
 */
export const SUITES: readonly Suite[] = [
	{
		name: "TLS_AES_128_GCM_SHA256",
		version: "TLSv1.3",
		why: "the suite that every TLS 1.3 client must have",
	},
	{
		name: "TLS_AES_256_GCM_SHA384",
		version: "TLSv1.3",
		why: "for clients whose rules ask for 256 bits",
	},
	{
		name: "TLS_CHACHA20_POLY1305_SHA256",
		version: "TLSv1.3",
		why: "for phones and small boxes without AES in hardware",
	},
	{
		name: "ECDHE-ECDSA-AES128-GCM-SHA256",
		version: "TLSv1.2",
		why: "the fastest with an EC certificate, which is the default",
	},
	{
		name: "ECDHE-RSA-AES128-GCM-SHA256",
		version: "TLSv1.2",
		why: "the fastest with an RSA certificate",
	},
	{
		name: "ECDHE-ECDSA-AES256-GCM-SHA384",
		version: "TLSv1.2",
		why: "256 bits with an EC certificate",
	},
	{
		name: "ECDHE-RSA-AES256-GCM-SHA384",
		version: "TLSv1.2",
		why: "256 bits with an RSA certificate",
	},
	{
		name: "ECDHE-ECDSA-CHACHA20-POLY1305",
		version: "TLSv1.2",
		why: "no AES in hardware, EC certificate",
	},
	{
		name: "ECDHE-RSA-CHACHA20-POLY1305",
		version: "TLSv1.2",
		why: "no AES in hardware, RSA certificate",
	},
];

/**
 * What is offered when somebody chose: names of one TLS version leave those of the other as they are. Without this, a list for
 * TLS 1.2 alone would switch TLS 1.3 off.
 *
 * @example offeredCiphers("ECDHE-RSA-AES128-GCM-SHA256") // that one, behind the three of TLS 1.3
 */
export function offeredCiphers(chosen: string | undefined): string {
	const names = chosen === undefined ? [] : chosen.split(":");
	const isFor13 = (name: string): boolean => name.startsWith("TLS_");
	const usual = (version: Suite["version"]): string[] =>
		SUITES.filter((suite) => suite.version === version).map(({ name }) => name);
	const for13 = names.filter(isFor13);
	const for12 = names.filter((name) => !isFor13(name));
	return [
		...(for13.length === 0 ? usual("TLSv1.3") : for13),
		...(for12.length === 0 ? usual("TLSv1.2") : for12),
	].join(":");
}

/** {@link SUITES} in the form that OpenSSL and the runtimes read. */
export const DEFAULT_CIPHERS: string = SUITES.map(({ name }) => name).join(":");
