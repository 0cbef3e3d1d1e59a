import { printable } from "../../base/index.ts";
import type { DataFailure } from "../ports.ts";
import type { FinalReply } from "../reply.ts";
import { failed } from "../reply.ts";
import type { TransferEnd } from "../session.ts";

/** What the client and the log are told of a transfer that was broken off from our side. */
const END_TEXTS: Readonly<Record<TransferEnd["kind"], string>> = {
	abor: "Transfer aborted.",
	controlLost: "The control connection was lost.",
	stalled: "No data moved for too long.",
	stopping: "The server is stopping.",
	administrator: "The administrator stopped the transfer",
};

/** The sentence for a transfer that was broken off. What an administrator wrote is made fit for one line. */
export function endText(end: TransferEnd): string {
	const text = END_TEXTS[end.kind];
	if (end.kind !== "administrator") return text;
	return end.reason === "" ? `${text}.` : `${text}: ${printable(end.reason)}`;
}

/** The reply for a transfer that was broken off. */
export function endReply(end: TransferEnd): FinalReply {
	return failed(end.kind, 426, endText(end));
}

/** The reply for a data connection that failed. */
export const DATA_REPLIES: Readonly<Record<DataFailure["reason"], FinalReply>> =
	{
		noConnection: failed(
			"noConnection",
			425,
			"The data connection could not be opened.",
		),
		handshake: failed(
			"handshake",
			522,
			"TLS on the data connection could not be agreed on.",
		),
		notResumed: failed(
			"notResumed",
			522,
			"Resume the TLS session of the control connection: this server has session_resumption = require.",
		),
		truncated: failed(
			"truncated",
			426,
			"The data ended without TLS close_notify: the transfer is not complete.",
		),
		reset: failed("reset", 426, "The data connection was lost."),
		aborted: failed("aborted", 426, "The data connection was closed."),
	};
