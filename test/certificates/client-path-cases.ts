import { DEEP, MAZE } from "./client-path-orders.ts";

/** A client's certificates before a bundle, and what is to come of it. */
export interface PathCase {
	/** Ends the sentence "client path …". */
	readonly name: string;
	/** Leaf first, without `.crt`. */
	readonly chain: readonly string[];
	/** Default: the root alone. */
	readonly ca?: readonly string[];
	/** Without `.crl`. */
	readonly crl?: readonly string[];
	/** When it is asked, from now. */
	readonly inDays?: number;
	/** The reason of a refusal; absent: it is trusted. */
	readonly why?: RegExp;
	/** `openssl verify -purpose sslclient -auth_level 2` is meant to say the opposite, for this reason. */
	readonly opensslDiffers?: string;
	/** openssl cannot be asked, for this reason. */
	readonly opensslUnasked?: string;
}

const NOT_STRICT = "openssl checks this under -x509_strict only";
const NEEDS_LISTS =
	"openssl with -crl_check_all wants a list of every authority, we take one that has none for one that revokes nothing";
const NO_TURNING =
	"openssl takes the first issuer of a name, and does not turn back when it leads nowhere";
const NOT_OURS = "openssl knows the extension, we do not";

/** Paths that are good. */
export const TRUSTED: readonly PathCase[] = [
	{ name: "trusts a leaf signed by the root", chain: ["bob"] },
	{
		name: "finds the intermediate in the bundle",
		chain: ["alice"],
		ca: ["root", "middle"],
	},
	{
		name: "takes the intermediate that the client sent",
		chain: ["alice", "middle"],
	},
	{
		name: "minds neither order nor the root among what was sent",
		chain: ["alice", "root", "middle"],
	},
	{
		name: "leaves unrelated and unreadable certificates aside",
		chain: ["alice", "stranger", "garbage", "bob", "middle", "twin-1"],
		opensslUnasked: "the openssl program reads no unreadable certificates",
	},
	{
		name: "goes past a cross-signed intermediate of an unknown root",
		chain: ["alice", "cross", "middle"],
		opensslDiffers: NO_TURNING,
	},
	{
		name: "goes by the cross-signed intermediate when only that root is trusted",
		chain: ["alice", "middle", "cross"],
		ca: ["stranger"],
		opensslDiffers: NO_TURNING,
	},
	{
		name: "tells two roots of one name apart by their keys",
		chain: ["twin-leaf"],
		ca: ["twin-1", "twin-2"],
		opensslUnasked:
			"openssl takes one root of a name, and which depends on the hashes of both",
	},
	{
		name: "finds its way out of authorities that signed each other",
		chain: ["looped", "loop-a", "loop-b", "loop-back", "loop-root"],
		opensslDiffers: NO_TURNING,
	},
	{ name: "trusts a leaf without any purpose", chain: ["bare"] },
	{
		name: "trusts a leaf for any purpose",
		chain: ["any"],
		opensslDiffers: "openssl 3.0 does not count anyExtendedKeyUsage",
	},
	{ name: "trusts a version 1 leaf", chain: ["old"] },
	{
		name: "leaves an unknown uncritical extension aside",
		chain: ["uncritical"],
	},
	{
		name: "leaves an alternative name in other letters than ASCII aside",
		chain: ["utf8-dns"],
	},
	{
		name: "trusts a self-signed leaf that stands in the bundle",
		chain: ["self-signed"],
		ca: ["self-signed"],
	},
	{
		name: "does not count an authority's next key as a step",
		chain: ["next-leaf", "next-key"],
		ca: ["next-root"],
	},
	{
		name: "goes by an authority that is for clients among others",
		chain: ["under-clients-middle", "clients-middle"],
	},
	{
		name: "keeps within a path length",
		chain: ["short-leaf"],
		ca: ["short-root"],
	},
	{
		name: "trusts a path of eight certificates",
		chain: ["deep", ...DEEP.slice(1, 7)],
		ca: ["deep-0"],
	},
	{ name: "verifies RSA", chain: ["rsa-leaf"], ca: ["rsa-root"] },
	{
		name: "verifies RSA with SHA-512",
		chain: ["sha512-leaf"],
		ca: ["rsa-root"],
	},
	{ name: "verifies RSA-PSS", chain: ["pss-leaf"], ca: ["rsa-root"] },
	{ name: "verifies ECDSA P-384", chain: ["p384-leaf"], ca: ["p384-root"] },
	{ name: "verifies ECDSA P-521", chain: ["p521-leaf"], ca: ["p521-root"] },
	{ name: "verifies Ed25519", chain: ["ed-leaf"], ca: ["ed-root"] },
	{
		name: "trusts a root of the bundle that signed itself with SHA-1",
		chain: ["under-sha1-root"],
		ca: ["sha1-root"],
	},
	{ name: "passes who is not on the list", chain: ["bob"], crl: ["root-list"] },
	{ name: "takes an empty list", chain: ["bob"], crl: ["empty-list"] },
	{
		name: "does not take one authority's list for another's",
		chain: ["namesake", "middle"],
		crl: ["root-list", "middle-list"],
	},
	{
		name: "passes an authority of which no list was given",
		chain: ["namesake", "middle"],
		crl: ["root-list"],
		opensslDiffers: NEEDS_LISTS,
	},
	{
		name: "looks at the newer of two lists",
		chain: ["revoked"],
		crl: ["old-revoking-list", "empty-list"],
	},
	{
		name: "looks at the list that has begun",
		chain: ["bob"],
		crl: ["future-list", "empty-list"],
	},
	{
		name: "leaves another authority's unusable list aside",
		chain: ["rsa-leaf"],
		ca: ["rsa-root"],
		crl: ["rsa-list", "delta-list"],
	},
	{
		name: "verifies a list signed by RSA-PSS",
		chain: ["rsa-leaf"],
		ca: ["rsa-root"],
		crl: ["pss-list"],
	},
	{
		name: "verifies a list signed by ECDSA P-384",
		chain: ["p384-leaf"],
		ca: ["p384-root"],
		crl: ["p384-list"],
	},
	{
		name: "verifies a list signed by ECDSA P-521",
		chain: ["p521-leaf"],
		ca: ["p521-root"],
		crl: ["p521-list"],
	},
	{
		name: "verifies a list signed by Ed25519",
		chain: ["ed-leaf"],
		ca: ["ed-root"],
		crl: ["ed-list"],
	},
];

