import type { FileFailureReason } from "../files/index.ts";
import { FileFailure } from "../files/index.ts";
import type { FinalReply } from "./reply.ts";
import { reply } from "./reply.ts";

/** The one place where a failure of files becomes a reply. Says nothing of the disk beneath. */
const REPLIES: Readonly<Record<FileFailureReason, FinalReply>> = {
	badName: reply(553, "That name is not allowed."),
	notFound: reply(550, "No such file or folder."),
	exists: reply(550, "Something of that name is there already."),
	notAFile: reply(550, "That is not a file."),
	notAFolder: reply(550, "That is not a folder."),
	notEmpty: reply(550, "The folder is not empty."),
	denied: reply(550, "Access denied."),
	readOnly: reply(550, "The file system is read-only."),
	noSpace: reply(452, "No space left on the disk."),
	quotaExceeded: reply(552, "The quota of this account is used up."),
	tooLarge: reply(552, "That is larger than files may be here."),
	tooLong: reply(553, "That name is too long."),
	busy: reply(450, "The file is in use; try again later."),
	crossDevice: reply(550, "Files cannot be renamed across file systems."),
	offsetBeyondEnd: reply(554, "The restart point lies beyond the end."),
	// RFC 959 §5.4 gives LIST 451; a 226 would tell a mirror that what is left out is gone.
	tooMuch: reply(
		451,
		"That is more than one listing may hold; list folder by folder.",
	),
	io: reply(451, "The disk reported an error; the log has it."),
};

/** The reply for a failed file command, or undefined when the failure is not one of files: a bug. */
export function failureReply(failure: unknown): FinalReply | undefined {
	return failure instanceof FileFailure ? REPLIES[failure.reason] : undefined;
}
