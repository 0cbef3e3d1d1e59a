import { OperatorError, SECOND_MS } from "../../base/index.ts";
import { jsonLine, peopleLine, readEvent } from "../../log/index.ts";
import { rotatedNames, systemClock } from "../../platform/index.ts";
import {
	AUDIT_FILE,
	LOG_FILE,
	LOGS_FOLDER,
	TRANSFERS_FILE,
} from "../../server/index.ts";
import type { Input, Invocation } from "../command.ts";
import { chosenData } from "../open-data.ts";
import { isWanted, type LogFilter, type LogKind } from "./log-filter.ts";
import { parseLogTime } from "./log-time.ts";
import { LogWalk } from "./log-walk.ts";

const FILES: Readonly<Record<LogKind, string>> = {
	log: LOG_FILE,
	transfer: TRANSFERS_FILE,
	audit: AUDIT_FILE,
};

/** How often what is followed is looked at. */
const LOOK_MS: number = SECOND_MS / 4;
/** What `--follow` begins with when no time is given. */
const LAST_LINES = 10;

/** `logs`: what the files say, filtered. They are read by themselves, so the server need not run. */
export async function showLogs(invocation: Invocation): Promise<void> {
	const { files, input, output } = invocation;
	const filter = filterFrom(input);
	const isFollowing = input.has("follow");
	if (isFollowing && input.value("until") !== undefined) {
		throw new OperatorError(
			"usage.invalid",
			"--follow has no end, so it does not go with --until.",
		);
	}
	const { path } = await chosenData(invocation);
	const folder = files.resolve(path, LOGS_FOLDER);
	const name = await sourceName(invocation, folder, filter.kind);
	if (name === undefined && !isFollowing) {
		output.note(`There are no log files in ${folder} yet.`);
		return;
	}
	const { sinceMs, untilMs } = filter;
	await using walk = new LogWalk({
		...{ folder, files, sinceMs, untilMs },
		name: name ?? FILES[filter.kind],
	});
	const show = shownBy(invocation, filter);
	if (isFollowing) await follow(invocation, walk, show);
	else
		for await (const lines of walk.past()) await print(invocation, show(lines));
}

function filterFrom(input: Input): LogFilter {
	const nowMs = systemClock.nowMs();
	const time = (end: "since" | "until", otherwise: number): number => {
		const text = input.value(end);
		return text === undefined ? otherwise : parseLogTime(text, end, nowMs);
	};
	return {
		kind: kindFrom(input.value("kind")),
		user: input.value("user")?.toLowerCase(),
		session: input.value("session"),
		match: input.value("match"),
		sinceMs: time("since", Number.NEGATIVE_INFINITY),
		untilMs: time("until", Number.POSITIVE_INFINITY),
	};
}

function kindFrom(text: string | undefined): LogKind {
	return text === "transfer" || text === "audit" ? text : "log";
}

/** A server that keeps no file of that kind has most of it in its general one. */
async function sourceName(
	{ files }: Invocation,
	folder: string,
	kind: LogKind,
): Promise<string | undefined> {
	if ((await files.facts(folder)) === undefined) return undefined;
	const names = await files.names(folder);
	return [FILES[kind], LOG_FILE].find(
		(name) => names.includes(name) || rotatedNames(name, names).length > 0,
	);
}

type Show = (lines: readonly string[]) => string[];

/** The wanted ones among the lines of a file, as they are shown. Lines that are none of ours are passed over. */
function shownBy({ output }: Invocation, filter: LogFilter): Show {
	return (lines) =>
		lines.flatMap((line) => {
			const read = readEvent(line);
			if (read === undefined || !isWanted(read, filter)) return [];
			const { event, timeMs } = read;
			return output.isJson
				? `{"schema":"oceanftp.log/1",${jsonLine(event, timeMs).slice(1)}`
				: peopleLine(event, timeMs);
		});
}

async function print(
	{ process }: Invocation,
	lines: readonly string[],
): Promise<void> {
	if (lines.length > 0) await process.writeResult(`${lines.join("\n")}\n`);
}

/** Until a first signal, which is the way to end it. */
async function follow(
	invocation: Invocation,
	walk: LogWalk,
	show: Show,
): Promise<void> {
	let isOver = false;
	let wake = (): void => undefined;
	const forget = invocation.process.onStopSignal(() => {
		isOver = true;
		wake();
	});
	try {
		await showPast(invocation, walk, show);
		while (!isOver) {
			for await (const lines of walk.more()) {
				await print(invocation, show(lines));
			}
			if (isOver) return;
			await new Promise<void>((resolve) => {
				const cancel = systemClock.after(LOOK_MS, resolve);
				wake = () => {
					cancel();
					resolve();
				};
			});
		}
	} finally {
		forget();
	}
}

async function showPast(
	invocation: Invocation,
	walk: LogWalk,
	show: Show,
): Promise<void> {
	const isFromTime = invocation.input.value("since") !== undefined;
	let last: string[] = [];
	for await (const lines of walk.past()) {
		if (isFromTime) await print(invocation, show(lines));
		else last = [...last, ...show(lines)].slice(-LAST_LINES);
	}
	await print(invocation, last);
}
