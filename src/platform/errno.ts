import { constants } from "node:os";
import process from "node:process";
import { FileFailure, type FileFailureReason } from "../files/index.ts";

/** What the operating system's error names mean for a file command. Names that are not here are `io`. */
const REASONS: ReadonlyMap<string, FileFailureReason> = new Map(
	Object.entries<FileFailureReason>({
		ENOENT: "notFound",
		ENOTDIR: "notAFolder",
		EISDIR: "notAFile",
		// A socket, or a pipe that nobody reads, was opened.
		ENXIO: "notAFile",
		ENODEV: "notAFile",
		EEXIST: "exists",
		ENOTEMPTY: "notEmpty",
		EACCES: "denied",
		EPERM: "denied",
		// Links in a circle, or a link where none may be followed.
		ELOOP: "denied",
		EROFS: "readOnly",
		ENOSPC: "noSpace",
		// Larger than this file system (or process) lets a file be.
		EFBIG: "noSpace",
		// As many folders in one folder as the file system can hold.
		EMLINK: "noSpace",
		EDQUOT: "quotaExceeded",
		ENAMETOOLONG: "tooLong",
		EXDEV: "crossDevice",
		EBUSY: "busy",
		ETXTBSY: "busy",
		EAGAIN: "busy",
		// Out of descriptors: it passes.
		EMFILE: "busy",
		ENFILE: "busy",
		// A folder renamed into itself, or characters that the file system refuses.
		EINVAL: "badName",
		EILSEQ: "badName",
	}),
);

/** The error name that the system gave, such as `ENOENT`; undefined when the error is none of the system's. */
export function systemCode(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	if ("code" in error && typeof error.code === "string") return error.code;
	return codeOfNumber(/\(os error (\d+)\)$/.exec(error.message)?.[1]);
}

/** Deno does not know the names of all (quirks: deno-nameless-error). The numbers of Windows are others. */
function codeOfNumber(text: string | undefined): string | undefined {
	if (text === undefined || process.platform === "win32") return undefined;
	const known = Object.entries(constants.errno);
	return known.find(([, number]) => number === Number(text))?.[0];
}

/** The reason for an error name. @example reasonFor("ENOSPC") === "noSpace" */
export function reasonFor(code: string | undefined): FileFailureReason {
	return REASONS.get(code ?? "") ?? "io";
}

/** Does the work; whatever goes wrong comes out as a {@link FileFailure} whose message says what was being done. */
export async function failing<T>(
	doing: string,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw asFileFailure(error, doing);
	}
}

/** A {@link FileFailure} as it is; anything else becomes one. */
export function asFileFailure(error: unknown, doing: string): FileFailure {
	if (error instanceof FileFailure) return error;
	const code = systemCode(error);
	const why = code ?? (error instanceof Error ? error.message : String(error));
	return new FileFailure(reasonFor(code), `${doing}: ${why}`, error);
}
