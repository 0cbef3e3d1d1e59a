import type { AccountStore } from "../../accounts/index.ts";
import {
	checkRoot,
	checkServedFolder,
	type DataFolderChoice,
	FILES_FOLDER,
} from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData, openData, readAccounts } from "../open-data.ts";
import { mayAsk } from "../read-secret.ts";
import { makeCertificate, plannedCertificate } from "./certificate-step.ts";
import { configStep } from "./config-step.ts";
import { answerFor, type InitResult, type Step } from "./result.ts";
import { makeUser, passwordFor, userName, userToMake } from "./user-step.ts";
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
