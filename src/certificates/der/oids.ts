/** Object identifiers by name, and the words that people know them by. */

/** Kinds of public keys. @see RFC 3279, RFC 8410 */
export const KEY_OIDS = {
	rsa: "1.2.840.113549.1.1.1",
	rsaPss: "1.2.840.113549.1.1.10",
	ec: "1.2.840.10045.2.1",
	ed25519: "1.3.101.112",
	ed448: "1.3.101.113",
} as const;

/** Curves by OID, with NIST's name where there is one. */
export const CURVES: Readonly<Record<string, string>> = {
	"1.2.840.10045.3.1.7": "P-256",
	"1.3.132.0.34": "P-384",
	"1.3.132.0.35": "P-521",
	"1.3.132.0.10": "secp256k1",
	"1.2.840.10045.3.1.1": "P-192",
	"1.3.132.0.33": "P-224",
	"1.3.36.3.3.2.8.1.1.7": "brainpoolP256r1",
	"1.3.36.3.3.2.8.1.1.11": "brainpoolP384r1",
	"1.3.36.3.3.2.8.1.1.13": "brainpoolP512r1",
};

/** Extensions that are looked at. @see RFC 5280 §4.2.1 */
export const EXTENSION_OIDS = {
	subjectKeyId: "2.5.29.14",
	keyUsage: "2.5.29.15",
	subjectAltName: "2.5.29.17",
	basicConstraints: "2.5.29.19",
	authorityKeyId: "2.5.29.35",
	extendedKeyUsage: "2.5.29.37",
} as const;

/** Purposes of a certificate, with the names that OpenSSL prints. @see RFC 5280 §4.2.1.12 */
export const PURPOSES: Readonly<Record<string, string>> = {
	"1.3.6.1.5.5.7.3.1": "serverAuth",
	"1.3.6.1.5.5.7.3.2": "clientAuth",
	"1.3.6.1.5.5.7.3.3": "codeSigning",
	"1.3.6.1.5.5.7.3.4": "emailProtection",
	"1.3.6.1.5.5.7.3.8": "timeStamping",
	"1.3.6.1.5.5.7.3.9": "OCSPSigning",
	"2.5.29.37.0": "any",
};

/** Short names of the parts of a distinguished name. @see RFC 4514 §3 */
export const NAME_PARTS: Readonly<Record<string, string>> = {
	"2.5.4.3": "CN",
	"2.5.4.4": "SN",
	"2.5.4.5": "serialNumber",
	"2.5.4.6": "C",
	"2.5.4.7": "L",
	"2.5.4.8": "ST",
	"2.5.4.9": "STREET",
	"2.5.4.10": "O",
	"2.5.4.11": "OU",
	"2.5.4.12": "title",
	"2.5.4.42": "GN",
	"0.9.2342.19200300.100.1.1": "UID",
	"0.9.2342.19200300.100.1.25": "DC",
	"1.2.840.113549.1.9.1": "emailAddress",
};
