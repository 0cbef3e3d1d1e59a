/** A client's certificate, after its handshake proved that the client has the key. */
export interface ClientIdentity {
	/** Fingerprint, lower-case hex. */
	readonly sha256: string;
	/** Full distinguished name, for people and for `dn:` rules. */
	readonly subject: string;
	readonly commonName: string | undefined;
	/** Subject alternative names. */
	readonly names: readonly { readonly kind: string; readonly value: string }[];
	/** A path leads to an authority that this server trusts, and nothing in it is revoked. */
	readonly isTrusted: boolean;
	/** Why not. */
	readonly why?: string;
}

/** What a rule looks at; `sha256` pins one certificate, all others ask for a trusted one. */
export const CERTIFICATE_RULE_KINDS = [
	"sha256",
	"cn",
	"dn",
	"email",
	"dns",
	"uri",
	"ip",
] as const;

/** One way by which an account's certificate is recognised. */
export interface CertificateRule {
	readonly kind: (typeof CERTIFICATE_RULE_KINDS)[number];
	/** In the form in which it is compared. */
	readonly value: string;
}

/**
 * Reads a rule such as `sha256:3b1f…`, `cn:alice` or `email:alice@example.com`. A fingerprint may be in colons and in upper
 * case, and may stand without its prefix.
 *
 * @returns undefined when it is none
 * @example parseCertificateRule("CN:alice") // { kind: "cn", value: "alice" }
 */
export function parseCertificateRule(
	text: string,
): CertificateRule | undefined {
	const bare = fingerprintOf(text);
	if (bare !== undefined) return { kind: "sha256", value: bare };
	const [, prefix = "", value = ""] = /^([a-z0-9]+):(.+)$/i.exec(text) ?? [];
	const kind = CERTIFICATE_RULE_KINDS.find(
		(each) => each === prefix.toLowerCase(),
	);
	if (kind === undefined) return undefined;
	if (kind !== "sha256") return { kind, value: value.trim() };
	const pin = fingerprintOf(value);
	return pin === undefined ? undefined : { kind, value: pin };
}

/** @example formatCertificateRule({ kind: "cn", value: "alice" }) === "cn:alice" */
export function formatCertificateRule({
	kind,
	value,
}: CertificateRule): string {
	return `${kind}:${value}`;
}

/** Whether one of the rules fits the certificate. No rule fits none. */
export function recognises(
	rules: readonly CertificateRule[],
	identity: ClientIdentity,
): boolean {
	return rules.some((rule) => fits(rule, identity));
}

function fits(
	{ kind, value }: CertificateRule,
	identity: ClientIdentity,
): boolean {
	// A pin names one certificate, whoever signed it; a name is only as good as the authority behind it.
	if (kind === "sha256") return identity.sha256 === value;
	if (!identity.isTrusted) return false;
	if (kind === "cn") return identity.commonName === value;
	if (kind === "dn") return identity.subject === value;
	return identity.names.some(
		(name) =>
			name.kind === kind && name.value.toLowerCase() === value.toLowerCase(),
	);
}

function fingerprintOf(text: string): string | undefined {
	const hex = text.trim().replaceAll(":", "").toLowerCase();
	return /^[0-9a-f]{64}$/.test(hex) ? hex : undefined;
}
