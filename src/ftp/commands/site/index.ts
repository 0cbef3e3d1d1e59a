import type { Command } from "../../command.ts";
import { CHMOD } from "./chmod.ts";
import { SITE_HELP } from "./help.ts";
import { PSWD } from "./pswd.ts";
import { UTIME } from "./utime.ts";
import { WHO } from "./who.ts";

/** The commands of SITE, in the order that SITE HELP shows. */
export const SITE_COMMANDS: readonly Command[] = [
	SITE_HELP,
	CHMOD,
	UTIME,
	PSWD,
	WHO,
];
