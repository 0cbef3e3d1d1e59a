/** Everything that can keep a file command from being done. FTP maps each reason to its replies in one table. */
export type FileFailureReason =
	| "badName"
	| "notFound"
	| "exists"
	| "notAFile"
	| "notAFolder"
	| "notEmpty"
	| "denied"
	| "readOnly"
	| "noSpace"
	| "quotaExceeded"
	/** Larger than the account's files may be. */
	| "tooLarge"
	| "tooLong"
	| "busy"
	| "crossDevice"
	| "offsetBeyondEnd"
	/** More than a listing, or the like, may hold. */
	| "tooMuch"
	| "io";

/** A file command that could not be done. The message is for the log; clients get a sentence made from the reason. */
export class FileFailure extends Error {
	override readonly name = "FileFailure";
	readonly reason: FileFailureReason;

	constructor(reason: FileFailureReason, message: string, cause?: unknown) {
		super(message, { cause });
		this.reason = reason;
	}
}
