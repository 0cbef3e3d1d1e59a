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
export type { EntryName, Values } from "./account-checks.ts";
export {
	existsAlready,
	membersOf,
	notFoundAmong,
} from "./account-checks.ts";
export type {
	AccountKey,
	Declared,
	DeclaredName,
	EntryKind,
} from "./account-keys.ts";
export { ACCOUNT_KEYS, keysOf } from "./account-keys.ts";
export { accountKey, accountNameFault } from "./account-name.ts";
export type {
	AccountStore,
	AccountStoreOptions,
	NewAccount,
} from "./account-store.ts";
export { ACCOUNTS_FILE, openAccounts } from "./account-store.ts";
export type { Entry } from "./accounts-document.ts";
export type { AddressRules, AddressVerdict } from "./address-rules.ts";
export { addressVerdict, addressVerdictOfAll } from "./address-rules.ts";
export { ANONYMOUS, ANY_PASSWORD, takesAnyPassword } from "./any-password.ts";
export type { BanSubject } from "./ban-subject.ts";
export {
	formatBanSubject,
	keptBanSubject,
	parseBanSubject,
	subjectOfAddress,
} from "./ban-subject.ts";
export type {
	Ban,
	BanOptions,
	BanRecords,
	BanSettings,
	Bans,
	BanWish,
} from "./bans.ts";
export { createBans } from "./bans.ts";
export type {
	OwnPasswordOutcome,
	OwnPasswords,
	PasswordChangeOptions,
} from "./change-password.ts";
export { createPasswordChange } from "./change-password.ts";
export type { CertificateRule, ClientIdentity } from "./client-certificate.ts";
export {
	CERTIFICATE_RULE_KINDS,
	formatCertificateRule,
	parseCertificateRule,
	recognises,
} from "./client-certificate.ts";
export type { CreditCharge } from "./credits.ts";
export {
	balanceText,
	chargeFor,
	chargeSentence,
	parseRatio,
	roundCredits,
} from "./credits.ts";
export type { Explained } from "./explain.ts";
export { explain } from "./explain.ts";
export type { PlacedRights } from "./folder-rights.ts";
export { isAtOrBelow, rightsAt } from "./folder-rights.ts";
export { generatePassword } from "./password-generator.ts";
export type { PasswordHasher } from "./password-port.ts";
export { type PasswordRules, passwordFault } from "./password-rules.ts";
export { formatRights, parseRights, RIGHTS_FORM } from "./rights-words.ts";
export { sameEffect } from "./same-effect.ts";
export type { Plain, ValueForm } from "./value-form.ts";
export type { DeclaredMount } from "./value-forms.ts";
export type { Authenticator, AuthenticatorOptions } from "./verify.ts";
export { createAuthenticator } from "./verify.ts";
