import type { Topic } from "./topic.ts";

export const PORTABLE: Topic = {
	title: "On a stick: portable mode",
	about: "Everything in one folder beside the executable.",
	passages: [
		"Where a folder oceanftp-data lies beside the executable, everything is kept in it, and nothing is written anywhere else. That folder is all that switches it on; this makes it:",
		{ type: ["./oceanftp --portable"] },
		"From then on the executable alone is enough, on this machine and on the next one. The folder holds the settings, the users, the certificates with their keys, and files/, where the users' files are. Nothing in it depends on the path under which the stick is mounted.",
		"What to know:",
		{
			terms: [
				[
					"Keys",
					"FAT and exFAT keep no permissions: whoever reads the stick reads the keys (store.no-modes). oceanftp cert create NAME --encrypt-key protects one with a passphrase, which is then asked for at each start.",
				],
				[
					"Ports",
					"On machines where you are not the administrator 21 and 990 are not to be had; the first start takes 2121 and 2990 there, and keeps them.",
				],
				[
					"Read-only",
					"A folder that cannot be written is said to be so, and the server stops; it never falls back to the machine's own disk.",
				],
				[
					"Safe place",
					"Who may write beside oceanftp-data can exchange it; a folder where everybody may is refused (data.unsafe).",
				],
			],
		},
		"To serve something once and keep nothing at all:",
		{ type: ["oceanftp --ephemeral --root ./photos"] },
	],
};

export const SERVICE_TOPIC: Topic = {
	title: "As a service",
	about: "At boot, under an own user, by systemd and others.",
	passages: [
		"With systemd, as root; the executable must lie where everybody can run it and nobody else can change it:",
		{
			type: [
				"sudo install -m 755 oceanftp /usr/local/bin/",
				"sudo oceanftp service install",
				"sudo cat /var/lib/oceanftp/initial-login.txt",
			],
		},
		"The service runs as the user oceanftp, keeps its data in /var/lib/oceanftp, and has one right of root's: ports under 1024. It can write to its data folder and to what it serves, and nowhere else. A folder elsewhere is named at the installation, or by root in /etc/oceanftp/oceanftp.toml before it:",
		{ type: ["sudo oceanftp service install --serve-folder /srv/scans"] },
		"Everyday commands:",
		{
			type: [
				"sudo -u oceanftp oceanftp user add alice --data /var/lib/oceanftp",
				"sudo oceanftp status --data /var/lib/oceanftp",
				"sudo systemctl reload oceanftp",
				"oceanftp service status",
				"journalctl -u oceanftp -f",
			],
		},
		"After a crash it is started again. After an error that a person has to mend (exit status 2 to 8: configuration, rights, ports, certificates) it stays down, and systemctl status shows why.",
		"systemctl reload returns when everything has been read, and fails when a file is bad; the server then goes on as before.",
		"Changes of the unit belong into a drop-in: sudo systemctl edit oceanftp. After an update of the executable, sudo oceanftp service install writes the unit of the new version and starts it.",
		"For OpenRC, launchd and Windows there is a text to put in place:",
		{
			type: [
				"oceanftp service print --for openrc",
				"oceanftp service print --for launchd",
				"oceanftp service print --for windows",
			],
		},
	],
};
