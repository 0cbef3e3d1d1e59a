import manifest from "../../package.json" with { type: "json" };

/** Put in place of these names by `scripts/build.ts`; in source form they do not exist. */
declare const OCEANFTP_VERSION: string | undefined;
declare const OCEANFTP_COMMIT: string | undefined;

/** Which program this is. */
export interface BuildInfo {
	/** As in package.json. */
	readonly version: string;
	/** The git commit that the executable was made from; undefined when it runs from source. */
	readonly commit: string | undefined;
	/** Whether this is the executable, and not the source under a runtime. */
	readonly compiled: boolean;
}

/** The same in source form under Bun and Deno, and in the executable. */
export const BUILD_INFO: BuildInfo =
	typeof OCEANFTP_VERSION === "string"
		? {
				version: OCEANFTP_VERSION,
				commit:
					typeof OCEANFTP_COMMIT === "string" && OCEANFTP_COMMIT !== ""
						? OCEANFTP_COMMIT
						: undefined,
				compiled: true,
			}
		: { version: manifest.version, commit: undefined, compiled: false };
