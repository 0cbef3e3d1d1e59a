import type { Rights } from "../files/index.ts";

/** Somebody who may log in. */
export interface Account {
	readonly name: string;
	/** PHC string, `$scrypt$ln=15,r=8,p=1$salt$hash`. */
	readonly passwordHash: string;
	/** The folder that the account sees as `/`: relative to the server's root, or absolute. */
	readonly home: string;
	readonly enabled: boolean;
	readonly rights: Rights;
}
