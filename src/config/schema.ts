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

function table<T>(
	schema: v.GenericSchema<unknown, T>,
	about: string,
): v.OptionalSchema<v.GenericSchema<unknown, T>, Readonly<object>> {
	return v.optional(v.pipe(schema, v.description(about)), {});
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
		tls: table(
			tlsTable,
			"TLS for all listeners; a [[listen]] may say some of it otherwise.",
		),
		passive: table(
			passiveTable,
			"Connections for files that clients open, as nearly all do.",
		),
		active: table(activeTable, "Connections for files that the server opens."),
		auth: table(
			authTable,
			"Passwords, and what becomes of those who guess them.",
		),
		limits: table(
			limitsTable,
			"What the server allows all together; accounts and groups may have tighter limits.",
		),
		files: table(
			filesTable,
			"How files are kept, and which names they may have.",
		),
		access: table(
			accessTable,
			"Which addresses may connect; safe beats blocked.",
		),
		credits: table(creditsTable, "What uploads earn and downloads cost."),
		messages: table(
			messagesTable,
			"The texts that clients are told; they stand in messages/ in the data folder.",
		),
		log: table(logTable, "What is written down, where, and for how long."),
		control: table(controlTable, "How commands speak to the running server."),
		metrics: table(metricsTable, "Figures for Prometheus."),
	});
