/** Extensions by what a certificate is; sections of openssl's extension file. */
export const EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
	ca: [
		"basicConstraints=critical,CA:TRUE",
		"keyUsage=critical,keyCertSign,cRLSign",
	],
	"ca-bare": ["basicConstraints=CA:TRUE", "subjectKeyIdentifier=none"],
	"ca-none": ["keyUsage=critical,keyCertSign"],
	"ca-false": ["basicConstraints=critical,CA:FALSE"],
	"ca-no-sign": [
		"basicConstraints=critical,CA:TRUE",
		"keyUsage=critical,cRLSign",
	],
	"ca-no-crl": [
		"basicConstraints=critical,CA:TRUE",
		"keyUsage=critical,keyCertSign",
	],
	"ca-length-0": ["basicConstraints=critical,CA:TRUE,pathlen:0"],
	"ca-for-servers": [
		"basicConstraints=critical,CA:TRUE",
		"extendedKeyUsage=serverAuth",
	],
	"ca-for-clients": [
		"basicConstraints=critical,CA:TRUE",
		"extendedKeyUsage=serverAuth,clientAuth",
	],
	"ca-odd": ["basicConstraints=critical,CA:TRUE", "1.3.9.9=critical,DER:0500"],
	"ca-names": [
		"basicConstraints=critical,CA:TRUE",
		"nameConstraints=critical,permitted;DNS:example.org",
	],
	leaf: [
		"basicConstraints=critical,CA:FALSE",
		"keyUsage=critical,digitalSignature",
		"extendedKeyUsage=clientAuth",
		"authorityKeyIdentifier=keyid",
		"subjectAltName=email:alice@example.org",
	],
	"leaf-bare": ["subjectAltName=DNS:alice.example.org"],
	"leaf-any": ["extendedKeyUsage=anyExtendedKeyUsage"],
	"leaf-servers": ["extendedKeyUsage=serverAuth"],
	"leaf-ca": [
		"basicConstraints=critical,CA:TRUE",
		"extendedKeyUsage=clientAuth",
	],
	"leaf-encipher": ["keyUsage=critical,keyEncipherment"],
	"leaf-agree": ["keyUsage=critical,keyAgreement"],
	"leaf-odd": ["1.3.9.9=critical,DER:0500"],
	"leaf-odd-uncritical": ["1.3.9.9=DER:2a2a2a"],
	"leaf-policy": ["certificatePolicies=critical,1.3.9.1"],
	"leaf-names": ["nameConstraints=permitted;DNS:example.org"],
	"leaf-nul": ["subjectAltName=DER:3011820f616c6963652e6f726700652e6f7267"],
	"leaf-spelled": [
		"subjectAltName=DNS:*.Example.ORG,DNS:xn--bcher-kva.example,email:Alice@Example.org,IP:192.0.2.7,URI:ftp://alice@example.org/",
	],
	// dNSName "bÜcher" in UTF-8, which IA5String cannot hold, and "ok.example".
	"leaf-utf8-dns": [
		"subjectAltName=DER:3015820762c39c63686572820a6f6b2e6578616d706c65",
	],
	"crl-plain": [],
	"crl-delta": ["2.5.29.27=critical,DER:020101"],
	"crl-indirect": ["issuingDistributionPoint=critical,@point-indirect"],
	"crl-part": ["issuingDistributionPoint=critical,@point-part"],
	"crl-odd": ["1.3.9.9=critical,DER:0500"],
	"point-indirect": ["indirectCRL=TRUE"],
	"point-part": ["onlyuser=TRUE"],
};

/** A certificate to be made; without an issuer it signs itself. */
export interface Order {
	readonly ext?: string;
	/** The key's name, which begins with its kind; default: one for all clients, one for all authorities. @example "p256-root" */
	readonly key?: string;
	readonly issuer?: string;
	/** As openssl takes it; default: the certificate's own name. */
	readonly subject?: string;
	readonly days?: number;
	readonly serial?: string;
	readonly sign?: readonly string[];
}

const AGED = ["-sha1"];
const PSS = ["-sigopt", "rsa_padding_mode:pss"];

