import manifest from "../../package.json" with { type: "json" };

/** Put in place of these names by `scripts/build.ts`; in source form they do not exist. */
declare const OCEANFTP_VERSION: string | undefined;
declare const OCEANFTP_COMMIT: string | undefined;
declare const OCEANFTP_COMMITTED: string | undefined;
declare const OCEANFTP_TARGET: string | undefined;

/** Which program this is. */
export interface BuildInfo {
	/** As in package.json. */
	readonly version: string;
	/** The git commit that the executable was made from; undefined when it runs from source. */
	readonly commit: string | undefined;
	/** When that commit was made, milliseconds since 1970 UTC: no true clock says less. */
	readonly committedMs: number | undefined;
	/** What the executable was made for, such as `linux-arm64-musl`; undefined when it runs from source. */
	readonly target: string | undefined;
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
				committedMs:
					typeof OCEANFTP_COMMITTED === "string" && OCEANFTP_COMMITTED !== ""
						? Number(OCEANFTP_COMMITTED) * 1000
						: undefined,
				target:
					typeof OCEANFTP_TARGET === "string" ? OCEANFTP_TARGET : undefined,
				compiled: true,
			}
		: {
				version: manifest.version,
				commit: undefined,
				committedMs: undefined,
				target: undefined,
				compiled: false,
			};
