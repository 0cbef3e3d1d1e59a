import {
	type AccountStore,
	generatePassword,
	type PasswordHasher,
} from "../accounts/index.ts";
import { decodeUtf8, type Folder, type Secret } from "../base/index.ts";
import {
	type CertificateFile,
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
const CERTIFICATE_DAYS = 825;

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

/**
 * The certificate that the settings name, or else the default one, which is made when it is missing.
 *
 * @throws {OperatorError} cert.not-found for a name that somebody chose; all that loading can throw
 */
export async function ensureCertificate(parts: {
	readonly settings: Pick<Settings, "tls">;
	readonly state: ServerState | undefined;
	readonly store: CertificateStore;
	readonly machine: LocalMachine;
}): Promise<ChosenCertificate> {
	const { settings, state, store, machine } = parts;
	const name = settings.tls.isCertificateChosen
		? settings.tls.certificate
		: (state?.certificate ?? settings.tls.certificate);
	const isMissing = !(await store.list()).some((each) => each.name === name);
	const mayBeMade =
		name === DEFAULT_CERTIFICATE && !settings.tls.isCertificateChosen;
	if (!isMissing || !mayBeMade) {
		return { file: await store.load(name), isNew: false };
	}
	const file = await store.create({
		name,
		names: localNames(machine),
		algorithm: "ecdsa-p256",
		days: CERTIFICATE_DAYS,
	});
	return { file, isNew: true };
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
