import { portsOf, type Topic } from "./topic.ts";

export const FIREWALL: Topic = {
	title: "Firewalls",
	about: "Which ports to open, and why more than one.",
	passages: [
		"FTP uses one connection for commands and another one for each listing and each file. In passive mode, which nearly every client uses, the client opens those too, to a port that the server names. With TLS a firewall cannot read which port that is, so it has to let a range through:",
		{
			type: ["oceanftp serve --passive-ports 50000-50100"],
		},
		"or, in oceanftp.toml:",
		{ type: ["[passive]", 'ports = "50000-50100"'] },
		"Each transfer that is under way takes one port of the range: a hundred are plenty for a hundred users. Then let them in, together with the command ports:",
		(own) => [
			{
				terms: [
					[
						"ufw",
						`ufw allow ${[...portsOf(own), "50000:50100"].join(",")}/tcp`,
					],
					[
						"firewalld",
						`firewall-cmd --permanent ${[...portsOf(own), "50000-50100"].map((port) => `--add-port=${port}/tcp`).join(" ")} && firewall-cmd --reload`,
					],
					[
						"nftables",
						`nft add rule inet filter input tcp dport '{ ${[...portsOf(own), "50000-50100"].join(", ")} }' accept`,
					],
					[
						"Windows",
						"New-NetFirewallRule -DisplayName 'Ocean FTP Server' -Direction Inbound -Program PATH\\oceanftp.exe -Action Allow",
					],
				],
			},
		],
		"Clients in active mode (PORT, EPRT) are connected to by the server; their own firewalls must allow that, which few do.",
		"A kernel's FTP helper (nf_conntrack_ftp) does nothing for encrypted connections. Do not rely on it.",
		"Signs of a firewall in the way: the login works, and then listings and files hang until a timeout. Behind a router see also: oceanftp help nat",
	],
};

export const NAT: Topic = {
	title: "Behind NAT: routers, containers, clouds",
	about: "How clients from outside find the server.",
	passages: [
		"A server with a private address (10.x, 172.16.x to 172.31.x, 192.168.x) is reached from outside through a router, under another address. For passive transfers it has to tell clients that one, for its own would lead them nowhere:",
		{
			type: [
				"oceanftp serve --passive-host 203.0.113.9 \\",
				"  --passive-ports 50000-50100",
			],
		},
		"A name is taken too, and looked up again and again, as dynamic DNS needs it. Clients from inside should be told the inner address:",
		{
			type: [
				"[passive]",
				'ports = "50000-50100"',
				'host = "ftp.example.com"',
				'networks = [{ from = "192.168.0.0/16" }]',
			],
		},
		"Without host in networks a client is told the address that it reached.",
		"In the router forward the command port and the whole passive range to the server, with the same numbers outside and inside. For containers that is:",
		(own) => [
			{
				type: [
					`docker run ${portsOf(own)
						.map((port) => `-p ${port}:${port} `)
						.join("")}\\`,
					"  -p 50000-50100:50000-50100 IMAGE",
				],
			},
		],
		"IPv6 needs none of that; only the firewall has to let the ports in. Clients that use EPSV, as most of today do, take no address from the server at all, so that only the ports matter to them.",
		"The names and addresses by which clients reach the server belong into its certificate too: oceanftp help certificates",
	],
};
