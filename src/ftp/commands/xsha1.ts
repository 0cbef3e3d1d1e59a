import type { Command } from "../command.ts";
import { digestCommand } from "../hashing/index.ts";

/** XSHA1: a file's SHA-1; some clients call it XSHA. */
export const XSHA1: Command = digestCommand({
	verb: "XSHA1",
	aliases: ["XSHA"],
	algorithm: "SHA-1",
});
