import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS, SITE_COMMANDS } from "../../src/ftp/index.ts";
import { passivePlace, RawFtp, type Reply } from "../support/raw-ftp.ts";
import { PLAIN_FLAGS } from "../support/shared-server.ts";
import {
	ALICE,
	addUser,
	type Server,
	startServer,
} from "../support/start-server.ts";
import { type TempFolder, tempFolder } from "../support/temp-folder.ts";
import { Wire } from "../support/wire.ts";

/** Who sends the command. `none`: before any login. */
const ROWS = [
	"none",
	"disabled",
	"expired",
	"noRight",
	"readOnly",
	"dropbox",
	"full",
] as const;
type Who = (typeof ROWS)[number];

/** How the accounts differ; all have the password of alice. */
const ACCOUNTS: Readonly<Record<Exclude<Who, "none">, string>> = {
	disabled: "enabled = false",
	expired: "expires = 2020-01-01T00:00:00Z",
	noRight: "rights = []",
	readOnly: 'rights = "read-only"',
	dropbox: 'rights = "dropbox"',
	full: "quota = 10",
};

/**
 * What a command needs, and so what becomes of it:
 * `open`: nothing, it is for strangers too; `member`: a login; else a right where its path is, or room.
 */
type Need =
	| "open"
	| "member"
	| "read"
	| "list"
	| "look"
	| "write"
	| "append"
	| "rename"
	| "delete"
	| "mkdir"
	| "rmdir";

interface Probe {
	readonly line: string;
	readonly need: Need;
	/** The code when nothing forbids it. */
	readonly code: number;
	/** Sent before, each with its own reply. */
	readonly before?: readonly string[];
	/** Uses a data connection, in this direction. */
	readonly moves?: "in" | "out";
	/** Adds bytes to what the account has. */
	readonly grows?: true;
}

