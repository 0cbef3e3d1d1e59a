import type { CommandDef } from "citty";
import { PASSPHRASE_ARGS } from "../cert/passphrase.ts";
import { NAME_ARGS, SUBJECT_ARGS } from "../cert/wish.ts";
import { type CommandArg, command } from "../command.ts";

const NAME: CommandArg = {
	type: "positional",
	description: "The certificate's name in the store.",
};

const FORCE: CommandArg = {
	type: "boolean",
	description: "Replace what is there; it goes to certs/archive/ first.",
};

const KEY: CommandArg = {
	type: "string",
	valueHint: "KIND",
	description:
		"ecdsa-p256 (the usual one), ecdsa-p384, rsa-2048, rsa-3072, rsa-4096 or ed25519.",
};

const DAYS: CommandArg = {
	type: "string",
	valueHint: "N",
	description: "Valid for this many days, 825 at most; 825 when absent.",
};

const ENCRYPT_KEY: CommandArg = {
	type: "boolean",
	description: "Keep the key encrypted; the server asks for the passphrase.",
};

const create = command({
	name: "create",
	about: "Make a key, a request and a self-signed certificate.",
	details: [
		"Writes certs/NAME.key (the secret), certs/NAME.csr (to be signed by an authority, if you like) and certs/NAME.crt (usable at once). Without NAME it asks, field by field; ? explains one.",
		"Without --san the certificate is for this machine's own names and addresses.",
	],
	examples: [
		[
			"oceanftp cert create nas --san nas.example.com,192.0.2.7 --default",
			"For these names, and shown to clients from now on.",
		],
		["oceanftp cert create", "Ask, field by field."],
	],
	args: {
		name: { ...NAME, required: false },
		...NAME_ARGS,
		...SUBJECT_ARGS,
		key: KEY,
		days: DAYS,
		"encrypt-key": ENCRYPT_KEY,
		...PASSPHRASE_ARGS,
		default: {
			type: "boolean",
			description: "Make it the one that the server shows.",
		},
		force: FORCE,
	},
	run: async (invocation) =>
		(await import("../cert/create.ts")).createCertificate(invocation),
});

const csr = command({
	name: "csr",
	about: "Print the request for an authority.",
	details: [
		"With other names or another subject a new request is made with the same key; the old one goes to certs/archive/. The answer is taken by: oceanftp cert import ANSWER.crt",
	],
	examples: [
		["oceanftp cert csr nas > nas.csr", "Write it to a file to send."],
		[
			"oceanftp cert csr nas --san nas.example.com",
			"Make a new one for another name.",
		],
	],
	args: { name: NAME, ...NAME_ARGS, ...SUBJECT_ARGS, ...PASSPHRASE_ARGS },
	run: async (invocation) =>
		(await import("../cert/csr.ts")).showRequest(invocation),
});

const importing = command({
	name: "import",
	about: "Take a certificate and its key from files.",
	details: [
		"Any number of files in any order, PEM, DER, PKCS#7 or PKCS#12; - is standard input. The key may be in any of them, or in the store already: an authority's answer finds the request that it completes. The chain is put in order.",
		"Both files take the certificate's file name unless --name says otherwise. Nothing is written unless everything is right; what is replaced goes to certs/archive/. --dry-run says what would be written.",
		"An encrypted key is stored decrypted, readable by its owner only, unless --encrypt-key is given. A passphrase in the flags then both opens what is encrypted and protects what is stored; on a terminal the two are asked for.",
	],
	examples: [
		[
			"oceanftp cert import answer.crt ca-bundle.crt",
			"An authority's answer, with what came with it.",
		],
		[
			"oceanftp cert import server.pfx --name web --dry-run",
			"Show what would be written.",
		],
	],
	args: {
		file: {
			type: "positional",
			repeat: true,
			description: "Certificates and keys.",
		},
		key: {
			type: "string",
			valueHint: "FILE",
			description: "The file that holds the private key; no other is tried.",
		},
		name: {
			type: "string",
			valueHint: "NAME",
			description: "Store both files under this name.",
		},
		"encrypt-key": ENCRYPT_KEY,
		...PASSPHRASE_ARGS,
		force: FORCE,
	},
	run: async (invocation) =>
		(await import("../cert/import.ts")).importCertificate(invocation),
});

const list = command({
	name: "list",
	about: "Show all certificates; * marks the default.",
	examples: [["oceanftp cert list", "With names, dates and what is wrong."]],
	run: async (invocation) =>
		(await import("../cert/list.ts")).listCertificates(invocation),
});

const inspect = command({
	name: "inspect",
	about: "Show everything about a certificate, a file, or a server's.",
	details: [
		"A word with a dot or slash is a file where there is one; any other is a name in the store first. For a server write ftpes://HOST:PORT (explicit), ftps://HOST:PORT (implicit) or https://HOST:PORT.",
	],
	examples: [
		["oceanftp cert inspect nas", "One of the store."],
		["oceanftp cert inspect server.pem", "A file."],
		["oceanftp cert inspect ftpes://nas.example.com", "What a server shows."],
	],
	args: {
		target: {
			type: "positional",
			completes: "certificateOrFile",
			description: "A name, a file, - for standard input, or a server.",
		},
		...PASSPHRASE_ARGS,
	},
	run: async (invocation) =>
		(await import("../cert/inspect.ts")).inspect(invocation),
});

