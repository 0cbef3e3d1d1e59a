import type { Topic } from "./topic.ts";

export const CONNECT: Topic = {
	title: "How to connect",
	about: "FileZilla, WinSCP, lftp, curl, Explorer, phones, old devices.",
	blocks: [
		"The server speaks FTP over TLS in both of its forms at the same time:",
		{
			terms: [
				[
					"explicit",
					"Port {explicit}. The client connects plainly and then says AUTH TLS.",
				],
				["implicit", "Port {implicit}. TLS from the first byte."],
			],
		},
		"The certificate that the server makes itself is signed by nobody else, so a client asks about it once. Compare the SHA-256 fingerprint that it shows with this server's:",
		{ type: ["{fingerprint}"] },
		"The examples are for the user {user}; take another one if you like.",
		{
			terms: [
				[
					"FileZilla",
					'File, Site Manager, New site. Protocol "FTP", host {host}, port {explicit}, encryption "Require explicit FTP over TLS", logon type "Ask for password".',
				],
				[
					"WinSCP",
					'File protocol "FTP", encryption "TLS/SSL Explicit encryption", host {host}, port {explicit}.',
				],
				[
					"Explorer",
					"Windows Explorer speaks FTP without encryption only, so it is refused here. WinSCP shows its files in the same way.",
				],
				[
					"Finder",
					"It speaks FTP without encryption only, and only reads. Cyberduck, ForkLift and FileZilla do it.",
				],
				[
					"Phones",
					'Any file manager that offers "FTPS": Solid Explorer, Material Files or Total Commander on Android, Owlfiles or FE File Explorer on iOS. Choose explicit with port {explicit}, or implicit with port {implicit}. SFTP is something else.',
				],
			],
		},
		"curl, checking the certificate; -k in place of --cacert accepts it unseen:",
		{
			type: [
				"curl --ssl-reqd --cacert {certificate} \\",
				"  --user {user} ftp://{host}:{explicit}/",
				"curl --cacert {certificate} --user {user} \\",
				"  ftps://{host}:{implicit}/",
			],
		},
		"curl needs the name or address that it is given to be in the certificate. oceanftp cert inspect default shows those.",
		"lftp:",
		{
			type: [
				"lftp -u {user} -p {explicit} -e 'set ftp:ssl-force yes; \\",
				"  set ssl:ca-file {certificate}' {host}",
			],
		},
		"rclone:",
		{
			type: [
				"rclone config create ocean ftp host={host} port={explicit} \\",
				"  user={user} explicit_tls=true no_check_certificate=true",
				"rclone lsf ocean:",
			],
		},
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
		"A login without TLS is refused. An old scanner or camera that cannot do TLS needs --tls allowed --data-tls client; its password and files then travel in clear.",
		"When the login works and the listing does not, the file connections are in the way: oceanftp help firewall.",
	],
};
