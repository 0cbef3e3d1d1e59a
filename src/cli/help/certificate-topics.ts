import type { Topic } from "./topic.ts";

export const CERTIFICATES: Topic = {
	title: "Certificates",
	about: "Where they are, how to make, import, renew and check them.",
	passages: [
		"The first start makes a certificate named default for this machine's names and addresses: certs/default.key (the secret), certs/default.csr (a request that an authority can sign) and certs/default.crt. oceanftp paths shows where.",
		"It is signed by itself, so clients ask whether to trust it. Compare the SHA-256 fingerprint that they show with the one that the server prints when it starts; if both are the same, nobody is in between.",
		"Your own names, and the request for an authority in the same step:",
		{
			type: [
				"oceanftp cert create nas --san nas.example.com,192.0.2.7 --default",
			],
		},
		"Send certs/nas.csr to the authority, and take its answer; the key is found by itself, the chain is put in order, and what was there goes to certs/archive/:",
		{ type: ["oceanftp cert import answer.crt"] },
		"A certificate and key from elsewhere, in whatever form they come:",
		{
			type: [
				"oceanftp cert import server.crt server.key --name nas",
				"oceanftp cert default nas",
			],
		},
		"To see what there is, what a file holds, and what a server shows:",
		{
			type: [
				"oceanftp cert list",
				"oceanftp cert inspect server.pem",
				"oceanftp cert inspect ftpes://nas.example.com",
			],
		},
		"For cron; the exit status is 0, 10 (ends soon) or 8 (cannot be used):",
		{ type: ["oceanftp cert check --all --within 30d"] },
		"A running server shows a new certificate to the next client within a second or two. The certificate that the server made itself it also renews itself, with the same key; one that you imported it never touches.",
		"See also: oceanftp help csr, oceanftp help chain",
	],
};

export const CSR: Topic = {
	title: "Having a certificate signed by an authority",
	about: "The request, what to send where, and the answer.",
	passages: [
		"A CSR (certificate signing request) holds your names and your public key, signed by your private key. The authority checks that the names are yours, and answers with a certificate. The private key never leaves this machine.",
		"Make key and request together; the self-signed certificate that comes with them can be used until the answer is there:",
		{
			type: [
				"oceanftp cert create nas --san nas.example.com --default",
				"oceanftp cert csr nas > nas.csr",
			],
		},
		"Send nas.csr, and nothing else: no file that ends in .key. Public authorities look only at the names, and want them to be public; addresses such as 192.168.0.7 and names such as nas.local only an authority of your own signs.",
		"The answer may be one file or several, PEM, DER or PKCS#7. Import all that came; the request that it answers is found by its key:",
		{
			type: [
				"oceanftp cert import nas.crt intermediate.crt",
				"oceanftp cert check nas",
			],
		},
		"When its time ends, a new request with the same key, while the old certificate goes on being served:",
		{ type: ["oceanftp cert renew nas"] },
		"An internal authority, with OpenSSL, that clients are told to trust:",
		{
			type: [
				"openssl x509 -req -in nas.csr -CA ca.crt -CAkey ca.key -days 397 \\",
				"  -copy_extensions copy -out nas.crt",
			],
		},
	],
};

export const CHAIN: Topic = {
	title: "The chain of a certificate",
	about: "Intermediate certificates, and what a gap does.",
	passages: [
		"Clients trust a few roots. Between a root and your certificate there is usually one more, the intermediate: the root signed it, and it signed yours. Clients have the roots but not the intermediates, so the server has to show those with its own certificate.",
		{
			terms: [
				["leaf", "Your certificate. It comes first in certs/NAME.crt."],
				["intermediate", "One or more, each before the one that signed it."],
				[
					"root",
					"Signed by itself. It is left out, for clients have it or will not trust it.",
				],
			],
		},
		'An import puts them in this order, whatever order they come in, and says when one is missing (cert.chain-gap). Browsers often help themselves then, FTP clients do not: they say that the issuer is unknown. The authority\'s pages offer the missing one, as a rule under "intermediate" or "CA bundle":',
		{
			type: [
				"oceanftp cert import nas.crt ca-bundle.crt --force",
				"oceanftp cert inspect nas",
			],
		},
		"What a server really shows, from the outside:",
		({ explicit }) => [
			{
				type: [
					explicit === undefined
						? "oceanftp cert inspect ftps://{host}:{implicit}"
						: "oceanftp cert inspect ftpes://{host}:{explicit}",
				],
			},
		],
	],
};
