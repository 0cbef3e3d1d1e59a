export type {
	Account,
	AccountLimits,
	AccountPolicy,
	CreditRates,
	FolderRights,
	GroupRate,
	Mount,
} from "./account.ts";
export { plainAccount } from "./account.ts";
export { accountKey, accountNameFault } from "./account-name.ts";
export type { AccountStore, NewAccount } from "./account-store.ts";
export { ACCOUNTS_FILE, openAccounts } from "./account-store.ts";
export type { CertificateRule, ClientIdentity } from "./client-certificate.ts";
export {
	CERTIFICATE_RULE_KINDS,
	formatCertificateRule,
	parseCertificateRule,
	recognises,
} from "./client-certificate.ts";
export { generatePassword } from "./password-generator.ts";
export type { PasswordHasher } from "./password-port.ts";
export type { Authenticator, AuthenticatorOptions } from "./verify.ts";
export { createAuthenticator } from "./verify.ts";
