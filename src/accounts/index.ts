export type { Account } from "./account.ts";
export type { PasswordHasher } from "./password-port.ts";