/** Every certificate that the table uses, in an order in which issuers come first. */
export const ORDERS: Readonly<Record<string, Order>> = {
	root: { key: "p256-root", ext: "ca", subject: "/O=Example/CN=Root" },
	middle: {
		key: "p256-middle",
		ext: "ca",
		issuer: "root",
		subject: "/O=Example/CN=Middle",
	},
	alice: { ext: "leaf", issuer: "middle", subject: "/O=Example/CN=alice" },
	bob: { ext: "leaf", issuer: "root", subject: "/O=Example/CN=bob" },
	bare: { ext: "leaf-bare", issuer: "root" },
	any: { ext: "leaf-any", issuer: "root" },
	old: { issuer: "root" },
	stranger: { key: "p256-stranger", ext: "ca" },
	"self-signed": { key: "p256-self-signed", ext: "leaf" },
	"unknown-self": { key: "p256-unknown-self", ext: "leaf" },
	uncritical: { ext: "leaf-odd-uncritical", issuer: "root" },
	spelled: { ext: "leaf-spelled", issuer: "root" },
	"utf8-dns": { ext: "leaf-utf8-dns", issuer: "root" },
	several: {
		ext: "leaf",
		issuer: "root",
		subject: "/C=DE/O=A, B/CN=alice+UID=7/CN=root",
	},
	umlaut: { ext: "leaf", issuer: "root", subject: "/CN=Jörg/OU=Büro" },
	// The same authority signed by one that nobody here trusts.
	cross: {
		ext: "ca",
		issuer: "stranger",
		subject: "/O=Example/CN=Middle",
		key: "p256-middle",
	},
	// Each of two signs the other.
	"loop-a": {
		key: "p256-loop-a",
		ext: "ca",
		issuer: "stranger",
		subject: "/CN=loop-a",
	},
	"loop-b": {
		key: "p256-loop-b",
		ext: "ca",
		issuer: "loop-a",
		subject: "/CN=loop-b",
	},
	"loop-back": {
		ext: "ca",
		issuer: "loop-b",
		subject: "/CN=loop-a",
		key: "p256-loop-a",
	},
	"loop-root": {
		ext: "ca",
		issuer: "root",
		subject: "/CN=loop-b",
		key: "p256-loop-b",
	},
	looped: { ext: "leaf", issuer: "loop-a" },
	"looped-up": { ext: "leaf", issuer: "loop-b" },
	// Two roots of one name, without key identifiers.
	"twin-1": { key: "p256-twin-1", ext: "ca-bare", subject: "/CN=Twin" },
	"twin-2": { key: "p256-twin-2", ext: "ca-bare", subject: "/CN=Twin" },
	"twin-leaf": { ext: "leaf-bare", issuer: "twin-2" },
	// The next key of an authority, signed by its last: self-issued, not self-signed.
	"next-root": {
		ext: "ca-length-0",
		subject: "/CN=Next",
		key: "p256-next-root",
	},
	"next-key": {
		key: "p256-next-key",
		ext: "ca",
		issuer: "next-root",
		subject: "/CN=Next",
	},
	"next-leaf": { ext: "leaf", issuer: "next-key" },
	"rsa-root": { ext: "ca", key: "rsa-root" },
	"rsa-leaf": { ext: "leaf", issuer: "rsa-root", key: "rsa-root" },
	"pss-leaf": { ext: "leaf", issuer: "rsa-root", sign: PSS },
	"sha512-leaf": { ext: "leaf", issuer: "rsa-root", sign: ["-sha512"] },
	"sha1-root": { ext: "ca", key: "rsa-root", sign: AGED },
	"under-sha1-root": { ext: "leaf", issuer: "sha1-root" },
	"sha1-leaf": { ext: "leaf", issuer: "rsa-root", sign: AGED },
	"md5-leaf": { ext: "leaf", issuer: "rsa-root", sign: ["-md5"] },
	"pss-sha1-leaf": { ext: "leaf", issuer: "rsa-root", sign: [...PSS, "-sha1"] },
	"ec-sha1-leaf": { ext: "leaf", issuer: "root", sign: AGED },
	"sha1-middle": { ext: "ca", issuer: "rsa-root", sign: AGED },
	"under-sha1-middle": { ext: "leaf", issuer: "sha1-middle" },
	"p384-root": { ext: "ca", key: "p384-root" },
	"p384-leaf": { ext: "leaf", issuer: "p384-root", sign: ["-sha384"] },
	"p521-root": { ext: "ca", key: "p521-root" },
	"p521-leaf": { ext: "leaf", issuer: "p521-root", sign: ["-sha512"] },
	"ed-root": { ext: "ca", key: "ed25519-root" },
	"ed-leaf": { ext: "leaf", issuer: "ed-root", key: "ed25519-leaf" },
	// Those that are refused for what they say.
	brief: { ext: "leaf", issuer: "root", days: 5 },
	"brief-middle": { ext: "ca", issuer: "root", days: 5 },
	"under-brief-middle": { ext: "leaf", issuer: "brief-middle" },
	"brief-root": { ext: "ca", days: 5 },
	"under-brief-root": { ext: "leaf", issuer: "brief-root" },
	"no-ca": { ext: "ca-false", issuer: "root" },
	"under-no-ca": { ext: "leaf", issuer: "no-ca" },
	"under-leaf": { ext: "leaf", issuer: "bob" },
	"no-sign": { ext: "ca-no-sign", issuer: "root" },
	"under-no-sign": { ext: "leaf", issuer: "no-sign" },
	"no-constraints": { ext: "ca-none", issuer: "root" },
	"under-no-constraints": { ext: "leaf", issuer: "no-constraints" },
	"old-root": {},
	"under-old-root": { ext: "leaf-bare", issuer: "old-root" },
	"old-middle": { issuer: "root" },
	"under-old-middle": { ext: "leaf-bare", issuer: "old-middle" },
	authority: { ext: "leaf-ca", issuer: "root" },
	"short-root": { ext: "ca-length-0" },
	"short-leaf": { ext: "leaf", issuer: "short-root" },
	"short-middle": { ext: "ca", issuer: "short-root" },
	"too-long": { ext: "leaf", issuer: "short-middle" },
	servers: { ext: "leaf-servers", issuer: "root" },
	"servers-middle": { ext: "ca-for-servers", issuer: "root" },
	"under-servers-middle": { ext: "leaf", issuer: "servers-middle" },
	"servers-root": { ext: "ca-for-servers" },
	"under-servers-root": { ext: "leaf", issuer: "servers-root" },
	"clients-middle": { ext: "ca-for-clients", issuer: "root" },
	"under-clients-middle": { ext: "leaf", issuer: "clients-middle" },
	odd: { ext: "leaf-odd", issuer: "root" },
	"odd-middle": { ext: "ca-odd", issuer: "root" },
	"under-odd-middle": { ext: "leaf", issuer: "odd-middle" },
	"odd-root": { ext: "ca-odd" },
	"under-odd-root": { ext: "leaf", issuer: "odd-root" },
	policy: { ext: "leaf-policy", issuer: "root" },
	"named-leaf": { ext: "leaf-names", issuer: "root" },
	"named-middle": { ext: "ca-names", issuer: "root" },
	"under-named-middle": { ext: "leaf-bare", issuer: "named-middle" },
	encipher: { ext: "leaf-encipher", issuer: "root" },
	agree: { ext: "leaf-agree", issuer: "root" },
	"weak-leaf": { ext: "leaf", issuer: "root", key: "rsa1024-leaf" },
	"weak-root": { ext: "ca", key: "rsa1024-root" },
	"under-weak-root": { ext: "leaf", issuer: "weak-root" },
	koblitz: { ext: "leaf", issuer: "root", key: "koblitz-leaf" },
	ed448: { ext: "leaf", issuer: "root", key: "ed448-leaf" },
	nul: { ext: "leaf-nul", issuer: "root" },
	// An authority with the root's name and another key.
	impostor: { key: "p256-impostor", ext: "ca", subject: "/O=Example/CN=Root" },
	imposed: { ext: "leaf", issuer: "impostor" },
	"no-crl": { ext: "ca-no-crl" },
	"under-no-crl": { ext: "leaf", issuer: "no-crl" },
	// Serial numbers that the lists below hold.
	revoked: { ext: "leaf", issuer: "root", serial: "0xA1" },
	"revoked-middle": { ext: "ca", issuer: "root", serial: "0xA2" },
	"under-revoked-middle": { ext: "leaf", issuer: "revoked-middle" },
	namesake: { ext: "leaf", issuer: "middle", serial: "0xA1" },
};

