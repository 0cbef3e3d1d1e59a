import type { AccountStore } from "../../accounts/index.ts";
import {
	type CertificateName,
	type CertificateStore,
	formatName,
} from "../../certificates/index.ts";
import { scryptHasher } from "../../platform/index.ts";
import {
	checkRoot,
	checkServedFolder,
	type DataFolderChoice,
	DEFAULT_CERTIFICATE,
	ensureCertificate,
	ensureFirstUser,
	FILES_FOLDER,
	FIRST_USER,
	INITIAL_LOGIN_FILE,
} from "../../server/index.ts";
import {
	changeCertificates,
	readCertificates,
} from "../cert/open-certificates.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import {
	changeAccounts,
	chosenData,
	openData,
	readAccounts,
} from "../open-data.ts";
import { type GivenPassword, readPassword } from "../read-password.ts";
import { mayAsk } from "../read-secret.ts";
import { configStep } from "./config-step.ts";
import { answerFor, type InitResult, type Step } from "./result.ts";
import { flagAnswers, hasAnswers, type InitWish, wishFrom } from "./wish.ts";

/** Something that was asked for is left to the administrator. */
const ATTENTION = 10;

/** `init` @returns 10 when what is there already lacks something that was asked for */
export async function runInit(invocation: Invocation): Promise<number> {
	const { input, output } = invocation;
	const choice = await chosenData(invocation);
	const accounts = await readAccounts(invocation);
	const wish = await askedWish(invocation, choice, accounts);
	const config = await configStep(invocation, choice, wish.chosen);
	await checkChosenRoot(invocation, choice, wish);
	const result: InitResult = input.has("dry-run")
		? await planned(invocation, choice, { wish, config, accounts })
		: await made(invocation, choice, { wish, config, accounts });
	await output.result(answerFor(invocation, result, wish));
	const isComplete = config.toAdd.length === 0 && result.lacking.length === 0;
	return isComplete ? 0 : ATTENTION;
}

interface Work {
	readonly wish: InitWish;
	readonly config: Awaited<ReturnType<typeof configStep>>;
	/** As they were before. */
	readonly accounts: AccountStore;
}

async function askedWish(
	invocation: Invocation,
	choice: DataFolderChoice,
	accounts: AccountStore,
): Promise<InitWish> {
	const { input, output } = invocation;
	const isAsking =
		!hasAnswers(invocation) &&
		mayAsk(invocation) &&
		!output.isJson &&
		!input.has("yes");
	if (!isAsking) {
		return wishFrom(invocation, choice, await flagAnswers(invocation));
	}
	const { askAnswers } = await import("./questions.ts");
	const hasUsers = accounts.list().length > 0;
	return wishFrom(
		invocation,
		choice,
		await askAnswers(invocation, choice, hasUsers),
	);
}

/** Before anything is made. @throws {OperatorError} root.overlap, root.unusable */
async function checkChosenRoot(
	{ files }: Invocation,
	{ path }: DataFolderChoice,
	{ chosen }: InitWish,
): Promise<void> {
	const root = chosen.values.get("root");
	if (root === undefined) return;
	const absolute = files.resolve(path, String(root));
	await checkServedFolder(absolute, path, files);
	await checkRoot(absolute, files);
}

/** Looks only. */
async function planned(
	invocation: Invocation,
	choice: DataFolderChoice,
	{ accounts, config, wish }: Work,
): Promise<InitResult> {
	const { files } = invocation;
	const at = (...parts: string[]): string =>
		files.resolve(choice.path, ...parts);
	const isThere = async (path: string): Promise<boolean> =>
		(await files.facts(path)) !== undefined;
	const certificate = await plannedCertificate(invocation, { config, wish });
	const name = userToMake(wish, accounts);
	return {
		data: choice,
		config,
		steps: [
			step("data folder", choice.path, !(await isThere(choice.path))),
			step("configuration", config.path, config.text !== undefined),
			step(
				"certificate",
				certificate.name,
				!(await isThere(at("certs", `${certificate.name}.crt`))),
			),
			step("user", userName(wish, accounts), name !== undefined),
		],
		lacking: certificate.lacking,
		login: undefined,
	};
}

/** The certificate that would be shown to clients, and what was asked for that it lacks. */
async function plannedCertificate(
	invocation: Invocation,
	{ config, wish }: Pick<Work, "config" | "wish">,
): Promise<{
	readonly name: string;
	readonly lacking: readonly CertificateName[];
}> {
	// A file that --config names and that is still to be written cannot be read.
	const isConfigToCome =
		config.text !== undefined && invocation.input.value("config") !== undefined;
	if (isConfigToCome) return { name: DEFAULT_CERTIFICATE, lacking: [] };
	const { store, usage } = await readCertificates(invocation);
	const name = usage.defaultName;
	return { name, lacking: await lackingNames(store, name, wish) };
}