/** One line for each command; `SITE X` for those of SITE. */
const PROBES: Readonly<Record<string, Probe>> = {
	USER: { line: "USER somebody", need: "open", code: 331 },
	PASS: { line: "PASS x", need: "open", code: 530 },
	ACCT: { line: "ACCT x", need: "open", code: 503 },
	CWD: { line: "CWD folder", need: "look", code: 250 },
	CDUP: { line: "CDUP", need: "look", code: 250 },
	REIN: { line: "REIN", need: "open", code: 220 },
	QUIT: { line: "QUIT", need: "open", code: 221 },
	PORT: { line: "PORT 127,0,0,1,200,1", need: "member", code: 200 },
	PASV: { line: "PASV", need: "member", code: 227 },
	TYPE: { line: "TYPE I", need: "member", code: 200 },
	STRU: { line: "STRU F", need: "member", code: 200 },
	MODE: { line: "MODE S", need: "member", code: 200 },
	RETR: { line: "RETR file.txt", need: "read", code: 226, moves: "out" },
	STOR: {
		line: "STOR new.txt",
		need: "write",
		code: 226,
		moves: "in",
		grows: true,
	},
	STOU: { line: "STOU", need: "write", code: 226, moves: "in", grows: true },
	APPE: {
		line: "APPE other.txt",
		need: "append",
		code: 226,
		moves: "in",
		grows: true,
	},
	ALLO: { line: "ALLO 1", need: "write", code: 200 },
	RNFR: { line: "RNFR file.txt", need: "rename", code: 350 },
	RNTO: {
		line: "RNTO else.txt",
		need: "rename",
		code: 250,
		before: ["RNFR moved.txt"],
	},
	ABOR: { line: "ABOR", need: "member", code: 226 },
	DELE: { line: "DELE gone.txt", need: "delete", code: 250 },
	RMD: { line: "RMD empty", need: "rmdir", code: 250 },
	MKD: { line: "MKD made", need: "mkdir", code: 257 },
	PWD: { line: "PWD", need: "member", code: 257 },
	LIST: { line: "LIST", need: "list", code: 226, moves: "out" },
	NLST: { line: "NLST", need: "list", code: 226, moves: "out" },
	SITE: { line: "SITE", need: "member", code: 501 },
	SYST: { line: "SYST", need: "open", code: 215 },
	STAT: { line: "STAT", need: "member", code: 211 },
	HELP: { line: "HELP", need: "open", code: 214 },
	NOOP: { line: "NOOP", need: "open", code: 200 },
	AUTH: { line: "AUTH KERBEROS_V4", need: "open", code: 504 },
	PBSZ: { line: "PBSZ 0", need: "open", code: 503 },
	PROT: { line: "PROT P", need: "open", code: 503 },
	CCC: { line: "CCC", need: "member", code: 533 },
	FEAT: { line: "FEAT", need: "open", code: 211 },
	OPTS: { line: "OPTS UTF8 ON", need: "open", code: 200 },
	EPRT: { line: "EPRT |1|127.0.0.1|51201|", need: "member", code: 200 },
	EPSV: { line: "EPSV", need: "member", code: 229 },
	LANG: { line: "LANG en", need: "open", code: 200 },
	REST: { line: "REST 1", need: "member", code: 350 },
	MDTM: { line: "MDTM file.txt", need: "look", code: 213 },
	SIZE: { line: "SIZE file.txt", need: "look", code: 213 },
	MLST: { line: "MLST file.txt", need: "look", code: 250 },
	MLSD: { line: "MLSD", need: "list", code: 226, moves: "out" },
	HOST: { line: "HOST 127.0.0.1", need: "open", code: 220 },
	MFMT: { line: "MFMT 20200101000000 file.txt", need: "write", code: 213 },
	MFF: {
		line: "MFF modify=20200101000000; file.txt",
		need: "write",
		code: 213,
	},
	RANG: { line: "RANG 0 1", need: "member", code: 350 },
	HASH: { line: "HASH file.txt", need: "read", code: 213 },
	XCRC: { line: "XCRC file.txt", need: "read", code: 250 },
	XMD5: { line: "XMD5 file.txt", need: "read", code: 250 },
	XSHA1: { line: "XSHA1 file.txt", need: "read", code: 250 },
	XSHA256: { line: "XSHA256 file.txt", need: "read", code: 250 },
	XSHA512: { line: "XSHA512 file.txt", need: "read", code: 250 },
	AVBL: { line: "AVBL", need: "write", code: 213 },
	CLNT: { line: "CLNT test", need: "open", code: 200 },
	"SITE HELP": { line: "SITE HELP", need: "member", code: 214 },
	"SITE CHMOD": { line: "SITE CHMOD 600 file.txt", need: "write", code: 200 },
	"SITE UTIME": {
		line: "SITE UTIME 20200101000000 file.txt",
		need: "write",
		code: 200,
	},
	"SITE PSWD": { line: "SITE PSWD a b", need: "member", code: 534 },
	"SITE WHO": { line: "SITE WHO", need: "member", code: 211 },
};

/** What each of those who can log in may do where everything lies. */
const RIGHTS: Readonly<
	Record<Exclude<Who, "none" | "disabled" | "expired">, readonly Need[]>
> = {
	noRight: [],
	readOnly: ["read", "list"],
	dropbox: ["write", "mkdir"],
	full: [
		"read",
		"list",
		"write",
		"append",
		"rename",
		"delete",
		"mkdir",
		"rmdir",
	],
};

/** A member is told otherwise than a stranger. */
const TO_MEMBERS: Readonly<Record<string, number>> = {
	USER: 530,
	PASS: 503,
	HOST: 503,
	ACCT: 202,
};

/** A refusal in words of its own: what goes before it was refused. */
const REFUSED: Readonly<Record<string, number>> = { RNTO: 503 };

/** Every command of the table; these two end what the others need. */
const NAMES: readonly string[] = [
	...COMMANDS.map(({ verb }) => verb).filter(
		(verb) => verb !== "REIN" && verb !== "QUIT",
	),
	...SITE_COMMANDS.map(({ verb }) => `SITE ${verb}`),
	"REIN",
	"QUIT",
];

