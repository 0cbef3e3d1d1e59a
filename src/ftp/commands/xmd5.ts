import type { Command } from "../command.ts";
import { digestCommand } from "../hashing/index.ts";

/** XMD5: a file's MD5: finds damage, but no forgery. */
export const XMD5: Command = digestCommand({
	verb: "XMD5",
	algorithm: "MD5",
});
