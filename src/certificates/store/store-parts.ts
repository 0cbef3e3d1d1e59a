import type { Folder } from "../../base/index.ts";
import type { KeyMaterial } from "../keys/key-material.ts";

/** What a store works with. */
export interface StoreParts {
	/** The data folder; certificates are in its `certs/`. */
	readonly folder: Folder;
	readonly keys: KeyMaterial;
	readonly nowMs: () => number;
	/** Where the choice of the default is kept; without it no certificate is the default. */
	readonly defaultChoice?: DefaultChoice;
	/**
	 * Who else needs a certificate, in words that lead there; undefined for nobody.
	 * @example usedBy("nas") === "oceanftp.toml:12 [tls] certificate"
	 */
	readonly usedBy?: (name: string) => string | undefined;
}

/** The name of the certificate that is served where nothing else is said. */
export interface DefaultChoice {
	read(): Promise<string | undefined>;
	write(name: string): Promise<void>;
}
