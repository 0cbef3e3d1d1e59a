import { isAddress, OperatorError, plainAddress } from "../../base/index.ts";

export type NameKind = "dns" | "ip" | "email" | "uri";

/** One subject alternative name: something that a client may compare with what it meant to reach. */
export interface CertificateName {
	readonly kind: NameKind;
	/** DNS names in lower case and punycode, addresses in their shortest form. */
	readonly value: string;
}

const PREFIX = /^(dns|ip|email|uri):\s*/i;
const URI = /^[a-z][a-z0-9+.-]*:\/\/|^urn:/i;
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/** The longest common name that X.520 allows. */
const MOST_COMMON_NAME = 64;

/**
 * Reads a name as people write it: with a prefix (`dns:`, `ip:`, `email:`, `uri:`), or bare, when its form decides.
 *
 * @throws {OperatorError} usage.invalid when it is no name of its kind
 * @example parseName("bücher.example") // { kind: "dns", value: "xn--bcher-kva.example" }
 * @example parseName("[::1]") // { kind: "ip", value: "::1" }
 */
export function parseName(text: string): CertificateName {
	const trimmed = text.trim();
	const prefix = PREFIX.exec(trimmed);
	const kind = (prefix?.[1]?.toLowerCase() ?? kindOf(trimmed)) as NameKind;
	const rest = trimmed.slice(prefix?.[0].length ?? 0);
	const value = READERS[kind](rest);
	if (value === undefined) throw notAName(trimmed, kind);
	return { kind, value };
}

/** Several names, separated by commas or given apart; repeats are dropped. @throws {OperatorError} usage.invalid */
export function parseNames(
	texts: readonly string[],
): readonly CertificateName[] {
	const parts = texts.flatMap((text) => text.split(","));
	return distinctNames(
		parts.filter((part) => part.trim() !== "").map(parseName),
	);
}

/** @example formatName({ kind: "ip", value: "::1" }) === "ip:::1" */
export function formatName({ kind, value }: CertificateName): string {
	return `${kind}:${value}`;
}

/** The same names without repeats, in the same order. */
export function distinctNames(
	names: readonly CertificateName[],
): readonly CertificateName[] {
	return [...new Map(names.map((name) => [formatName(name), name])).values()];
}

/** The common name for these names: the first DNS name that fits, never an address. Clients compare the names themselves. */
export function commonNameFor(
	names: readonly CertificateName[],
): string | undefined {
	return names.find(
		({ kind, value }) => kind === "dns" && value.length <= MOST_COMMON_NAME,
	)?.value;
}

/** The form of a name without a prefix. @example kindOf("a@b.example") === "email" */
function kindOf(text: string): NameKind {
	if (isAddress(withoutBrackets(text))) return "ip";
	if (URI.test(text)) return "uri";
	return text.includes("@") ? "email" : "dns";
}

const READERS: Readonly<
	Record<NameKind, (text: string) => string | undefined>
> = { dns: readDnsName, ip: readAddress, email: readEmail, uri: readUri };

/** A host name, `*` allowed as the whole first label. Names of other scripts become punycode. */
function readDnsName(text: string): string | undefined {
	const isWild = text.startsWith("*.");
	const host = toAscii(isWild ? text.slice(2) : text);
	if (host === undefined || isAddress(host)) return undefined;
	const labels = host.split(".");
	if (!labels.every((label) => LABEL.test(label))) return undefined;
	// 192.168.1.300 is a slip of the finger, not a name: no top-level domain is a number.
	if (labels.length > 1 && /^\d+$/.test(labels.at(-1) ?? "")) return undefined;
	const name = isWild ? `*.${host}` : host;
	return name.length <= 253 ? name : undefined;
}

/** Lower case without a final dot; punycode only where it is needed, because URL also rewrites numbers into addresses. */
function toAscii(host: string): string | undefined {
	const plain = host.toLowerCase().replace(/\.$/, "");
	if (/^[\x20-\x7e]*$/.test(plain)) return plain;
	if (/[\s/?#@:\\%[\]]/.test(plain)) return undefined;
	return URL.canParse(`http://${plain}`)
		? new URL(`http://${plain}`).hostname
		: undefined;
}

function withoutBrackets(text: string): string {
	return /^\[(.*)\]$/.exec(text)?.[1] ?? text;
}

function readAddress(text: string): string | undefined {
	const plain = plainAddress(withoutBrackets(text));
	if (!isAddress(plain)) return undefined;
	return plain.includes(":")
		? new URL(`http://[${plain}]`).hostname.slice(1, -1)
		: plain;
}

/** The part before `@` stays as it is: only the mailbox's host knows its rules, and rfc822Name has no letters but ASCII. */
function readEmail(text: string): string | undefined {
	const at = text.lastIndexOf("@");
	const mailbox = text.slice(0, at);
	const host = readDnsName(text.slice(at + 1));
	const fits = at > 0 && /^[!-?A-~]{1,64}$/.test(mailbox);
	return fits && host !== undefined && !host.startsWith("*")
		? `${mailbox}@${host}`
		: undefined;
}

function readUri(text: string): string | undefined {
	return URI.test(text) && URL.canParse(text) ? new URL(text).href : undefined;
}

const EXPECTED: Readonly<Record<NameKind, string>> = {
	dns: "a host name such as nas.example.com or *.example.com",
	ip: "an IPv4 or IPv6 address such as 192.0.2.7 or 2001:db8::7",
	email: "an address such as admin@example.com",
	uri: "a URI such as ftp://nas.example.com/",
};

function notAName(text: string, kind: NameKind): OperatorError {
	return new OperatorError(
		"usage.invalid",
		`"${text}" cannot be a name in a certificate`,
		{
			why: `it was read as ${kind}: expected ${EXPECTED[kind]}`,
			fix: "put dns:, ip:, email: or uri: before a name to say what it is",
		},
	);
}
