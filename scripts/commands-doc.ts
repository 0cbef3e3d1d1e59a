/** Prints the commands of the server as a Markdown table: `bun run docs`. All of it comes from the command objects and the transcripts. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
	COMMANDS,
	type Command,
	commandTable,
	runSession,
	type SessionWorld,
	SITE_COMMANDS,
} from "../src/ftp/index.ts";
import { fileHasher, systemClock } from "../src/platform/index.ts";
import { MemoryControl } from "../test/transcripts/kit/memory-control.ts";
import { MemoryDataPort } from "../test/transcripts/kit/memory-data-port.ts";
import { parseTranscript } from "../test/transcripts/kit/parse.ts";

const TRANSCRIPTS = join(import.meta.dirname, "../test/transcripts");

/** Which transcripts give a command, by verb; `SITE CHMOD` for those of SITE. */
function transcriptsByVerb(): ReadonlyMap<string, ReadonlySet<string>> {
	const found = new Map<string, Set<string>>();
	for (const file of readdirSync(TRANSCRIPTS).sort()) {
		if (!file.endsWith(".txt")) continue;
		const name = file.slice(0, -".txt".length);
		const source = readFileSync(join(TRANSCRIPTS, file), "utf8");
		for (const step of parseTranscript(file, source).steps) {
			if (step.kind !== "client") continue;
			for (const verb of verbsIn(step.bytes)) {
				found.set(verb, (found.get(verb) ?? new Set()).add(name));
			}
		}
	}
	return found;
}

function verbsIn(bytes: Uint8Array): string[] {
	const lines = new TextDecoder().decode(bytes).toUpperCase().split(/\r?\n/);
	return lines.flatMap((line) => {
		const [verb = "", inner = ""] = line.split(" ");
		return verb === "SITE" ? [verb, `${verb} ${inner}`] : [verb];
	});
}

/** What FEAT says to a client that has just connected. */
function features(): ReadonlyMap<string, string> {
	const control = new MemoryControl("192.0.2.7", "192.0.2.1", {
		client: undefined,
		serverName: undefined,
	});
	const { session } = runSession(worldOf(control), control);
	return new Map(
		COMMANDS.flatMap(({ verb, feature }) => {
			const line = feature?.(session);
			return line === undefined ? [] : [[verb, line] as const];
		}),
	);
}

function worldOf({ local, remote }: MemoryControl): SessionWorld {
	return {
		id: "docs",
		mode: "explicit",
		remote,
		local,
		policy: {
			serverName: "Ocean",
			tls: "required",
			dataTls: "client",
			resumption: "prefer",
			closeNotify: "strict",
			clientAuth: "none",
			lenientPbsz: false,
			allowsClearing: false,
			allowsActive: true,
			convertsText: true,
			idleMs: 1,
			loginMs: 1,
			stalledMs: 1,
			loginFailures: 1,
		},
		table: commandTable(COMMANDS),
		dataPort: new MemoryDataPort(local.host, { resumed: true }),
		canSecure: () => true,
		clock: { ...systemClock, after: () => () => undefined },
		log: () => undefined,
		authenticate: async () => undefined,
		recognise: () => undefined,
		demandsOf: () => ({}),
		openAccount: async () => ({
			code: 530,
			sentence: "Nobody logs in here.",
			why: "this is for the documents",
		}),
		hasher: fileHasher,
		knowsHost: () => true,
	};
}

const tests = transcriptsByVerb();
const feat = features();

function row(command: Command, prefix = ""): string {
	const { aliases = [], help, rfc, syntax, verb } = command;
	const names = [verb, ...aliases].map((name) => prefix + name);
	const played = new Set(names.flatMap((name) => [...(tests.get(name) ?? [])]));
	const cells = [
		names.map((name) => `\`${name}\``).join(" "),
		rfc,
		prefix === "" ? code(feat.get(verb)) : "",
		code(syntax),
		help,
		[...played].sort().join(", "),
	];
	return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

function code(text: string | undefined): string {
	return text === undefined ? "" : `\`${text}\``;
}

const rows = COMMANDS.flatMap((command) => [
	row(command),
	...(command.verb === "SITE"
		? SITE_COMMANDS.map((inner) => row(inner, "SITE "))
		: []),
]);
const text = [
	"| verb | defined in | FEAT | syntax | what it does | transcripts |",
	"| --- | --- | --- | --- | --- | --- |",
	...rows,
	"",
].join("\n");
process.stdout.write(text);
process.exit();
