import { createAuthenticator, openAccounts } from "../accounts/index.ts";
import {
	memoryFolder,
	OperatorError,
	parseNetwork,
	utf8,
} from "../base/index.ts";
import type { Settings } from "../config/index.ts";
import { accountFiles, memoryBackend } from "../files/index.ts";
import {
	createServer,
	defaultCertificate,
	OPEN_GATE,
	openCertificateKeeper,
	ProblemBoard,
	plannedListeners,
} from "../server/index.ts";
import type { Resumption } from "../tls/index.ts";
import type { FoundConfig, Setup } from "./setup.ts";

/** A server of this configuration and these certificates, on loopback, with nobody's files behind it. */
export interface TrialServer {
	readonly places: readonly TrialPlace[];
	readonly login: { readonly user: string; readonly password: string };
	/** What the server said against clients, newest last: why a trip failed. */
	complaints(): readonly string[];
	stop(): void;
}

/** One of its listeners. */
export interface TrialPlace {
	readonly mode: "explicit" | "implicit";
	readonly host: string;
	readonly port: number;
	/** The certificate that has to be shown there. */
	readonly certificate: { readonly name: string; readonly sha256: string };
	/** What holds at this listener. */
	readonly resumption: Resumption;
}

const LOOPBACK = "127.0.0.1";

/**
 * Starts it: the real server, with the configured TLS, passive range and certificates. It
 * differs by any free ports, one account that is made up, a home in memory, and what {@link trialSettings} takes out.
 *
 * @throws {OperatorError} when a certificate cannot be used, or loopback not be listened on
 */
export async function startTrialServer(
	{ certificates, nowMs, passphrase, state }: Setup,
	{ settings: configured }: FoundConfig,
): Promise<TrialServer> {
	if (certificates instanceof OperatorError) throw certificates;
	if (state instanceof OperatorError) throw state;
	const settings = trialSettings(configured);
	const said: string[] = [];
	const log = {
		event: (event: { readonly kind: string }): void => {
			const text: unknown = Reflect.get(event, "why");
			if (typeof text === "string") said.push(text);
		},
	};
	const keeper = await openCertificateKeeper({
		store: certificates,
		settings,
		defaultName: async () => defaultCertificate(settings, state),
		log,
		problems: new ProblemBoard(log),
		nowMs,
		clients: { caPem: undefined },
		asksClients: () => false,
		passphrase,
	});
	const login = { user: "doctor", password: crypto.randomUUID() };
	const accounts = await openAccounts({ folder: memoryFolder() });
	await accounts.add({ name: login.user, passwordHash: "in memory" });
	const authenticator = createAuthenticator({
		accounts,
		nowMs,
		// The account lives for seconds on loopback: a slow hash would only cost time.
		hasher: {
			hash: async () => "in memory",
			verify: async (password) => password.reveal() === login.password,
			decoy: () => "none",
			needsRehash: () => false,
			fingerprint: utf8,
		},
	});
	const wanted = plannedListeners({ listen: listenersOf(settings) }, state);
	const server = await createServer({
		settings,
		listeners: wanted.map(({ fallbackPort: _, ...planned }) => ({
			...planned,
			host: LOOPBACK,
			port: 0,
		})),
		accounts,
		authenticator,
		gate: OPEN_GATE,
		openHome: async ({ rights }) =>
			accountFiles({ backend: memoryBackend({ nowMs }), rights }),
		certificates: keeper,
		identifyClient: async () => undefined,
		log,
	});
	const places = await Promise.all(
		server.listening.map(async ({ host, mode, port }, index) => {
			const name = wanted[index]?.certificate;
			const opening = passphrase === undefined ? {} : { passphrase };
			const file =
				name === undefined
					? keeper.main
					: await certificates.load(name, opening);
			return {
				mode,
				host,
				port,
				certificate: { name: file.name, sha256: file.sha256 },
				resumption: resumptionOf(settings, index),
			};
		}),
	);
	return {
		places,
		login,
		complaints: () => said,
		stop: () => server.stopNow(),
	};
}

/** One listener for each mode, certificate and policy that the configuration has. */
function listenersOf({ listen }: Settings): Settings["listen"] {
	const all = new Map(
		listen.map(({ host: _host, port: _port, ...kind }) => [
			JSON.stringify(kind),
			kind,
		]),
	);
	return [...all.values()];
}

function resumptionOf(settings: Settings, index: number): Resumption {
	const { policy } = listenersOf(settings)[index] ?? {};
	return policy?.sessionResumption ?? settings.tls.sessionResumption;
}

/** What the client here could not meet, or what would only cost time, is taken out. */
function trialSettings(settings: Settings): Settings {
	const { access, limits, listen, tls } = settings;
	const loopback = parseNetwork("127.0.0.0/8");
	return {
		...settings,
		tls: { ...tls, clientAuth: "none" },
		listen: listen.map((each) =>
			each.policy === undefined
				? each
				: { ...each, policy: { ...each.policy, clientAuth: "none" } },
		),
		access: {
			...access,
			safe: loopback === undefined ? access.safe : [...access.safe, loopback],
		},
		limits: {
			...limits,
			uploadBytesPerSecond: undefined,
			downloadBytesPerSecond: undefined,
			largestFileBytes: undefined,
		},
	};
}

/** What of the configuration the trial server does without, as sentences. */
export function trialDifferences({ tls, listen }: Settings): readonly string[] {
	const asks = [tls, ...listen.map(({ policy }) => policy)].some(
		(each) => (each?.clientAuth ?? "none") !== "none",
	);
	return asks ? ["client certificates were not asked for"] : [];
}
