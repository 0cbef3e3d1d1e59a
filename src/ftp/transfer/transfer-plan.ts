import type { Upload } from "../../files/index.ts";
import type { IncomingChannel, OutgoingChannel } from "../ports.ts";
import type { FinalReply } from "../reply.ts";
import { failed } from "../reply.ts";
import type { Session } from "../session.ts";
import type { Progress } from "./progress.ts";

/** What a transfer does once its channel stands. */
export type TransferWork =
	| {
			readonly direction: "download" | "listing";
			run(
				channel: OutgoingChannel,
				progress: Progress,
				signal: AbortSignal,
			): Promise<void>;
			/** Called once, however the transfer ends, also when no channel came about. */
			close(): Promise<void>;
	  }
	| {
			readonly direction: "upload";
			/** Opens the target: only now is the file system touched. */
			begin(): Promise<Upload>;
			run(
				channel: IncomingChannel,
				upload: Upload,
				progress: Progress,
			): Promise<void>;
	  };

/** One transfer. */
export interface TransferPlan {
	/** The path, for the log and STAT. */
	readonly path: string;
	/** The 150. */
	readonly opening: string;
	/** The 226. */
	readonly closing: string;
	readonly work: TransferWork;
}

/**
 * Why no transfer may begin now: what the account may move, then protection, then the data connection, before any file is
 * changed and before any 1xx reply.
 *
 * @see RFC 4217 §10.2 for 521
 */
export function transferRefusal(
	session: Session,
	direction: TransferWork["direction"],
): FinalReply | undefined {
	const over =
		direction === "listing" ? undefined : session.traffic.refusal(direction);
	if (over !== undefined) return failed(over.kind, 552, over.sentence);
	const clear = session.protection.data === "clear";
	if (clear && session.policy.dataTls === "required") {
		return failed(
			"dataClear",
			521,
			session.protection.control === "tls"
				? "Data must be protected: send PBSZ 0 and PROT P first."
				: "Data must be protected: send AUTH TLS, PBSZ 0 and PROT P first.",
		);
	}
	if (session.plan.kind === "none") {
		return failed("dataUnplanned", 425, "Send PASV, EPSV, PORT or EPRT first.");
	}
	return undefined;
}
