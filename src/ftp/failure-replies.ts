import type { FileFailureReason } from "../files/index.ts";
import { FileFailure } from "../files/index.ts";
import type { FinalCode, FinalReply } from "./reply.ts";
import { failed } from "./reply.ts";

/** The one place where a failure of files becomes a reply. Says nothing of the disk beneath. */
const REPLIES: Readonly<
	Record<FileFailureReason, readonly [code: FinalCode, sentence: string]>
> = {
	badName: [553, "That name is not allowed."],
	notFound: [550, "No such file or folder."],
	exists: [550, "Something of that name is there already."],
	notAFile: [550, "That is not a file."],
	notAFolder: [550, "That is not a folder."],
	notEmpty: [550, "The folder is not empty."],
	denied: [550, "Access denied."],
	readOnly: [550, "The file system is read-only."],
	noSpace: [452, "No space left on the disk."],
	quotaExceeded: [552, "The quota of this account is used up."],
	tooLarge: [552, "That is larger than files may be here."],
	tooLong: [553, "That name is too long."],
	busy: [450, "The file is in use; try again later."],
	crossDevice: [550, "Files cannot be renamed across file systems."],
	offsetBeyondEnd: [554, "The restart point lies beyond the end."],
	// RFC 959 §5.4 gives LIST 451; a 226 would tell a mirror that what is left out is gone.
	tooMuch: [
		451,
		"That is more than one listing may hold; list folder by folder.",
	],
	io: [451, "The disk reported an error; the log has it."],
};

/** The reply for a failed file command, or undefined when the failure is not one of files: a bug. */
export function failureReply(failure: unknown): FinalReply | undefined {
	if (!(failure instanceof FileFailure)) return undefined;
	return failed(failure.reason, ...REPLIES[failure.reason]);
}
