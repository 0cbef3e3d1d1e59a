import {
	type Account,
	type AccountStore,
	type Bans,
	createAuthenticator,
	createPasswordChange,
	openAccounts,
} from "../accounts/index.ts";
import type { Folder, Secret } from "../base/index.ts";
import {
	type LocalMachine,
	openCertificateStore,
} from "../certificates/index.ts";
import type { Settings } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import {
	type HostFiles,
	type HostProcess,
	keyMaterial,
	scryptHasher,
	systemClock,
} from "../platform/index.ts";
import type { State } from "../state/index.ts";
import { openAddressGate } from "./address-gate.ts";
import {
	asksClients,
	lazyClientJudge,
	wantCertificates,
} from "./asks-clients.ts";
import { type CareParts, renewOwnCertificates } from "./certificate-care.ts";
import {
	type CertificateKeeper,
	openCertificateKeeper,
} from "./certificate-keeper.ts";
import type { ClientJudge } from "./client-judge.ts";
import type { ServerOptions } from "./create-server.ts";
import { whileAccountsLocked, whileCertificatesLocked } from "./data-locks.ts";
import {
	type ChosenCertificate,
	defaultCertificate,
	ensureCertificate,
	ensureFirstUser,
	type FirstLogin,
	forgetInitialLogin,
} from "./first-start.ts";
import { loadMessages, type Messages } from "./messages.ts";
import { homeOpener } from "./open-home.ts";
import { openServerState } from "./open-server-state.ts";
import { type PlannedListener, plannedListeners } from "./planned-listeners.ts";
import type { ProblemBoard } from "./problem-board.ts";
import { ensureRoot } from "./served-root.ts";
import { readState, type ServerState } from "./server-state.ts";
import { createQuotas } from "./traffic/quota-keeper.ts";
import {
	createTrafficControl,
	type TrafficSettings,
} from "./traffic/traffic-control.ts";
import { type TrashLook, trashKeeper } from "./trash-keeper.ts";
import { uploadJournal } from "./upload-journal.ts";

/** What a server is prepared from. */
export interface ServerParts {
	readonly settings: Settings;
	/** The data folder, or memory when nothing is kept. */
	readonly folder: Folder;
	/** The data folder's real path; undefined when nothing is kept. */
	readonly dataFolder: string | undefined;
	readonly process: HostProcess;
	readonly files: HostFiles;
	readonly log: Log;
	readonly problems: ProblemBoard;
	/** For certificates whose keys are encrypted. */
	readonly passphrase?: Secret;
}

/** Everything that a start needs, checked and made; nothing is bound yet. */
export interface PreparedServer {
	readonly options: ServerOptions;
	readonly accounts: AccountStore;
	readonly certificate: ChosenCertificate;
	readonly certificates: CertificateKeeper;
	/** The listeners that other settings ask for. */
	plannedListeners(settings: Settings): readonly PlannedListener[];
	/** Other settings from now on, as far as they concern what was prepared. */
	changeSettings(settings: Settings): void;
	/** Renews what this program made itself, if it is time. */
	renewCertificates(): Promise<void>;
	/** Deletes what has been in the trash for long enough. */
	emptyTrash(signal: AbortSignal): Promise<TrashLook>;
	readonly clients: ClientJudge;
	readonly messages: Messages;
	readonly bans: Bans;
	/** Usage, credits and the past. */
	readonly records: State;
	/** An account's credits; undefined while credits are switched off. */
	balanceOf(account: Account): number | undefined;
	/** Lets go of what was opened, once no session runs any more. */
	release(): void;
	/** The user that was made just now. */
	readonly firstLogin: FirstLogin | undefined;
	/** Undefined on the first start. */
	readonly state: ServerState | undefined;
	/** The folder that holds the homes. */
	readonly root: string;
	/** What was made, as nouns. */
	readonly made: readonly string[];
}

/**
 * Loads what the settings name and makes what a first start lacks: certificate, first user, folder for files.
 *
 * @throws {OperatorError} root.overlap, root.unusable, and what reading accounts, state and certificates can throw
 */