const check = command({
	name: "check",
	about: "Say whether certificates are fit for use; for cron.",
	details: [
		"Without NAME those are checked that the server shows: the default, and those of listeners. The exit status is 0 when all is well, 10 when something needs attention, 8 when a certificate cannot be used.",
	],
	examples: [
		["oceanftp cert check --all --within 30d", "Every one, a month ahead."],
	],
	args: {
		name: { ...NAME, required: false },
		all: { type: "boolean", description: "Check every certificate." },
		within: {
			type: "string",
			valueHint: "TIME",
			description: "Ending within this time needs attention: 30d, 2w, 12h.",
		},
		...PASSPHRASE_ARGS,
	},
	run: async (invocation) =>
		(await import("../cert/check.ts")).checkCertificates(invocation),
});

const choose = command({
	name: "default",
	about: "Make a certificate the one that the server shows.",
	examples: [["oceanftp cert default nas", "Show nas from now on."]],
	args: { name: NAME, ...PASSPHRASE_ARGS },
	run: async (invocation) =>
		(await import("../cert/choose-default.ts")).chooseDefault(invocation),
});

const rename = command({
	name: "rename",
	about: "Give a certificate another name.",
	examples: [
		["oceanftp cert rename nas web", "Its files are renamed together."],
	],
	args: {
		from: { ...NAME, description: "The name that it has." },
		to: { ...NAME, description: "The name that it gets." },
	},
	run: async (invocation) =>
		(await import("../cert/rename.ts")).renameCertificate(invocation),
});

const renew = command({
	name: "renew",
	about: "Give a certificate new dates, or ask its authority to.",
	details: [
		"A self-signed certificate is made anew with the same key, so that whoever trusts the key goes on doing so. For one that an authority signed a new request is written; the old certificate goes on until the answer is imported.",
	],
	examples: [
		["oceanftp cert renew nas", "With the same key."],
		["oceanftp cert renew nas --new-key", "With a new one."],
	],
	args: {
		name: NAME,
		days: DAYS,
		"new-key": {
			type: "boolean",
			description: "Make a new key of the same kind; self-signed ones only.",
		},
		key: { ...KEY, description: `The kind of the new key: ${KEY.description}` },
		...NAME_ARGS,
		...PASSPHRASE_ARGS,
	},
	run: async (invocation) =>
		(await import("../cert/renew.ts")).renewCertificate(invocation),
});

const exporting = command({
	name: "export",
	about: "Hand out a certificate in the form that another program reads.",
	details: [
		"The private key is never in it without --with-key. On stdout, unless --out names a file.",
		"The passphrase protects what is handed out: p12 always, PEM with --encrypt-key. Where the key in the store is encrypted, it has to open that as well.",
	],
	examples: [
		[
			"oceanftp cert export nas --format pem > nas.crt",
			"For clients that are to trust it.",
		],
		[
			"oceanftp cert export nas --format p12 --with-key --out nas.p12",
			"With its key, for Windows or Java.",
		],
	],
	args: {
		name: NAME,
		format: {
			type: "string",
			valueHint: "FORM",
			description:
				"pem (the certificate), fullchain (with its chain; the usual one), der (binary) or p12 (with the key, for Windows, Java and appliances).",
		},
		"with-key": {
			type: "boolean",
			description: "The private key as well.",
		},
		"encrypt-key": {
			type: "boolean",
			description: "Encrypt the private key in PEM with the passphrase.",
		},
		legacy: {
			type: "boolean",
			description: "p12 for old programs: 3DES in place of AES.",
		},
		out: {
			type: "string",
			valueHint: "FILE",
			description: "Write it there; with a key for its owner's eyes only.",
		},
		...PASSPHRASE_ARGS,
		force: { type: "boolean", description: "Replace the file." },
	},
	run: async (invocation) =>
		(await import("../cert/export.ts")).exportCertificate(invocation),
});

const remove = command({
	name: "remove",
	about: "Move a certificate with its key to certs/archive/.",
	examples: [
		["oceanftp cert remove old", "It can be taken back from certs/archive/."],
	],
	args: { name: NAME },
	run: async (invocation) =>
		(await import("../cert/remove.ts")).removeCertificate(invocation),
});

export const cert: CommandDef = command({
	name: "cert",
	about: "Make, request, import, show and choose certificates.",
	subCommands: {
		create: async () => create,
		csr: async () => csr,
		import: async () => importing,
		list: async () => list,
		inspect: async () => inspect,
		check: async () => check,
		default: async () => choose,
		rename: async () => rename,
		renew: async () => renew,
		export: async () => exporting,
		remove: async () => remove,
	},
});
