import {
	type Ban,
	formatBanSubject,
	parseBanSubject,
} from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import type { BanView } from "./control-api.ts";

/** Whom somebody means who bans or lifts a ban. @throws {OperatorError} usage.invalid */
export function banSubjectOf(text: string): Ban["subject"] {
	const subject = parseBanSubject(text);
	if (subject !== undefined) return subject;
	throw new OperatorError("usage.invalid", `${text} cannot be banned.`, {
		why: "it is neither an address, nor a network in CIDR form, nor a user's name",
		fix: "oceanftp bans add 192.0.2.7",
	});
}

/** A ban as programs see it. */
export function viewOfBan({ reason, sinceMs, subject, untilMs }: Ban): BanView {
	return {
		kind: subject.kind,
		address: formatBanSubject(subject),
		since: new Date(sinceMs).toISOString(),
		until: untilMs === undefined ? null : new Date(untilMs).toISOString(),
		reason,
	};
}
