import { FileFailure } from "../files/index.ts";
import type { Session } from "./session.ts";

/**
 * Tells the log what a client was kept from. No transfer and no change comes about that the log would tell of, and the
 * reply is seen by the client alone.
 *
 * @param deed as a noun @example tellRefusal(session, "upload of /a.txt", "no right to write /a.txt")
 */
export function tellRefusal(
	{ label, world }: Session,
	deed: string,
	why: string,
): void {
	world.log({ kind: "warning", ...label, what: `${deed} refused: ${why}` });
}

/** Does something that takes a right; that the right is missing is told to the log. What is merely not there is not. */
export async function tellingDenied<T>(
	session: Session,
	deed: string,
	work: () => Promise<T>,
): Promise<T> {
	try {
		return await work();
	} catch (failure) {
		if (failure instanceof FileFailure && isDenied(failure)) {
			tellRefusal(session, deed, failure.message);
		}
		throw failure;
	}
}

function isDenied({ reason }: FileFailure): boolean {
	return reason === "denied" || reason === "readOnly";
}
