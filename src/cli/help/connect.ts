import type { Block, Placeholders, Topic } from "./topic.ts";

export const CONNECT: Topic = {
	title: "How to connect",
	about: "FileZilla, WinSCP, lftp, curl, Explorer, phones, old devices.",
	passages: [
		waysIn,
		"The certificate that the server makes itself is signed by nobody else, so a client asks about it once. Compare the SHA-256 fingerprint that it shows with this server's:",
		{ type: ["{fingerprint}"] },
		"The examples are for the user {user}; take another one if you like.",
		programs,
		"curl, checking the certificate; -k in place of --cacert accepts it unseen:",
		({ explicit, implicit }) => [
			{
				type: [
					...given(
						explicit,
						"curl --ssl-reqd --cacert {certificate} \\",
						"  --user {user} ftp://{host}:{explicit}/",
					),
					...given(
						implicit,
						"curl --cacert {certificate} --user {user} \\",
						"  ftps://{host}:{implicit}/",
					),
				],
			},
		],
		"curl needs the name or address that it is given to be in the certificate. oceanftp cert inspect default shows those.",
		"lftp:",
		({ explicit }) => [
			{
				type:
					explicit === undefined
						? [
								"lftp -u {user} -e 'set ssl:ca-file {certificate}' \\",
								"  ftps://{host}:{implicit}",
							]
						: [
								"lftp -u {user} -p {explicit} -e 'set ftp:ssl-force yes; \\",
								"  set ssl:ca-file {certificate}' {host}",
							],
			},
		],
		"rclone:",
		({ explicit }) => [
			{
				type: [
					...(explicit === undefined
						? [
								"rclone config create ocean ftp host={host} port={implicit} \\",
								"  user={user} tls=true no_check_certificate=true",
							]
						: [
								"rclone config create ocean ftp host={host} port={explicit} \\",
								"  user={user} explicit_tls=true no_check_certificate=true",
							]),
					"rclone lsf ocean:",
				],
			},
		],
		python,
		clear,
		"When the login works and the listing does not, the file connections are in the way: oceanftp help firewall.",
	],
};

/** Lines that are of use only where the server listens in that way. */
function given<T>(port: string | undefined, ...lines: T[]): readonly T[] {
	return port === undefined ? [] : lines;
}

function waysIn({ explicit, implicit }: Placeholders): readonly Block[] {
	return [
		explicit !== undefined && implicit !== undefined
			? "The server speaks FTP over TLS in both of its forms at the same time:"
			: "The server speaks FTP over TLS in one of its two forms; the other one is not among its listeners:",
		{
			terms: [
				...given(explicit, [
					"explicit",
					"Port {explicit}. The client connects plainly and then says AUTH TLS.",
				] as const),
				...given(implicit, [
					"implicit",
					"Port {implicit}. TLS from the first byte.",
				] as const),
			],
		},
	];
}

function programs(own: Placeholders): readonly Block[] {
	const { explicit, implicit, isClearAllowed } = own;
	const isExplicit = explicit !== undefined;
	const port = isExplicit ? "{explicit}" : "{implicit}";
	const phones = [
		...given(explicit, "explicit with port {explicit}"),
		...given(implicit, "implicit with port {implicit}"),
	].join(", or ");
	return [
		{
			terms: [
				[
					"FileZilla",
					`File, Site Manager, New site. Protocol "FTP", host {host}, port ${port}, encryption "Require ${isExplicit ? "explicit" : "implicit"} FTP over TLS", logon type "Ask for password".`,
				],
				[
					"WinSCP",
					`File protocol "FTP", encryption "TLS/SSL ${isExplicit ? "Explicit" : "Implicit"} encryption", host {host}, port ${port}.`,
				],
				[
					"Explorer",
					isClearAllowed
						? "Windows Explorer speaks FTP without encryption only. WinSCP shows its files in the same way, and encrypts them."
						: "Windows Explorer speaks FTP without encryption only, so it is refused here. WinSCP shows its files in the same way.",
				],
				[
					"Finder",
					"It speaks FTP without encryption only, and only reads. Cyberduck, ForkLift and FileZilla do it.",
				],
				[
					"Phones",
					`Any file manager that offers "FTPS": Solid Explorer, Material Files or Total Commander on Android, Owlfiles or FE File Explorer on iOS. Choose ${phones}. SFTP is something else.`,
				],
			],
		},
	];
}

/** Its ftplib knows the explicit form only. */
function python({ explicit }: Placeholders): readonly Block[] {
	if (explicit === undefined) return [];
	return [
		"Python:",
		{
			type: [
				"import ftplib, ssl",
				'ca = "{certificate}"',
				"ftp = ftplib.FTP_TLS(context=ssl.create_default_context(cafile=ca))",
				'ftp.connect("{host}", {explicit})',
				'ftp.login("{user}", "PASSWORD"); ftp.prot_p()',
			],
		},
	];
}

function clear({ explicit, isClearAllowed }: Placeholders): readonly Block[] {
	if (isClearAllowed) {
		return [
			"The settings let clients in without TLS too; their passwords and files then travel in clear.",
		];
	}
	return [
		explicit === undefined
			? "A login without TLS is refused. An old scanner or camera that cannot do TLS needs an explicit listener, --tls allowed and --data-tls client; its password and files then travel in clear."
			: "A login without TLS is refused. An old scanner or camera that cannot do TLS needs --tls allowed --data-tls client; its password and files then travel in clear.",
	];
}
