import { createAuthenticator, openAccounts } from "../accounts/index.ts";
import { memoryFolder, OperatorError } from "../base/index.ts";
import { accountFiles, memoryBackend } from "../files/index.ts";
import {
	createServer,
	defaultCertificate,
	openCertificateKeeper,
} from "../server/index.ts";
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
}

const LOOPBACK = "127.0.0.1";

/**
 * Starts it: the real server, with the configured TLS, passive range and certificates. What differs is said by
 * {@link trialDifferences}: any free ports, one account that is made up, and a home in memory.
 *
 * @throws {OperatorError} when a certificate cannot be used, or loopback not be listened on
 */
export async function startTrialServer(
	{ certificates, nowMs, passphrase, state }: Setup,
	{ settings: configured }: FoundConfig,
): Promise<TrialServer> {
	if (certificates instanceof OperatorError) throw certificates;
	if (state instanceof OperatorError) throw state;
	const settings = {
		...configured,
		// The client here has no certificate that the administrator's authorities vouch for.
		tls: { ...configured.tls, clientAuth: "none" as const },
	};
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
		nowMs,
		clients: { caPem: undefined },
		passphrase,
	});
	const login = { user: "doctor", password: crypto.randomUUID() };
	const accounts = await openAccounts({ folder: memoryFolder() });
	await accounts.add({ name: login.user, passwordHash: "in memory" });
	const authenticator = createAuthenticator({
		accounts,
		// The account lives for seconds on loopback: a slow hash would only cost time.
		hasher: {
			hash: async () => "in memory",
			verify: async (password) => password.reveal() === login.password,
		},
	});
	const wanted = listenersOf(settings);
	const server = await createServer({
		settings,
		listeners: wanted.map(({ certificate, mode }) => ({
			mode,
			host: LOOPBACK,
			port: 0,
			isPortChosen: true,
			...(certificate === undefined ? {} : { certificate }),
		})),
		authenticator,
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

/** One listener for each mode and certificate that the configuration has. */
function listenersOf({ listen }: FoundConfig["settings"]): readonly {
	readonly mode: "explicit" | "implicit";
	readonly certificate: string | undefined;
}[] {
	const all = new Map(
		listen.map(({ certificate, mode }) => [
			`${mode} ${certificate ?? ""}`,
			{ mode, certificate },
		]),
	);
	return [...all.values()];
}

/** What of the configuration the trial server does without. */
export function trialDifferences({ settings }: FoundConfig): readonly string[] {
	return settings.tls.clientAuth === "none"
		? []
		: ["client certificates were not asked for"];
}
