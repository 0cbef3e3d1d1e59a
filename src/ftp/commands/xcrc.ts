import type { Command } from "../command.ts";
import { digestCommand } from "../hashing/index.ts";

/** XCRC: a file's CRC-32, as in zip files: finds damage, but no forgery. */
export const XCRC: Command = digestCommand({
	verb: "XCRC",
	algorithm: "CRC32",
});
