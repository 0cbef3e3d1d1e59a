import type { Rights } from "../files/index.ts";
import type { CertificateRule } from "./client-certificate.ts";

/** Somebody who may log in. */
export interface Account {
	readonly name: string;
	/** PHC string, `$scrypt$ln=15,r=8,p=1$salt$hash`. */
	readonly passwordHash: string;
	/** The folder that the account sees as `/`: relative to the server's root, or absolute. */
	readonly home: string;
	readonly enabled: boolean;
	readonly rights: Rights;
	/** The certificates by which a client may be recognised as this account. */
	readonly certificateRules: readonly CertificateRule[];
	/** Whether such a certificate stands in for the password, or is wanted beside it. */
	readonly certificateLogin: "enough" | "with-password";
}
