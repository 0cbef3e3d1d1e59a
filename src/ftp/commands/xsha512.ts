import type { Command } from "../command.ts";
import { digestCommand } from "../hashing/index.ts";

/** XSHA512: a file's SHA-512. */
export const XSHA512: Command = digestCommand({
	verb: "XSHA512",
	algorithm: "SHA-512",
});
