import {
	type AccountStore,
	generatePassword,
	type PasswordHasher,
} from "../accounts/index.ts";
import { decodeUtf8, type Folder, type Secret } from "../base/index.ts";
import {
	type CertificateFile,
	type CertificateName,
	type CertificateStore,
	type LocalMachine,
	localNames,
} from "../certificates/index.ts";
import type { Settings } from "../config/index.ts";
import type { ServerState } from "./server-state.ts";

/** The user of a server that nobody has set up. */
export const FIRST_USER = "ocean";
/** Holds the first user's password until it is changed. */
export const INITIAL_LOGIN_FILE = "initial-login.txt";
/** The certificate that the first start makes. */
export const DEFAULT_CERTIFICATE = "default";
/** As long as Apple's systems accept a self-made certificate. */
export const CERTIFICATE_DAYS = 825;

/** A user that was made just now. */
export interface FirstLogin {
	readonly user: string;
	readonly password: Secret;
}

/** The certificate to be shown to clients, and whether it was made just now. */
export interface ChosenCertificate {
	readonly file: CertificateFile;
	readonly isNew: boolean;
}

/** The name of the default certificate: the configured one, else the one that was chosen by `cert default`. */
export function defaultCertificate(
	{ tls }: Pick<Settings, "tls">,
	state: ServerState | undefined,
): string {
	return tls.isCertificateChosen
		? tls.certificate
		: (state?.certificate ?? tls.certificate);
}

/**
 * Makes the default certificate when it is missing, and is not one that somebody named.
 *
 * @returns whether it was made
 */
export async function ensureCertificate(parts: {
	readonly name: string;
	readonly settings: Pick<Settings, "tls">;
	readonly store: CertificateStore;
	/** Asked when the certificate is made. */
	readonly machine: () => LocalMachine;
	/** The machine's own when absent. */
	readonly names?: readonly CertificateName[];
}): Promise<boolean> {
	const { machine, name, names, settings, store } = parts;
	const mayBeMade =
		name === DEFAULT_CERTIFICATE && !settings.tls.isCertificateChosen;
	if (!mayBeMade) return false;
	if ((await store.names()).includes(name)) return false;
	await store.create({
		name,
		names: names ?? localNames(machine()),
		algorithm: "ecdsa-p256",
		days: CERTIFICATE_DAYS,
	});
	return true;
}

/**
 * Makes the first user with a generated password, when there is no account at all, and leaves the password
 * in {@link INITIAL_LOGIN_FILE} for whoever did not see it on a terminal.
 *
 * @returns undefined when there are accounts already
 */
export async function ensureFirstUser(parts: {
	readonly folder: Folder;
	readonly accounts: AccountStore;
	readonly hasher: PasswordHasher;
}): Promise<FirstLogin | undefined> {
	const { folder, accounts, hasher } = parts;
	if (accounts.list().length > 0) return undefined;
	const password = generatePassword();
	const login = { user: FIRST_USER, password };
	// The file comes first: an account whose password nobody can read any more would be worse than a file too many.
	await folder.write(INITIAL_LOGIN_FILE, loginText(login), { secret: true });
	await accounts.add({
		name: FIRST_USER,
		passwordHash: await hasher.hash(password),
	});
	return login;
}

/** Whether the first user's password is still the generated one. */
export async function hasInitialLogin(folder: Folder): Promise<boolean> {
	return (await folder.read(INITIAL_LOGIN_FILE)) !== undefined;
}

/** Takes the initial password's file away once it says nothing true any more; for another user nothing happens. */
export async function forgetInitialLogin(
	folder: Folder,
	user: string,
): Promise<void> {
	const content = await folder.read(INITIAL_LOGIN_FILE);
	if (content === undefined) return;
	const named = /^user: (.*)$/m.exec(decodeUtf8(content) ?? "")?.[1];
	if (named?.toLowerCase() === user.toLowerCase()) {
		await folder.remove(INITIAL_LOGIN_FILE);
	}
}

function loginText({ user, password }: FirstLogin): string {
	return `user: ${user}\npassword: ${password.reveal()}\n\nThis file goes away when the password is changed: oceanftp user passwd ${user}\n`;
}