/** Names that were asked for and that the certificate, if there is one, does not have. */
async function lackingNames(
	store: CertificateStore,
	name: string,
	{ certificateNames = [] }: InitWish,
): Promise<readonly CertificateName[]> {
	const stored = (await store.list()).find((each) => each.name === name);
	if (stored?.leaf === undefined) return [];
	const held = stored.leaf.names.map(formatName);
	return certificateNames.filter((each) => !held.includes(formatName(each)));
}

/** Makes what is missing. The configuration comes first: the other steps read it. */
async function made(
	invocation: Invocation,
	choice: DataFolderChoice,
	{ accounts, config, wish }: Work,
): Promise<InitResult> {
	const { files } = invocation;
	const name = userToMake(wish, accounts);
	// Asked for before anything is made, so that a missing password leaves nothing half done.
	const password =
		name === undefined ? undefined : await passwordFor(invocation, wish);
	const { place } = await openData(invocation);
	if (config.text !== undefined)
		await files.writeText(config.path, config.text);
	const { settings } = await loadConfig(invocation, choice);
	if (settings.root === undefined) {
		await files.makePrivateFolder(files.resolve(place.realPath, FILES_FOLDER));
	}
	const certificate = await makeCertificate(invocation, choice, wish);
	const login =
		name === undefined ? undefined : await makeUser(invocation, name, password);
	return {
		data: choice,
		config,
		steps: [
			step("data folder", place.path, place.isNew),
			step("configuration", config.path, config.text !== undefined),
			step("certificate", certificate.name, certificate.isNew),
			step("user", userName(wish, accounts), login !== undefined),
		],
		lacking: certificate.lacking,
		login,
	};
}

function step(what: Step["what"], name: string, isNew: boolean): Step {
	return { what, name, isNew };
}

/** The user that has to be made; undefined when it is there, or nobody is wanted and there are users. */
function userToMake(
	{ user }: InitWish,
	accounts: AccountStore,
): string | undefined {
	if (user === undefined) {
		return accounts.list().length === 0 ? FIRST_USER : undefined;
	}
	return accounts.find(user) === undefined ? user : undefined;
}

function userName({ user }: InitWish, accounts: AccountStore): string {
	const first = accounts.list()[0]?.name;
	return user ?? first ?? FIRST_USER;
}

/** Undefined: the first start's way, with the password in a file. */
async function passwordFor(
	invocation: Invocation,
	{ password, user }: InitWish,
): Promise<GivenPassword | undefined> {
	const { input } = invocation;
	if (password !== undefined) return password;
	const isGiven =
		input.has("generate") ||
		input.has("password-stdin") ||
		input.value("password-file") !== undefined ||
		input.value("password-env") !== undefined;
	if (user === undefined && !isGiven) return undefined;
	return readPassword(invocation);
}

async function makeCertificate(
	invocation: Invocation,
	choice: DataFolderChoice,
	wish: InitWish,
): Promise<{
	readonly name: string;
	readonly isNew: boolean;
	readonly lacking: readonly CertificateName[];
}> {
	const { process } = invocation;
	const { settings } = await loadConfig(invocation, choice);
	const { certificateNames: names } = wish;
	const { value } = await changeCertificates(
		invocation,
		async ({ store, usage: { defaultName: name } }) => {
			const isNew = await ensureCertificate({
				name,
				settings,
				store,
				machine: {
					hostname: process.hostname(),
					addresses: process.addresses().map((each) => each.address),
				},
				...(names === undefined ? {} : { names }),
			});
			return { name, isNew, lacking: await lackingNames(store, name, wish) };
		},
	);
	return value;
}

async function makeUser(
	invocation: Invocation,
	name: string,
	given: GivenPassword | undefined,
): Promise<InitResult["login"]> {
	const hasher = scryptHasher();
	if (given === undefined) {
		return await changeAccounts(invocation, async (accounts, data) => {
			if (data === undefined) return undefined;
			const { folder, place } = data;
			const login = await ensureFirstUser({ folder, accounts, hasher });
			return login === undefined
				? undefined
				: {
						...login,
						passwordAt: invocation.files.resolve(
							place.realPath,
							INITIAL_LOGIN_FILE,
						),
					};
		});
	}
	const passwordHash = await hasher.hash(given.password);
	await changeAccounts(invocation, (accounts) =>
		accounts.add({ name, passwordHash }),
	);
	return {
		user: name,
		...(given.isGenerated ? { password: given.password } : {}),
	};
}
