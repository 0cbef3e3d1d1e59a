import type { Random } from "./random.ts";

/** Commands that open a data connection, if one was arranged. */
export const TRANSFERS: readonly string[] = [
	...["RETR", "STOR", "STOU", "APPE", "LIST", "NLST", "MLSD"],
];

/** Commands that arrange one. */
export const ARRANGING: readonly string[] = ["PASV", "EPSV", "PORT", "EPRT"];

const OTHERS: readonly string[] = [
	...["ACCT", "CWD", "XCWD", "CDUP", "XCUP", "TYPE", "STRU", "MODE", "ALLO"],
	...["RNFR", "RNTO", "ABOR", "DELE", "RMD", "XRMD", "MKD", "XMKD", "PWD"],
	...["SITE", "SYST", "STAT", "HELP", "NOOP", "PBSZ", "PROT", "FEAT", "OPTS"],
	...["LANG", "REST", "MDTM", "SIZE", "MLST", "HOST", "MFMT", "MFF", "RANG"],
	...["HASH", "XCRC", "XMD5", "XSHA1", "XSHA256", "XSHA512", "AVBL", "CLNT"],
	...["SMNT", "XYZZY", "", "A", "AUTH", "PASS"],
];

const NAMES: readonly string[] = [
	...["a", "b.txt", "folder", "folder/c", "/", ".", "..", "../..", "~", "-l"],
	...[
		"a b",
		" a",
		"a ",
		'"a"',
		"ä",
		"*",
		"?",
		"**",
		"*?*?*?*",
		"[a-z]",
		"{a,b}",
	],
	...["folder/", "//a", "/folder/../a", "CON", "a:b", "a\\b", "%n%s", "$HOME"],
	...["-la", "-R", "-a *", "-1 folder", "--", "-la -R /", ".oceanftp-x", "💾"],
];

const ARGUMENTS: readonly string[] = [
	...["0", "1", "-1", "20000", "9223372036854775807", "99999999999999999999"],
	...["I", "A", "A N", "L 8", "E", "F", "R", "S", "B", "P", "C", "Z", "ALL"],
	...["1", "2", "3", "0 0", "1 2 3", "SHA-256", "UTF8 ON", "MLST size;type;"],
	...["HELP", "CHMOD 644 a", "CHMOD 7777 a", "UTIME 20200101000000 a", "WHO"],
	...["20200101000000 a", "99999999999999 a", "Modify=20200101000000; a"],
	...["TLS", "SSL", "127,0,0,1,200,1", "127,0,0,1,0,22", "256,1,1,1,1,1"],
	...["|1|127.0.0.1|65000|", "|2|::1|65000|", "|3|x|1|", "||||", "|||1|"],
	...["HASH SHA-1", "MLST", "UTF8 OFF", "a 0 10", "a 5", '"a" 0 1', "alice"],
];

/** A command line without its end, as bytes; never one that ends the session on purpose. */
export function randomLine(random: Random): Uint8Array {
	const kind = random.below(100);
	if (kind < 4) return noise(random, random.below(40));
	if (kind < 6) return noise(random, random.below(4_000));
	if (kind < 8) return text("A".repeat(random.below(8_000)));
	const verb = random.pick(
		random.percent(8) ? TRANSFERS : random.percent(5) ? ARRANGING : OTHERS,
	);
	const line = text(`${cased(random, verb)}${argument(random)}`);
	return random.percent(6) ? spoilt(random, line) : line;
}

/** The verb of a line as the server will see it. */
export function verbOf(line: Uint8Array): string {
	const body = new TextDecoder().decode(line);
	return (
		body
			.replace(/^[^A-Za-z]+/, "")
			.split(" ", 1)[0]
			?.toUpperCase() ?? ""
	);
}

function argument(random: Random): string {
	if (random.percent(15)) return "";
	if (random.percent(5)) return " ".repeat(1 + random.below(5));
	const first = random.pick(random.percent(60) ? NAMES : ARGUMENTS);
	if (random.percent(3)) return ` ${first}${"/x".repeat(random.below(2_000))}`;
	return ` ${random.percent(10) ? `${first} ${random.pick(NAMES)}` : first}`;
}

function cased(random: Random, verb: string): string {
	return random.percent(10) ? verb.toLowerCase() : verb;
}

/** A byte is put in, or Telnet's in front: NUL, CR, IAC, what is no UTF-8. */
function spoilt(random: Random, line: Uint8Array): Uint8Array {
	if (random.percent(30)) {
		return Buffer.concat([Uint8Array.of(255, 244, 255, 242), line]);
	}
	const at = random.below(line.length + 1);
	const byte = random.pick([0, 13, 255, 254, 240, 0xc3, 0x80, 127, 9]);
	return Buffer.concat([
		line.subarray(0, at),
		Uint8Array.of(byte),
		line.subarray(at),
	]);
}

/** Random bytes that are one line, and no TLS hello. */
function noise(random: Random, count: number): Uint8Array {
	const bytes = random.bytes(count).map((byte) => (byte === 10 ? 11 : byte));
	if (bytes[0] === 0x16) bytes[0] = 0x17;
	return bytes;
}

function text(line: string): Uint8Array {
	return new TextEncoder().encode(line);
}
