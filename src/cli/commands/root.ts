import type { CommandDef } from "citty";
import { command } from "../command.ts";

/** The whole program. Without a command it serves. */
export const root: CommandDef = command({
	name: "oceanftp",
	about:
		"An FTP server with explicit and implicit TLS that makes its own certificate.",
	details: [
		"Without a command it serves, and needs nothing made before: a data folder, a certificate and a first user are made at the first start.",
		"oceanftp help TOPIC tells more; topics are connect, certificates, errors, every error code, and every setting.",
		"oceanftp help connect tells how clients reach it; oceanftp help topics lists what else there is to read.",
	],
	default: "serve",
	subCommands: {
		serve: async () => (await import("./serve.ts")).serve,
		user: async () => (await import("./user.ts")).user,
		share: async () => (await import("./share.ts")).share,
		group: async () => (await import("./group.ts")).group,
		cert: async () => (await import("./cert.ts")).cert,
		config: async () => (await import("./config.ts")).config,
		init: async () => (await import("./init.ts")).init,
		service: async () => (await import("./service.ts")).service,
		logs: async () => (await import("./logs.ts")).logs,
		doctor: async () => (await import("./doctor.ts")).doctor,
		paths: async () => (await import("./paths.ts")).paths,
		version: async () => (await import("./version.ts")).version,
		completions: async () => (await import("./completions.ts")).completions,
		__complete: async () => (await import("./completions.ts")).answer,
		man: async () => (await import("./man.ts")).man,
		help: async () => (await import("./help.ts")).help,
	},
});
