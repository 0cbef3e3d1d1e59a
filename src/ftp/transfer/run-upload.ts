import type { UploadMode, VirtualPath } from "../../files/index.ts";
import { FileFailure } from "../../files/index.ts";
import type { Announce } from "../command.ts";
import type { Outcome } from "../reply.ts";
import { answer, linesOf } from "../reply.ts";
import type { Session } from "../session.ts";
import { tellRefusal } from "../tell-refusal.ts";
import { toLocalText } from "./ascii.ts";
import { pumpIn } from "./pump-in.ts";
import { runTransfer } from "./run-transfer.ts";
import type { TransferPlan } from "./transfer-plan.ts";
import { transferRefusal } from "./transfer-plan.ts";

/** What is uploaded where. */
export interface UploadRequest {
	readonly target: VirtualPath;
	/** What becomes of the bytes that are there; behind REST both kinds keep those before that byte (RFC 3659 §5.4). */
	readonly kind: "replace" | "append" | "new";
	/** The 150 and the 226, when they tell more than usual. */
	readonly opening?: string;
	readonly closing?: string;
}

/**
 * Receives a file. The target is opened when the data connection stands and is protected as it should be; it changes
 * when the last byte and the clean end have come.
 */
export async function runUpload(
	session: Session,
	{ target, kind, opening, closing }: UploadRequest,
	announce: Announce,
): Promise<Outcome> {
	const { files } = session;
	if (session.pending.range !== undefined) {
		return answer(503, "RANG is for RETR and HASH; send REST here.");
	}
	const offsetBytes = session.pending.restartAt ?? 0;
	const mode: UploadMode =
		offsetBytes === 0 ? { kind } : { kind: "resume", offsetBytes };
	try {
		await files.checkUpload(target, mode);
	} catch (failure) {
		if (failure instanceof FileFailure) {
			tellRefusal(session, `upload of ${target}`, failure.message);
		}
		throw failure;
	}
	const refused = transferRefusal(session, "upload");
	if (refused !== undefined) {
		tellRefusal(session, `upload of ${target}`, linesOf(refused).join(" "));
		return { reply: refused };
	}
	const converter = session.convertsText ? toLocalText() : undefined;
	const plan: TransferPlan = {
		path: target,
		opening: opening ?? "Send the file.",
		closing: closing ?? "Transfer complete.",
		work: {
			direction: "upload",
			begin: () => files.beginUpload(target, mode),
			run: (channel, upload, progress) =>
				pumpIn(channel, { upload, converter, progress }),
		},
	};
	return await runTransfer(session, plan, announce);
}
