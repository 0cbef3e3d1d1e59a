import type { CommandDef } from "citty";
import { ERROR_CODES } from "../../base/index.ts";
import {
	argumentsOf,
	command,
	detailsOf,
	examplesOf,
	resolved,
} from "../command.ts";
import { GLOBAL_ARGS } from "../global-flags.ts";
import { errorCodes } from "../help/errors.ts";
import { EXIT_STATUSES } from "../help/exit-statuses.ts";
import { ANY_SERVER, blocksOf } from "../help/topic.ts";
import { allCommands, type PlacedCommand, usageOf } from "../help/tree.ts";
import { HELP_TOPICS } from "../help-topics.ts";
import {
	block,
	escaped,
	paragraph,
	running,
	section,
	subsection,
	term,
	typed,
} from "./roff.ts";

/** What is kept where; `oceanftp paths` shows the places of this machine. */
const FILES: readonly (readonly [string, string])[] = [
	["oceanftp-data/", "Beside the executable: everything in it (portable)."],
	["/var/lib/oceanftp/", "The data folder of the service."],
	["~/.local/share/oceanftp/", "The data folder of whoever started it."],
	["/etc/oceanftp/oceanftp.toml", "Settings, when the data folder has none."],
	["DATA/oceanftp.toml", "Settings; the program never writes them."],
	["DATA/accounts.toml", "Users and groups; the commands write it."],
	[
		"DATA/certs/",
		"Keys, requests and certificates; what was replaced, in archive/.",
	],
	["DATA/files/", "What is served, unless the settings name another root."],
	["DATA/initial-login.txt", "The first password, until it is changed."],
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
	["OCEANFTP_DATA", "The data folder."],
	[
		"OCEANFTP_*",
		"Any setting: OCEANFTP_TLS__CONTROL is control in the table tls. With _FILE behind it, the file that holds the value.",
	],
	["NO_COLOR", "No colour, when it is not empty."],
	[
		"NOTIFY_SOCKET, WATCHDOG_USEC, STATE_DIRECTORY",
		"Set by systemd for its services.",
	],
];

/** The whole manual as one page for man(1), made from the texts of `--help` and `help`. */
export async function manPage(
	root: CommandDef,
	version: string,
): Promise<string> {
	const about = (await resolved(root.meta))?.description ?? "";
	const globals = await argumentsOf(
		command({ name: "", about: "", args: GLOBAL_ARGS }),
	);
	const commands = await allCommands(root);
	const lines = [
		`.TH OCEANFTP 1 "" "oceanftp ${escaped(version)}" "Ocean FTP Server"`,
		// Names and flags are not to be broken, nor lines filled up with spaces.
		".nh",
		".ad l",
		section("NAME"),
		`oceanftp \\- ${escaped(lowered(about))}`,
		section("SYNOPSIS"),
		...["oceanftp", "[COMMAND]", "[FLAGS]"].map(
			(word, index) => `.${index === 0 ? "B" : "I"} ${word}`,
		),
		section("DESCRIPTION"),
		...detailsOf(root).flatMap(paragraph),
		section("COMMANDS"),
		...(await Promise.all(commands.map(commandLines))).flat(),
		section("OPTIONS"),
		...paragraph("Every command takes these, in any position."),
		...globals.flags.flatMap(flagLines),
		...Object.values(HELP_TOPICS).flatMap((topic) => [
			section(topic.title.toUpperCase()),
			...blocksOf(topic, ANY_SERVER).flatMap((each) => block(each, ANY_SERVER)),
		]),
		section("FILES"),
		...FILES.flatMap(([name, text]) => term(name, text)),
		section("ENVIRONMENT"),
		...ENVIRONMENT.flatMap(([name, text]) => term(name, text)),
		section("EXIT STATUS"),
		...EXIT_STATUSES.flatMap(([status, text]) => term(`${status}`, text)),
		section("ERRORS"),
		...paragraph("The codes that stand in brackets behind an error."),
		...errorCodes().flatMap((code) =>
			term(
				code,
				`${ERROR_CODES[code].about} Exit status ${ERROR_CODES[code].exit}.`,
			),
		),
		section("SEE ALSO"),
		"RFC 959, RFC 2228, RFC 2389, RFC 2428, RFC 3659, RFC 4217;",
		".BR curl (1),",
		".BR lftp (1),",
		".BR systemd.service (5)",
	];
	// A section begins a paragraph by itself.
	const needed = lines.filter(
		(line, index) => line !== ".PP" || !/^\.S[HS]/.test(lines[index - 1] ?? ""),
	);
	return `${needed.join("\n")}\n`;
}

async function commandLines({
	definition,
	path,
}: PlacedCommand): Promise<readonly string[]> {
	const { flags, positionals } = await argumentsOf(definition);
	const meta = await resolved(definition.meta);
	return [
		subsection(await usageOf(definition, path)),
		...running(meta?.description ?? ""),
		...detailsOf(definition).flatMap(paragraph),
		...positionals.flatMap(({ about, name }) =>
			term(name.toUpperCase(), about),
		),
		...flags.flatMap(flagLines),
		...examplesOf(definition).flatMap(([line, about]) => [
			...paragraph(about),
			...typed([line]),
		]),
	];
}

function flagLines(flag: {
	readonly name: string;
	readonly letter?: string;
	readonly takesValue: boolean;
	readonly valueHint: string;
	readonly repeat?: true;
	readonly about: string;
}): string[] {
	const letter = flag.letter === undefined ? "" : `-${flag.letter}, `;
	const value = flag.takesValue ? ` ${flag.valueHint}` : "";
	const again = flag.repeat === true ? " May be repeated." : "";
	return term(`${letter}--${flag.name}${value}`, `${flag.about}${again}`);
}

/** As whatis(1) shows it: no full stop, and no capital at the beginning. */
function lowered(sentence: string): string {
	return (
		sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "")
	);
}
