import * as v from "valibot";
import { accessTable, type RawAccess } from "./tables/access.ts";
import { type ActiveSettings, activeTable } from "./tables/active.ts";
import { authTable, type RawAuth } from "./tables/auth.ts";
import { type ControlSettings, controlTable } from "./tables/control.ts";
import { creditsTable, type RawCredits } from "./tables/credits.ts";
import { filesTable, type RawFiles } from "./tables/files.ts";
import { limitsTable, type RawLimits } from "./tables/limits.ts";
import { listenTables, type RawListen } from "./tables/listen.ts";
import { logTable, type RawLog } from "./tables/log.ts";
import { messagesTable, type RawMessages } from "./tables/messages.ts";
import { type MetricsSettings, metricsTable } from "./tables/metrics.ts";
import { passiveTable, type RawPassive } from "./tables/passive.ts";
import { type RawTls, tlsTable } from "./tables/tls.ts";
import { setting, text } from "./words.ts";

/** The schema's values under their names in the file, defaults filled in; the compiler holds it against the schema. */
export interface RawSettings {
	name: string;
	root: string | undefined;
	run_as: string | undefined;
	listen: RawListen[] | undefined;
	tls: RawTls;
	passive: RawPassive;
	active: ActiveSettings;
	auth: RawAuth;
	limits: RawLimits;
	files: RawFiles;
	access: RawAccess;
	credits: RawCredits;
	messages: RawMessages;
	log: RawLog;
	control: ControlSettings;
	metrics: MetricsSettings;
}

/**
 * Every setting that there is, as it is written in `oceanftp.toml`: type, bounds, default, help text, flag.
 * Validation, flags, environment, help, the example file and the JSON Schema are views of this object.
 */
export const settingsSchema: v.GenericSchema<unknown, RawSettings> =
	v.strictObject({
		name: setting({
			is: text,
			preset: "Ocean FTP Server",
			about: "The server's name, said to clients on connecting.",
		}),
		root: setting({
			is: text,
			example: "/srv/ftp",
			flag: "root",
			valueHint: "DIR",
			about:
				"The folder that holds the users' home folders; files/ in the data folder when absent.",
		}),
		run_as: setting({
			is: text,
			example: "oceanftp",
			flag: "run-as",
			valueHint: "USER",
			about:
				"The user that a server started as root becomes for good, once its ports are bound.",
		}),
		listen: listenTables,
		tls: v.optional(tlsTable, {}),
		passive: v.optional(passiveTable, {}),
		active: v.optional(activeTable, {}),
		auth: v.optional(authTable, {}),
		limits: v.optional(limitsTable, {}),
		files: v.optional(filesTable, {}),
		access: v.optional(accessTable, {}),
		credits: v.optional(creditsTable, {}),
		messages: v.optional(messagesTable, {}),
		log: v.optional(logTable, {}),
		control: v.optional(controlTable, {}),
		metrics: v.optional(metricsTable, {}),
	});