/** Authorities of which each signs the next, from a root: eight certificates with a leaf, and one more. */
export const DEEP: readonly string[] = Array.from(
	{ length: 8 },
	(_, index) => `deep-${index}`,
);

/** Authorities of one name that sign each other: as many paths as orders of them. */
export const MAZE: readonly string[] = Array.from(
	{ length: 10 },
	(_, index) => `maze-${index}`,
);

/** A revocation list: whose, signed by which key, what it revokes (hex serials). */
export interface ListOrder {
	readonly issuer: string;
	readonly revokes?: readonly string[];
	readonly ext?: string;
	readonly sign?: readonly string[];
	/** Of this update and the next, from now. */
	readonly days?: readonly [number, number];
}

export const LISTS: Readonly<Record<string, ListOrder>> = {
	"root-list": { issuer: "root", revokes: ["A1", "A2"] },
	"empty-list": { issuer: "root" },
	"middle-list": { issuer: "middle" },
	"old-list": { issuer: "root", days: [-20, -10] },
	"old-revoking-list": { issuer: "root", revokes: ["A1"], days: [-20, 20] },
	"future-list": { issuer: "root", days: [10, 20] },
	"impostor-list": { issuer: "impostor" },
	"no-crl-list": { issuer: "no-crl" },
	"rsa-list": { issuer: "rsa-root" },
	"sha1-list": { issuer: "rsa-root", sign: ["-md", "sha1"] },
	"pss-list": { issuer: "rsa-root", sign: PSS },
	"p384-list": { issuer: "p384-root", sign: ["-md", "sha384"] },
	"p521-list": { issuer: "p521-root", sign: ["-md", "sha512"] },
	"ed-list": { issuer: "ed-root", sign: ["-md", "null"] },
	"delta-list": { issuer: "root", ext: "crl-delta" },
	"indirect-list": { issuer: "root", ext: "crl-indirect" },
	"part-list": { issuer: "root", ext: "crl-part" },
	"odd-list": { issuer: "root", ext: "crl-odd" },
};
