import { matchesPattern } from "../../base/index.ts";
import {
	describeEvent,
	isAudited,
	isFileTransfer,
	type ReadEvent,
	type ServerEvent,
} from "../../log/index.ts";

/** Which files are read. */
export type LogKind = "log" | "transfer" | "audit";

/** What somebody wants to see. */
export interface LogFilter {
	readonly kind: LogKind;
	/** A pattern, in small letters. */
	readonly user: string | undefined;
	readonly session: string | undefined;
	readonly match: string | undefined;
	readonly sinceMs: number;
	readonly untilMs: number;
}

/** Whether a line is wanted. */
export function isWanted(
	{ event, timeMs }: ReadEvent,
	filter: LogFilter,
): boolean {
	if (timeMs < filter.sinceMs || timeMs > filter.untilMs) return false;
	return (
		isOfKind(event, filter.kind) &&
		isOfUser(event, filter.user) &&
		isOfSession(event, filter.session) &&
		fits(event, filter.match)
	);
}

function isOfKind(event: ServerEvent, kind: LogKind): boolean {
	if (kind === "transfer") return isFileTransfer(event);
	return kind === "audit" ? isAudited(event) : true;
}

/** What was done to an account is of interest to whoever asks for its user. */
function isOfUser(event: ServerEvent, pattern: string | undefined): boolean {
	if (pattern === undefined) return true;
	const name =
		event.kind === "accountChanged"
			? event.account
			: "session" in event
				? event.user
				: undefined;
	return name !== undefined && matchesPattern(pattern, name.toLowerCase());
}

function isOfSession(event: ServerEvent, id: string | undefined): boolean {
	return id === undefined || ("session" in event && event.session === id);
}

function fits(event: ServerEvent, pattern: string | undefined): boolean {
	if (pattern === undefined) return true;
	const texts = Object.values(event).filter(
		(value: unknown) => typeof value === "string",
	);
	return [describeEvent(event).text, ...texts].some((text) =>
		matchesPattern(pattern, text),
	);
}