/** Paths that are refused, each with its reason. */
export const REFUSED: readonly PathCase[] = [
	{
		name: "refuses a self-signed leaf that nobody knows",
		chain: ["unknown-self"],
		why: /^CN=unknown-self signed itself, and is not in ca\.pem$/,
	},
	{
		name: "refuses a leaf whose intermediate is missing",
		chain: ["alice"],
		why: /^the certificate of the authority that signed O=Example, CN=alice is neither in ca\.pem nor was it sent$/,
	},
	{
		name: "refuses an intermediate of the bundle as an anchor",
		chain: ["alice"],
		ca: ["middle"],
		why: /^the certificate of the authority that signed O=Example, CN=Middle is neither/,
	},
	{
		name: "refuses an authority's next key as an anchor",
		chain: ["next-leaf"],
		ca: ["next-key"],
		why: /^the client's certificates lead to O?.*CN=Next, which is not in ca\.pem$/,
	},
	{
		name: "refuses a root that only the client knows",
		chain: ["looped", "loop-a", "stranger"],
		why: /lead to CN=stranger, which is not in ca\.pem$/,
	},
	{
		name: "refuses a client without certificates",
		chain: [],
		why: /^the client sent no certificate$/,
		opensslUnasked: "there is nothing to verify",
	},
	{
		name: "refuses what is no certificate",
		chain: ["garbage"],
		why: /^the client's certificate cannot be read: the structure is cut off$/,
	},
	{
		name: "refuses bytes behind a certificate",
		chain: ["longer"],
		why: /cannot be read: bytes follow the end/,
		opensslDiffers: "openssl leaves bytes behind a certificate unread",
	},
	{
		name: "refuses an expired leaf",
		chain: ["brief"],
		inDays: 6,
		why: /^CN=brief expired on \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
	},
	{
		name: "refuses an expired intermediate",
		chain: ["under-brief-middle", "brief-middle"],
		inDays: 6,
		why: /^CN=brief-middle expired on /,
	},
	{
		name: "refuses an expired root",
		chain: ["under-brief-root"],
		ca: ["brief-root"],
		inDays: 6,
		why: /^CN=brief-root expired on /,
	},
	{
		name: "refuses a leaf of the future",
		chain: ["future-leaf"],
		why: /^CN=future-leaf is not valid before .*; check the clock$/,
	},
	{
		name: "refuses an intermediate of the future",
		chain: ["under-future-middle", "future-middle"],
		why: /^CN=future-middle is not valid before /,
	},
	{
		name: "refuses an issuer with CA:FALSE",
		chain: ["under-no-ca", "no-ca"],
		why: /^CN=no-ca may not sign others: it is no authority/,
	},
	{
		name: "refuses a client's certificate as an issuer",
		chain: ["under-leaf", "bob"],
		why: /^O=Example, CN=bob may not sign others: it is no authority/,
	},
	{
		name: "refuses an issuer without basicConstraints",
		chain: ["under-no-constraints", "no-constraints"],
		why: /^CN=no-constraints may not sign others: it is no authority/,
	},
	{
		name: "refuses an issuer without keyCertSign",
		chain: ["under-no-sign", "no-sign"],
		why: /^CN=no-sign may not sign others: its key usage does not have keyCertSign$/,
	},
	{
		name: "refuses a version 1 root",
		chain: ["under-old-root"],
		ca: ["old-root"],
		why: /^CN=old-root may not sign others: it is of version 1/,
		opensslDiffers: NOT_STRICT,
	},
	{
		name: "refuses a version 1 intermediate",
		chain: ["under-old-middle", "old-middle"],
		why: /^CN=old-middle may not sign others: it is of version 1/,
	},
	{
		name: "refuses an authority's certificate as a client's",
		chain: ["authority"],
		why: /^CN=authority is an authority's own certificate \(CA:TRUE\)/,
		opensslDiffers: "openssl lets an authority be a client",
	},
	{
		name: "refuses more authorities than the path length allows",
		chain: ["too-long", "short-middle"],
		ca: ["short-root"],
		why: /^CN=short-root allows 0 authorities below it \(pathlen\), and there are 1$/,
	},
	{
		name: "refuses a leaf for servers",
		chain: ["servers"],
		why: /^CN=servers is not for clients: its extended key usage does not have clientAuth$/,
	},
	{
		name: "refuses an intermediate for servers",
		chain: ["under-servers-middle", "servers-middle"],
		why: /^CN=servers-middle is not for clients/,
	},
	{
		name: "refuses a root for servers",
		chain: ["under-servers-root"],
		ca: ["servers-root"],
		why: /^CN=servers-root is not for clients/,
	},
	{
		name: "refuses an unknown critical extension of the leaf",
		chain: ["odd"],
		why: /^CN=odd has the critical extension 1\.3\.9\.9, which is not supported$/,
	},
	{
		name: "refuses an unknown critical extension of an intermediate",
		chain: ["under-odd-middle", "odd-middle"],
		why: /^CN=odd-middle has the critical extension 1\.3\.9\.9/,
	},
	{
		name: "refuses an unknown critical extension of the root",
		chain: ["under-odd-root"],
		ca: ["odd-root"],
		why: /^CN=odd-root has the critical extension 1\.3\.9\.9/,
	},
	{
		name: "refuses critical policies",
		chain: ["policy"],
		why: /^CN=policy has the critical extension 2\.5\.29\.32/,
		opensslDiffers: NOT_OURS,
	},
	{
		name: "refuses name constraints of an intermediate",
		chain: ["under-named-middle", "named-middle"],
		why: /^CN=named-middle has name constraints, which are not supported$/,
		opensslDiffers: NOT_OURS,
	},
	{
		name: "refuses name constraints that are not critical",
		chain: ["named-leaf"],
		why: /^CN=named-leaf has name constraints, which are not supported$/,
		opensslDiffers: NOT_OURS,
	},
	{
		name: "refuses a leaf that may only encipher keys",
		chain: ["encipher"],
		why: /^CN=encipher may not sign a handshake: its key usage does not have digitalSignature$/,
	},
	{
		name: "refuses a leaf that may only agree on keys",
		chain: ["agree"],
		why: /^CN=agree may not sign a handshake/,
		opensslDiffers:
			"openssl thinks of static ECDH, which TLS 1.3 and this server do not have",
	},
	{
		name: "refuses an RSA leaf of 1024 bits",
		chain: ["weak-leaf"],
		why: /^CN=weak-leaf has a key of 1024 bits; RSA needs 2048 at least$/,
	},
	{
		name: "refuses an RSA root of 1024 bits",
		chain: ["under-weak-root"],
		ca: ["weak-root"],
		why: /^CN=weak-root has a key of 1024 bits/,
	},
	{
		name: "refuses a curve that not every runtime has",
		chain: ["koblitz"],
		why: /^CN=koblitz has a key that is not supported \(EC secp256k1\)$/,
		opensslDiffers: "openssl has the curve",
	},
	{
		name: "refuses Ed448",
		chain: ["ed448"],
		why: /^CN=ed448 has a key that is not supported \(Ed448\)$/,
		opensslDiffers: "openssl has the curve",
	},
	{
		name: "refuses a leaf signed with SHA-1",
		chain: ["sha1-leaf"],
		ca: ["rsa-root"],
		why: /^CN=sha1-leaf is signed with SHA-1, which can be forged$/,
	},
	{
		name: "refuses a leaf signed with MD5",
		chain: ["md5-leaf"],
		ca: ["rsa-root"],
		why: /^CN=md5-leaf is signed with MD5, which can be forged$/,
	},
	{
		name: "refuses a leaf signed by RSA-PSS with SHA-1",
		chain: ["pss-sha1-leaf"],
		ca: ["rsa-root"],
		why: /^CN=pss-sha1-leaf is signed with SHA-1, which can be forged$/,
	},
	{
		name: "refuses a leaf signed by ECDSA with SHA-1",
		chain: ["ec-sha1-leaf"],
		why: /^CN=ec-sha1-leaf is signed with SHA-1, which can be forged$/,
	},
	{
		name: "refuses an intermediate signed with SHA-1",
		chain: ["under-sha1-middle", "sha1-middle"],
		ca: ["rsa-root"],
		why: /^CN=sha1-middle is signed with SHA-1, which can be forged$/,
	},
	{
		name: "refuses a damaged signature",
		chain: ["damaged"],
		why: /^O=Example, CN=bob was not signed by the key of O=Example, CN=Root, whose name it gives as its issuer$/,
	},
	{
		name: "refuses an authority that only has the root's name",
		chain: ["imposed", "impostor"],
		why: /^O=Example, CN=Root was not signed by the key of O=Example, CN=Root, /,
	},
	{
		name: "refuses two signature algorithms in one certificate",
		chain: ["two-algorithms"],
		why: /cannot be read: it names two different signature algorithms$/,
	},
	{
		name: "refuses an extension that comes twice",
		chain: ["twice"],
		why: /cannot be read: extension 2\.5\.29\.15 comes twice$/,
	},
	{
		name: "refuses a NUL in the common name",
		chain: ["nul-in-cn"],
		why: /^CN=\? has a name with control characters or broken letters in it$/,
		opensslDiffers: "openssl verify does not look at the subject's letters",
	},
	{
		name: "refuses broken UTF-8 in the common name",
		chain: ["broken-cn"],
		why: /^CN=\? has a name with control characters or broken letters in it$/,
	},
	{
		name: "refuses a NUL in an alternative name",
		chain: ["nul"],
		why: /^CN=nul has a name with control characters or broken letters in it$/,
		opensslDiffers: "openssl verify looks at names under constraints only",
	},
	{
		name: "refuses a path of more than eight certificates",
		chain: ["too-deep", ...DEEP.slice(1)],
		ca: ["deep-0"],
		why: /^CN=too-deep is more than 7 certificates away from a root$/,
		opensslDiffers: "openssl goes a hundred deep",
	},
	{
		name: "gives up in a maze of authorities that share a name",
		chain: ["mazed", ...MAZE],
		why: /which is not in ca\.pem$|maze of certificates$|certificates away from a root$/,
	},
	{
		name: "refuses a revoked leaf",
		chain: ["revoked"],
		crl: ["root-list"],
		why: /^CN=revoked was revoked on 2026-01-02 03:04:05Z, says lists\.pem$/,
	},
	{
		name: "refuses whom a revoked intermediate signed",
		chain: ["under-revoked-middle", "revoked-middle"],
		crl: ["root-list"],
		why: /^CN=revoked-middle was revoked on 2026-01-02 03:04:05Z, says lists\.pem$/,
	},
	{
		name: "refuses everybody by an expired list",
		chain: ["bob"],
		crl: ["old-list"],
		why: /^the revocation list of O=Example, CN=Root in lists\.pem expired on .*; get a new one$/,
	},
	{
		name: "refuses everybody when a list expires while the server runs",
		chain: ["bob"],
		crl: ["root-list"],
		inDays: 31,
		why: /in lists\.pem expired on /,
	},
	{
		name: "refuses everybody by a list of the future",
		chain: ["bob"],
		crl: ["future-list"],
		why: /in lists\.pem is dated in the future \(.*\); check the clock$/,
	},
	{
		name: "refuses everybody by a list that does not say when the next comes",
		chain: ["bob"],
		crl: ["no-next-list"],
		why: /does not say when the next one comes/,
		opensslDiffers: "openssl takes such a list as good for ever",
	},
	{
		name: "refuses everybody by a list that another key of that name signed",
		chain: ["bob"],
		crl: ["impostor-list"],
		why: /in lists\.pem was not signed by that authority's key$/,
	},
	{
		name: "refuses everybody by a list of an authority that may not sign lists",
		chain: ["under-no-crl"],
		ca: ["no-crl"],
		crl: ["no-crl-list"],
		why: /in lists\.pem counts for nothing: that authority's key usage does not have cRLSign$/,
	},
	{
		name: "refuses everybody by a list signed with SHA-1",
		chain: ["rsa-leaf"],
		ca: ["rsa-root"],
		crl: ["sha1-list"],
		why: /in lists\.pem is signed with SHA-1, which can be forged$/,
		opensslDiffers: "openssl takes any hash in a list",
	},
	{
		name: "refuses everybody by a delta list",
		chain: ["bob"],
		crl: ["delta-list"],
		why: /in lists\.pem is a delta list, which holds changes only/,
		opensslDiffers: "openssl 3.0 is content with a delta list alone",
	},
	{
		name: "refuses everybody by an indirect list",
		chain: ["bob"],
		crl: ["indirect-list"],
		why: /in lists\.pem is an indirect list/,
	},
	{
		name: "refuses everybody by a list of a part",
		chain: ["bob"],
		crl: ["part-list"],
		why: /in lists\.pem covers a part of the certificates only/,
	},
	{
		name: "refuses everybody by a list with an unknown critical extension",
		chain: ["bob"],
		crl: ["odd-list"],
		why: /in lists\.pem has the critical extension 1\.3\.9\.9, which is not supported$/,
	},
];