function probeOf(name: string): Probe {
	const isMissing = COMMANDS.some(
		({ missing, verb }) => missing && verb === name,
	);
	const probe = isMissing
		? ({ line: name, need: "open", code: 502 } as const)
		: PROBES[name];
	if (probe === undefined) throw new Error(`no probe for ${name}`);
	return probe;
}

function isStranger(who: Who): who is "none" | "disabled" | "expired" {
	return who === "none" || who === "disabled" || who === "expired";
}

function expected(name: string, who: Who): number {
	const probe = probeOf(name);
	if (isStranger(who)) return probe.need === "open" ? probe.code : 530;
	if (who === "full" && probe.grows === true) return 552;
	if (who === "full" && name === "ALLO") return 452;
	const isFree = ["open", "member", "look"].includes(probe.need);
	const isGranted = isFree || RIGHTS[who].includes(probe.need);
	if (!isGranted) return REFUSED[name] ?? 550;
	return TO_MEMBERS[name] ?? probe.code;
}

/** Sends a command and does what its data connection is for. @returns all replies, at most one of them a 1xx */
async function probed(
	ftp: RawFtp,
	{ line, moves }: Probe,
): Promise<readonly Reply[]> {
	const arranged = moves === undefined ? undefined : await ftp.command("PASV");
	const data =
		arranged?.code === 227
			? await Wire.connect(passivePlace(arranged.text, "127.0.0.1"))
			: undefined;
	const replies = [await ftp.command(line)];
	if (replies[0]?.code === 150) {
		if (moves === "in") await data?.write("more bytes than there is room for");
		if (moves === "in") data?.end();
		else await data?.readAll();
		replies.push(await ftp.reply());
	}
	data?.destroy();
	return replies;
}

let data: TempFolder;
let server: Server;

beforeAll(async () => {
	data = tempFolder();
	await addUser({ data: data.path, ...ALICE });
	const file = join(data.path, "accounts.toml");
	const [, hash] =
		/password = ("[^"]+")/.exec(readFileSync(file, "utf8")) ?? [];
	const users = Object.entries(ACCOUNTS).map(
		([name, says]) => `[users.${name}]\npassword = ${hash}\n${says}\n`,
	);
	writeFileSync(file, users.join("\n"));
	for (const name of Object.keys(ACCOUNTS))
		fill(join(data.path, "files", name));
	server = await startServer({
		data: data.path,
		users: {},
		flags: PLAIN_FLAGS,
		config: "[auth]\nban_failures = 0\n",
	});
}, 120_000);

afterAll(async () => {
	await server[Symbol.asyncDispose]();
	data[Symbol.dispose]();
}, 120_000);

/** What the commands are about, each with a name of its own. */
function fill(home: string): void {
	for (const folder of ["folder", "empty"]) {
		mkdirSync(join(home, folder), { recursive: true });
	}
	for (const name of ["file.txt", "moved.txt", "gone.txt", "other.txt"]) {
		writeFileSync(join(home, name), "some bytes");
	}
}

async function session(who: Who): Promise<RawFtp> {
	const ftp = await RawFtp.connect(server.explicit());
	if (who === "none") return ftp;
	await ftp.expect(`USER ${who}`, 331);
	await ftp.expect(`PASS ${ALICE.password}`, isStranger(who) ? 530 : 230);
	return ftp;
}

describe("the table of commands", () => {
	test.each(ROWS)(
		"gives %s exactly one reply to each, of the class that is due",
		async (who) => {
			await using ftp = await session(who);
			const got: string[] = [];
			for (const name of NAMES) {
				const probe = probeOf(name);
				for (const line of probe.before ?? []) await ftp.command(line);
				const replies = await probed(ftp, probe);
				got.push(`${name} ${replies.at(-1)?.code}`);
			}
			expect(got).toEqual(
				NAMES.map((name) => `${name} ${expected(name, who)}`),
			);
			// A reply too many anywhere would have moved the others, and be left here.
			expect(await ftp.ended()).toBe("");
		},
		120_000,
	);
});
