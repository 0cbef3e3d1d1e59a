/** What one room of `src/` may reach. Absent lists mean: nothing. */
export interface RoomRule {
	/** Rooms that may be imported, each through its door `index.ts` only. */
	readonly rooms: readonly string[];
	/** Rooms of which only these names may be imported by value; `import type` is free from every room when {@link types} is set. */
	readonly values?: Readonly<Record<string, readonly string[]>>;
	/** `any`: `import type` may name every room. Only for the room that implements other rooms' ports. */
	readonly types?: "any";
	/** Packages, each with the files (paths below the room) that may name it; `*` is every file of the room. */
	readonly packages?: Readonly<Record<string, readonly string[] | "*">>;
	/** The runtime (`node:`, `bun`, the globals `Bun`, `Deno`, `process`, `Buffer`) may be named. */
	readonly runtime?: true;
}

const LOWER = ["base", "log", "files", "accounts"] as const;
const BELOW_SERVER = [
	...LOWER,
	"certificates",
	"tls",
	"ftp",
	"config",
	"state",
	"admin",
	"platform",
] as const;

/** Who may import whom: the table of src/README.md, as data. A room that is not here may not exist. */
export const ROOMS: Readonly<Record<string, RoomRule>> = {
	base: { rooms: [] },
	log: { rooms: ["base"], packages: { consola: ["console-sink.ts"] } },
	files: { rooms: ["base"] },
	accounts: {
		rooms: ["base", "files"],
		packages: {
			"smol-toml": ["accounts-file.ts", "value-form.ts", "value-forms.ts"],
		},
	},
	certificates: {
		rooms: ["base"],
		packages: {
			"@peculiar/x509": ["making/x509.ts"],
			"@peculiar/webcrypto": ["keys/ciphers.ts"],
			"reflect-metadata": ["making/x509.ts"],
			pkijs: ["containers/container-structures.ts"],
			"node-forge": ["keys/rare-ciphers.ts"],
		},
	},
	tls: { rooms: ["base", "certificates"] },
	ftp: { rooms: LOWER },
	config: {
		rooms: ["base", "tls", "files", "accounts"],
		packages: { "smol-toml": "*", valibot: "*" },
	},
	state: { rooms: ["base", "accounts"] },
	admin: { rooms: [...LOWER, "certificates", "config", "state"] },
	platform: {
		rooms: ["base"],
		// Throwing these is part of the ports that platform implements.
		values: { files: ["FileFailure"], ftp: ["DataFailure"] },
		types: "any",
		runtime: true,
	},
	server: {
		rooms: BELOW_SERVER,
		packages: {
			valibot: ["control/requests.ts"],
			"smol-toml": ["message-files.ts"],
		},
	},
	doctor: {
		rooms: [
			"base",
			"certificates",
			"tls",
			"config",
			"accounts",
			"files",
			"state",
			"platform",
			"server",
		],
	},
	cli: {
		rooms: [...BELOW_SERVER, "server", "doctor"],
		packages: { citty: "*", consola: "*", uqr: ["share/qr-code.ts"] },
	},
};

/** What `src/main.ts` may import: it hands the process to the command line, and does nothing else. */
export const MAIN_MAY_IMPORT: readonly string[] = ["cli", "platform"];

/** Folders whose files are one verb each: they import neither each other nor the table that lists them. */
export const VERB_FOLDERS: readonly string[] = [
	"src/ftp/commands",
	"src/ftp/commands/site",
];
export const VERB_TABLE = "src/ftp/table.ts";

/** Names that only a room with `runtime` may use as a global. */
export const RUNTIME_GLOBALS: readonly string[] = [
	"Bun",
	"Deno",
	"process",
	"Buffer",
	"require",
	"__dirname",
	"__filename",
];
