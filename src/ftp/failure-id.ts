import type { FileFailureReason } from "../files/index.ts";
import type { DataFailureReason } from "./ports.ts";
import type { TransferEnd } from "./session.ts";
import type { TrafficRefusal } from "./traffic.ts";

/** A kind of failure by its stable name, under which an administrator may give it other words (`failures.toml`). */
export type FailureId =
	| FileFailureReason
	| DataFailureReason
	| TransferEnd["kind"]
	| TrafficRefusal["kind"]
	| "dataUnplanned"
	| "dataClear"
	| "loginFirst"
	| "loginClear"
	| "idle"
	| "tooSlow"
	| "kicked"
	| "tooManyConnections"
	| "tooManySessions"
	| "notUnderstood"
	| "server";

/** Every kind of failure, and when it happens. */
export const FAILURES: Readonly<Record<FailureId, string>> = {
	badName: "a name that cannot be, or may not be, on this server",
	notFound: "nothing of that name is there",
	exists: "something of that name is there already",
	notAFile: "a folder where a file is needed",
	notAFolder: "a file where a folder is needed",
	notEmpty: "a folder to be removed has something in it",
	denied: "the account has no right to it",
	readOnly: "the file system is read-only",
	noSpace: "the disk is full",
	quotaExceeded: "the account's quota, or what it may move, is used up",
	tooLarge: "a file larger than files may be",
	tooLong: "a name that is too long",
	busy: "the file is in use",
	crossDevice: "a rename from one file system to another",
	offsetBeyondEnd: "REST behind the end of the file",
	tooMuch: "a listing of more than one may hold",
	io: "the disk failed",
	noConnection: "the data connection could not be opened",
	handshake: "TLS on the data connection could not be agreed on",
	notResumed:
		"a data connection without the TLS session of the control connection, where that is required",
	truncated: "an upload ended without TLS close_notify",
	reset: "the data connection was lost",
	aborted: "the client closed the data connection",
	abor: "ABOR ended the transfer",
	controlLost: "the control connection was lost",
	stalled: "nothing moved for too long",
	stopping: "the server stops; {{reply}} tells what ends by it",
	administrator: "an administrator stopped the transfer; {{reply}} tells why",
	dailyCap: "the bytes of the day are used up",
	credits: "there are too few credits",
	dataUnplanned: "a transfer before PASV, EPSV, PORT or EPRT",
	dataClear: "a transfer in clear where it must be protected",
	loginFirst: "a command that needs a login",
	loginClear: "a login without TLS where it is required",
	idle: "no command for too long",
	tooSlow: "no login within the time for it",
	kicked:
		"an administrator, a ban or a change of the account ended the session; {{reply}} tells why",
	tooManyConnections:
		"more connections than the server takes, or takes from one address; {{reply}} tells which",
	tooManySessions:
		"more sessions than the account may have, or the server; {{reply}} tells which",
	notUnderstood: "no such command",
	server: "the server failed; its log says why",
};
