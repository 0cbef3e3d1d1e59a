import type { ServerEvent } from "./server-event.ts";

/** What an auditor asks about: who came in, who was kept out, and who changed what decides about it. */
const AUDITED: ReadonlySet<ServerEvent["kind"]> = new Set<ServerEvent["kind"]>([
	"listening",
	"certificate",
	"renewed",
	"reloaded",
	"refused",
	"banned",
	"unbanned",
	"accountChanged",
	"login",
	"loginFailed",
	"stoppedTransfer",
	"kicked",
	"lost",
	"stopping",
	"stopped",
]);

/** A file that went, or did not. */
export type FileTransfer = Extract<ServerEvent, { kind: "transfer" }> & {
	readonly direction: "upload" | "download";
};

/** Whether an event belongs in the audit file, whatever the level of the log. */
export function isAudited({ kind }: Pick<ServerEvent, "kind">): boolean {
	return AUDITED.has(kind);
}

/** Whether an event belongs in the transfer log. Listings do not: no file goes. */
export function isFileTransfer(event: ServerEvent): event is FileTransfer {
	return event.kind === "transfer" && event.direction !== "listing";
}
