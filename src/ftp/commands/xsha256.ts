import type { Command } from "../command.ts";
import { digestCommand } from "../hashing/index.ts";

/** XSHA256: a file's SHA-256. */
export const XSHA256: Command = digestCommand({
	verb: "XSHA256",
	algorithm: "SHA-256",
});