export async function prepareServer(
	parts: ServerParts,
): Promise<PreparedServer> {
	const { dataFolder, files, folder, log, process, settings } = parts;
	// What a start opens that then fails must not keep the process alive.
	using held = new DisposableStack();
	const root = await ensureRoot(parts);
	const state = await readState(folder);
	let current = settings;
	const records = await openServerState({
		dataFolder,
		folder,
		resolve: files.resolve,
		settings: () => current,
		problems: parts.problems,
	});
	held.defer(() => records.close());
	const { bans, gate } = openAddressGate({
		settings: () => current,
		state: records,
		log,
	});
	const traffic = createTrafficControl({
		settings: () => trafficSettings(current),
		state: records,
		clock: systemClock,
	});
	const accounts = await openAccounts({
		folder,
		exclusively: (change) => whileAccountsLocked(parts, change),
	});
	const quotas = createQuotas({
		state: records,
		find: (name) => accounts.find(name),
		clock: systemClock,
		log,
	});
	held.defer(() => quotas.close());
	const hasher = scryptHasher();
	const machine = (): LocalMachine => ({
		hostname: process.hostname(),
		addresses: process.addresses().map((each) => each.address),
	});
	const defaultName = async (): Promise<string> =>
		defaultCertificate(current, await readState(folder));
	const { care, isNew, store } = await whileCertificatesLocked(
		parts,
		async () => {
			const opened = await openCertificateStore({
				folder,
				keys: keyMaterial,
				nowMs: systemClock.nowMs,
			});
			const name = await defaultName();
			const wish = { name, settings, store: opened, machine };
			const made = await ensureCertificate(wish);
			const careParts: CareParts = {
				store: opened,
				machine,
				log,
				nowMs: systemClock.nowMs,
				passphrase: parts.passphrase,
			};
			if (!made) await renewOwnCertificates(careParts);
			return { store: opened, isNew: made, care: careParts };
		},
	);
	let isWanted = wantCertificates(accounts.list());
	accounts.onChange(() => {
		isWanted = wantCertificates(accounts.list());
	});
	const asks = (): boolean => isWanted || asksClients(current);
	const clients = await lazyClientJudge({
		asks,
		tls: () => current.tls,
		files,
	});
	const certificates = await openCertificateKeeper({
		store,
		settings,
		clients,
		asksClients: asks,
		defaultName,
		log,
		problems: parts.problems,
		nowMs: systemClock.nowMs,
		passphrase: parts.passphrase,
	});
	const certificate = { file: certificates.main, isNew };
	const firstLogin = await ensureFirstUser({ folder, accounts, hasher });
	const journal = await uploadJournal(parts);
	held.defer(() => journal?.close());
	const changePassword = createPasswordChange({
		accounts,
		hasher,
		rules: () => ({
			isAllowed: current.auth.changePassword,
			minLength: current.auth.passwordMinLength,
		}),
	});
	const messages = await loadMessages({
		folder,
		width: () => current.messages.width,
		problems: parts.problems,
	});
	const open = held.move();
	return {
		options: {
			settings,
			listeners: plannedListeners(settings, state),
			accounts,
			authenticator: createAuthenticator({
				accounts,
				hasher,
				nowMs: systemClock.nowMs,
			}),
			gate,
			trafficOf: (account) =>
				traffic.forAccount(() => accounts.find(account.name) ?? account),
			changePassword: async (account, change) => {
				const outcome = await changePassword(account, change);
				if (outcome.kind === "changed") {
					log.event({
						kind: "accountChanged",
						account: account.name,
						what: "password changed",
						by: "the user",
					});
					await forgetInitialLogin(folder, account.name);
				}
				return outcome;
			},
			openHome: homeOpener({
				root,
				dataFolder,
				isRootShared: dataFolder === undefined,
				files,
				journal,
				quotaOf: quotas.keeperFor,
			}),
			certificates,
			identifyClient: clients.identify,
			messages: messages.book,
			creditsOf: (account) => {
				const credits = traffic.balanceOf(account);
				if (credits === undefined) return undefined;
				const rates = account.credits ?? current.credits;
				return { ...rates, balance: credits.balance };
			},
			log,
		},
		accounts,
		certificate,
		certificates,
		plannedListeners: (other) => plannedListeners(other, state),
		changeSettings: (other) => {
			current = other;
			certificates.change(other);
		},
		renewCertificates: async () => {
			await whileCertificatesLocked(parts, () => renewOwnCertificates(care));
			await certificates.refresh();
		},
		emptyTrash: trashKeeper({
			root,
			dataFolder,
			files,
			settings: () => current,
			accounts: () => accounts.list(),
			log,
			nowMs: systemClock.nowMs,
		}),
		clients,
		messages,
		bans,
		records,
		balanceOf: (account) => traffic.balanceOf(account)?.balance,
		release: () => open.dispose(),
		firstLogin,
		state,
		root,
		made: [
			...(certificate.isNew
				? [`the certificate ${certificate.file.name}`]
				: []),
			...(firstLogin === undefined ? [] : [`the user ${firstLogin.user}`]),
		],
	};
}

function trafficSettings({ credits, limits }: Settings): TrafficSettings {
	return {
		uploadBytesPerSecond: limits.uploadBytesPerSecond,
		downloadBytesPerSecond: limits.downloadBytesPerSecond,
		credits: credits.enabled ? credits : undefined,
	};
}
