import type { Clock } from "../../base/index.ts";
import type { Settings } from "../../config/index.ts";
import {
	combineLogs,
	hearsFrom,
	isAudited,
	isFileTransfer,
	isLoudEnough,
	jsonLine,
	jsonLog,
	type Log,
	levelOf,
	peopleLog,
	type ServerEvent,
	xferlogLine,
} from "../../log/index.ts";
import {
	type HostProcess,
	isJournalOnStderr,
	LogFile,
	type LogFileTrouble,
} from "../../platform/index.ts";
import { AUDIT_FILE, LOG_FILE, TRANSFERS_FILE, XFERLOG_FILE } from "./names.ts";

/** What the settings say about logs. */
export type LogSettings = Pick<
	Settings["log"],
	| "format"
	| "level"
	| "files"
	| "transfers"
	| "rotateBytes"
	| "keepBytes"
	| "retentionMs"
>;

export interface LogParts {
	/** `<data>/logs`, absolute; undefined for a server that keeps nothing. */
	readonly folder: string | undefined;
	readonly settings: LogSettings;
	readonly process: Pick<HostProcess, "env" | "writeNote">;
	readonly clock: Clock;
	/** Others that hear of every event: metrics, the history, who watches. */
	readonly others?: readonly Log[];
}

/** The logs of a running server. */
export interface OpenLogs {
	/** Tells stderr, the files and the others. Never fails, never waits for a disk. */
	readonly log: Log;
	/** The files are opened anew: something outside has moved them. */
	reopen(): void;
	/** Writes what is still in memory; waits two seconds at most. Lines after that go to stderr alone. */
	close(): Promise<void>;
	/** The same at once, for a program that is told to end now. */
	closeNow(): void;
}

/**
 * Opens all that a running server's log consists of. The files are made with their first line.
 *
 * A transfer, which goes into two files, takes 4 µs of its caller, most of it for its JSON (`bun scripts/bench-logs.ts`).
 */
export function openLogs(parts: LogParts): OpenLogs {
	const { clock, folder, settings } = parts;
	const stderr = stderrLog(parts);
	const troubles = new Troubles(stderr);
	// The files are part of what they are to tell, so it is known only after they are made.
	let log = stderr;
	const onTrouble = (trouble: LogFileTrouble): void =>
		troubles.tell(trouble, log);
	const files: LogFile[] = [];
	const file = (name: string): LogFile => {
		const { keepBytes, retentionMs, rotateBytes } = settings;
		const made = new LogFile({
			folder: folder ?? "",
			name,
			rotateBytes,
			keepBytes,
			retentionMs,
			clock,
			onTrouble,
		});
		files.push(made);
		return made;
	};
	const keepsNone = folder === undefined || !settings.files;
	log = combineLogs([
		stderr,
		...(keepsNone ? [] : [filesLog(settings, clock, file)]),
		...(parts.others ?? []),
	]);
	return {
		log,
		reopen: () => {
			for (const each of files) each.reopen();
		},
		close: async () => {
			await Promise.all(files.map((each) => each.close()));
		},
		closeNow: () => {
			for (const each of files) each.closeNow();
		},
	};
}

function stderrLog({ process, settings, clock }: LogParts): Log {
	const { format, level } = settings;
	const sink = {
		level,
		write: (line: string) => process.writeNote(`${line}\n`),
		nowMs: clock.nowMs,
	};
	if (format === "json") return jsonLog(sink);
	const prefix = isJournalOnStderr(process.env) ? "priority" : "time";
	return peopleLog({ ...sink, prefix });
}

/** One event goes into up to four files; its JSON is made once. */
function filesLog(
	{ level, transfers }: LogSettings,
	clock: Clock,
	file: (name: string) => LogFile,
): Log {
	const all = file(LOG_FILE);
	const audit = file(AUDIT_FILE);
	const asJson =
		transfers === "json" || transfers === "both"
			? file(TRANSFERS_FILE)
			: undefined;
	const asXferlog =
		transfers === "xferlog" || transfers === "both"
			? file(XFERLOG_FILE)
			: undefined;
	// Transfers are among them, whatever the level.
	const hearsLoud = hearsFrom(level);
	const readersOf = (event: ServerEvent): (LogFile | undefined)[] => [
		isLoudEnough(levelOf(event), level) ? all : undefined,
		isAudited(event) ? audit : undefined,
		isFileTransfer(event) ? asJson : undefined,
	];
	return {
		event: (event) => {
			const nowMs = clock.nowMs();
			const readers = readersOf(event).filter((each) => each !== undefined);
			if (readers.length > 0) {
				const line = jsonLine(event, nowMs);
				for (const reader of readers) reader.write(line);
			}
			if (asXferlog !== undefined && isFileTransfer(event)) {
				const offset = new Date(nowMs).getTimezoneOffset();
				asXferlog.write(xferlogLine(event, nowMs, offset));
			}
		},
		hears: (kind) => hearsLoud(kind) || isAudited({ kind }),
	};
}

/**
 * A file that cannot be written cannot say so itself, so stderr does; once it works again all may know what is missing.
 * What stops several files for one reason, a full disk, is told once.
 */
class Troubles {
	readonly #stderr: Log;
	readonly #failing = new Map<string, string>();
	readonly #told = new Set<string>();

	constructor(stderr: Log) {
		this.#stderr = stderr;
	}

	tell(trouble: LogFileTrouble, everywhere: Log): void {
		const { path } = trouble;
		if (trouble.kind === "failing") {
			const isKnown = [...this.#failing.values()].includes(trouble.why);
			this.#failing.set(path, trouble.why);
			if (isKnown) return;
			this.#told.add(path);
			this.#stderr.event({
				kind: "problem",
				what: `log file ${path} cannot be written: ${trouble.why}; transfers go on, and it is tried again`,
				fix: "free space, or give this user the right to write there",
			});
			return;
		}
		this.#failing.delete(path);
		const wasTold = this.#told.delete(path);
		const { lostLines } = trouble;
		if (!wasTold && lostLines === 0) return;
		everywhere.event({ kind: "lost", file: path, lines: lostLines });
	}
}
