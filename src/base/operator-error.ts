/**
 * What can go wrong for the person who runs the server, each with the exit status that a script sees.
 * `oceanftp help CODE` prints the explanation.
 */
export const ERROR_CODES = {
	"usage.invalid": {
		exit: 2,
		about: "The command line could not be understood.",
	},
	"usage.missing": {
		exit: 2,
		about: "A value is needed, and there is no terminal to ask for it.",
	},
	"data.not-chosen": {
		exit: 2,
		about:
			"Without a terminal the server does not fill the platform's own data folder unasked. Choose one with --data, OCEANFTP_DATA, a portable folder, or --ephemeral.",
	},
	"config.unknown-key": {
		exit: 3,
		about: "The configuration holds a key that the server does not know.",
	},
	"config.type": {
		exit: 3,
		about:
			"A value in the configuration has the wrong type or is out of range.",
	},
	"config.conflict": {
		exit: 3,
		about:
			"Settings of the configuration are each well formed, but contradict each other.",
	},
	"config.syntax": {
		exit: 3,
		about: "A configuration or accounts file is not valid TOML.",
	},
	"accounts.invalid": {
		exit: 3,
		about: "accounts.toml could be read, but does not say what it should.",
	},
	"cert.not-found": {
		exit: 4,
		about: "No certificate of that name is in the store.",
	},
	"user.not-found": {
		exit: 4,
		about: "No user of that name is in accounts.toml.",
	},
	"session.not-found": {
		exit: 4,
		about: "No session of that id is open; it may have ended meanwhile.",
	},
	"run-as.no-user": {
		exit: 4,
		about:
			"run_as names a user or group that this machine does not have, or root itself.",
	},
	"service.no-manager": {
		exit: 4,
		about:
			"This machine is not run by systemd, so no unit can be installed. oceanftp service print --for openrc, launchd or windows prints what those need.",
	},
	"service.not-installed": {
		exit: 4,
		about: "There is no unit of this service; oceanftp service install.",
	},
	"group.not-found": {
		exit: 4,
		about: "No group of that name is in accounts.toml.",
	},
	"help.not-found": {
		exit: 4,
		about: "There is no help topic or error code of that name.",
	},
	"ban.not-found": {
		exit: 4,
		about: "No ban on that address, network or name is in force.",
	},
	"file.exists": {
		exit: 5,
		about: "A file of that name is there already; --force replaces it.",
	},
	"config.outranks": {
		exit: 5,
		about:
			"The configuration says something else, and what it says counts more than what a command keeps for later.",
	},
	"user.exists": {
		exit: 5,
		about:
			"A user of that name is there already; letter case does not tell names apart.",
	},
	"group.exists": {
		exit: 5,
		about:
			"A group of that name is there already; letter case does not tell names apart.",
	},
	"group.in-use": {
		exit: 5,
		about:
			"Users or groups are in the group, so it cannot be removed; give them another group, or none, first.",
	},
	"cert.exists": {
		exit: 5,
		about: "A certificate of that name is there already.",
	},
	"cert.in-use": {
		exit: 5,
		about:
			"The certificate is the default, or the configuration names it, so it cannot be removed or renamed now.",
	},
	"service.edited": {
		exit: 5,
		about:
			"The unit file was changed by hand after it was installed; --force replaces it and keeps the old one beside it.",
	},
	"run-as.not-root": {
		exit: 6,
		about:
			"Only root may become another user. Start the server as that user, or as root.",
	},
	"run-as.failed": {
		exit: 6,
		about:
			"The rights of root could not be given up, so the server does not go on with them.",
	},
	"service.not-root": {
		exit: 6,
		about: "Only root may install or remove a service; put sudo before it.",
	},
	"service.executable": {
		exit: 6,
		about:
			"The service's user cannot run the executable where it lies, or others could exchange it. Put it into /usr/local/bin, owned by root.",
	},
	"service.failed": {
		exit: 1,
		about:
			"A program of the system that a service needs (systemctl, useradd) has failed; its own words are in the why.",
	},
	"file.no-right": {
		exit: 6,
		about: "The server may not read or write a file or folder that it needs.",
	},
	"data.unsafe": {
		exit: 6,
		about:
			"The data folder holds keys and passwords, so it must belong to the user who runs the server and nobody else may write in it.",
	},
	"root.overlap": {
		exit: 6,
		about:
			"A served folder must not contain the data folder (with its keys), nor lie in it, but for its files/ folder.",
	},
	"root.unusable": {
		exit: 6,
		about: "The folder to serve is missing, is no folder, or may not be read.",
	},
	"state.damaged": {
		exit: 1,
		about:
			"state.db (usage, credits, bans, history) cannot be read as the database that it should be. At its start the server moves such a file aside, under the name state.db.damaged-TIME, and begins with an empty one; one that is damaged while it runs counts in memory until then. oceanftp doctor looks at all of the file, and doctor --fix moves it aside too.",
	},
	"state.newer": {
		exit: 1,
		about:
			"state.db was written by a newer version of this program, which this one does not understand.",
	},
	"bind.no-right": {
		exit: 6,
		about: "Ports under 1024 need a right that this user does not have.",
	},
	"bind.in-use": {
		exit: 7,
		about: "Another program listens on that address and port.",
	},
	"bind.failed": {
		exit: 7,
		about:
			"The address is not one of this machine's, or cannot be listened on.",
	},
	"metrics.not-loopback": {
		exit: 3,
		about:
			"Metrics tell much and ask for no password, so they are served on 127.0.0.1 or ::1 unless metrics.public says otherwise. A proxy with a login may stand in front.",
	},
	"state.locked": {
		exit: 7,
		about:
			"Another program holds state.db (usage, credits, bans, history) and did not let go of it in time.",
	},
	"lock.held": { exit: 7, about: "Another server uses the same data folder." },
	"cert.key-mismatch": {
		exit: 8,
		about: "The certificate and the private key do not belong together.",
	},
	"cert.no-key": {
		exit: 8,
		about: "The certificate has no private key beside it.",
	},
	"cert.key-encrypted": {
		exit: 8,
		about: "The private key is encrypted and needs its passphrase.",
	},
	"cert.unreadable": {
		exit: 8,
		about: "The certificate file holds no certificate that can be read.",
	},
	"cert.expired": { exit: 8, about: "The certificate's last day has passed." },
	"cert.not-yet-valid": {
		exit: 8,
		about: "The certificate's first day lies ahead; check the clock.",
	},
	"cert.weak": {
		exit: 8,
		about:
			"The key is too short to protect anything: RSA needs 2048 bits at least.",
	},
	"cert.bad-passphrase": {
		exit: 8,
		about: "The passphrase does not open the private key or container.",
	},
	"cert.wrong-block": {
		exit: 8,
		about:
			"The file holds something else than a certificate or a private key, such as a request, a public key, an SSH key or a web page.",
	},
	"key.unreadable": {
		exit: 8,
		about: "The private key file holds no key that can be read.",
	},
	"key.perm": {
		exit: 8,
		about: "The private key may be read by others than its owner.",
	},
	"peer.no-tls": {
		exit: 8,
		about:
			"The server that was asked for its certificate answers, but does not begin TLS as it should.",
	},
	"peer.unreachable": {
		exit: 9,
		about:
			"The server that was asked for its certificate cannot be reached, or does not answer in time.",
	},
	"store.no-modes": {
		exit: 10,
		about:
			"The file system of the data folder keeps no permissions, as on most sticks: whoever reads the disk reads the keys. Keep them encrypted (--encrypt-key), or the folder on another disk.",
	},
	"cert.chain-gap": {
		exit: 10,
		about:
			"A certificate between the server's and its root is missing. Clients that do not have it by chance refuse; import it together with the server's.",
	},
	"cert.no-san": {
		exit: 10,
		about:
			"The certificate has no alternative names, only a common name, which clients of today do not look at.",
	},
	"cert.name-missing": {
		exit: 10,
		about:
			"The authority did not grant a name that the request asked for; who connects by that name is warned.",
	},
	"cert.is-ca": {
		exit: 10,
		about:
			"The certificate is an authority's: it may sign others. Some clients refuse it for a server.",
	},
	"cert.eku": {
		exit: 10,
		about:
			"The certificate's extended key usage leaves out servers (serverAuth), so strict clients refuse it.",
	},
	"cert.expires-soon": {
		exit: 10,
		about: "The certificate's last day is near; oceanftp cert renew NAME.",
	},
	"cert.chain-order": {
		exit: 0,
		about:
			"The chain's certificates were not in order, each before its issuer; an import puts them so.",
	},
	"cert.root-in-chain": {
		exit: 0,
		about:
			"The root was in the chain; it is left out, since clients have it or will not trust it.",
	},
	"cert.ignored": {
		exit: 0,
		about:
			"Something among the files of an import was of no use for it and was left out.",
	},
	"key.decrypted": {
		exit: 0,
		about:
			"A private key came encrypted and is kept in the clear, readable by its owner only, so that the server starts by itself; --encrypt-key keeps it encrypted.",
	},
	"key.encrypted": {
		exit: 0,
		about:
			"A private key is kept encrypted: the server needs its passphrase at each start.",
	},
	"passive.unreachable": {
		exit: 10,
		about:
			"Clients cannot reach the address or the ports that the server offers for passive transfers.",
	},
	"control.none": {
		exit: 9,
		about: "No server is running on this data folder.",
	},
	"control.unavailable": {
		exit: 6,
		about:
			"The control socket by which commands reach a running server could not be opened.",
	},
	"control.failed": {
		exit: 1,
		about:
			"The running server could not do what a command asked it over the control socket; its log says why.",
	},
} as const;

/** One of the stable codes that stand in brackets behind an error's sentence. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What an {@link OperatorError} says beyond its sentence. */
export interface ErrorDetail {
	/** The observed facts, no guesses. */
	readonly why?: string;
	/** A command to run or an edit to make. */
	readonly fix?: string;
	readonly cause?: unknown;
}

/** A failure that a person can mend: one sentence, the facts, the remedy. Never shown to FTP clients. */
export class OperatorError extends Error {
	override readonly name = "OperatorError";
	readonly code: ErrorCode;
	readonly why: string | undefined;
	readonly fix: string | undefined;

	constructor(code: ErrorCode, sentence: string, detail: ErrorDetail = {}) {
		super(sentence, { cause: detail.cause });
		this.code = code;
		this.why = detail.why;
		this.fix = detail.fix;
	}

	/** The exit status that this failure ends the program with. */
	get exit(): number {
		return ERROR_CODES[this.code].exit;
	}
}
