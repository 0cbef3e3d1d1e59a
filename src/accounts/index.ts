export type { Account } from "./account.ts";
export { accountKey, accountNameFault } from "./account-name.ts";
export type { AccountStore, NewAccount } from "./account-store.ts";
export { ACCOUNTS_FILE, openAccounts } from "./account-store.ts";
export { generatePassword } from "./password-generator.ts";
export type { PasswordHasher } from "./password-port.ts";
export type { Authenticator, AuthenticatorOptions } from "./verify.ts";
export { createAuthenticator } from "./verify.ts";
