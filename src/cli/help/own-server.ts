import {
	ACCOUNTS_FILE,
	type AccountStore,
	openAccounts,
} from "../../accounts/index.ts";
import {
	decodeUtf8,
	type Folder,
	hostPort,
	isLoopback,
} from "../../base/index.ts";
import {
	fingerprint,
	readCertificate,
	splitPem,
} from "../../certificates/index.ts";
import type { Settings } from "../../config/index.ts";
import { diskFolder, lockHolder } from "../../platform/index.ts";
import {
	DEFAULT_CERTIFICATE,
	FIRST_USER,
	plannedListeners,
	READY_FILE,
	readState,
	type ServerState,
} from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData } from "../open-data.ts";
import { ANY_SERVER, type Placeholders } from "./topic.ts";

/**
 * What texts say of this very server: read from its data folder, without making or changing anything. Whatever cannot
 * be read, or is not there, stays a word in capitals, for help has to come also when something else is wrong.
 */
export async function ownServer(
	invocation: Invocation,
): Promise<Placeholders & { readonly isKnown: boolean }> {
	const unknown = { ...ANY_SERVER, isKnown: false };
	const choice = await orUndefined(chosenData(invocation));
	if (choice === undefined) return unknown;
	const facts = await orUndefined(invocation.files.facts(choice.path));
	if (facts?.isFolder !== true) return unknown;
	const folder = diskFolder(choice.path);
	const config = await orUndefined(loadConfig(invocation, choice));
	if (config === undefined) return unknown;
	// There is none before the first start, which the settings outlast.
	const state = await orUndefined(readState(folder));
	const { settings } = config;
	const name = certificateName(settings, state);
	const sha256 = await orUndefined(sha256Of(folder, name));
	const lock = invocation.files.resolve(choice.path, "run", "lock");
	const bound = await orUndefined(boundPorts(folder, lock));
	return {
		isKnown: true,
		host: hostOf(invocation, settings),
		...waysIn(bound ?? plannedListeners(settings, state)),
		isClearAllowed: isClearAllowed(settings),
		user: await userOf(folder),
		fingerprint:
			sha256 === undefined ? ANY_SERVER.fingerprint : fingerprint(sha256),
		data: choice.path,
		certificate: invocation.files.resolve(choice.path, "certs", `${name}.crt`),
	};
}

function certificateName(
	{ tls }: Settings,
	state: ServerState | undefined,
): string {
	return tls.isCertificateChosen
		? tls.certificate
		: (state?.certificate ?? DEFAULT_CERTIFICATE);
}

async function sha256Of(folder: Folder, name: string): Promise<string> {
	const bytes = await folder.read(`certs/${name}.crt`);
	const leaf = splitPem(decodeUtf8(bytes ?? new Uint8Array()) ?? "").blocks[0];
	if (leaf === undefined) throw new Error(`certs/${name}.crt holds nothing`);
	return (await readCertificate(leaf.der)).sha256;
}

/** In place of a port that each start chooses; only the server that runs knows it. */
const ANY_FREE_PORT = "PORT";

/** The address that a client elsewhere is most likely to reach. */
function hostOf({ process }: Invocation, settings: Settings): string {
	if (settings.passive.host !== undefined) return settings.passive.host;
	const listening = settings.listen
		.map(({ host }) => host)
		.find((host) => host !== undefined && !/^[0.:]+$/.test(host));
	const usable = process
		.addresses()
		.filter((each) => !each.isLinkLocal)
		.map(({ address }) => address);
	const outside = usable.find((address) => !isLoopback(address));
	const host = listening ?? outside ?? usable[0] ?? ANY_SERVER.host;
	// In brackets where it is IPv6, as URLs want it.
	return hostPort({ host, port: 0 }).replace(/:0$/, "");
}

interface Port {
	readonly mode: "explicit" | "implicit";
	readonly port: number;
}

/** Those of the server that runs on the folder, which flags of `serve` may have chosen; undefined when none does. */
async function boundPorts(
	folder: Folder,
	lock: string,
): Promise<readonly Port[] | undefined> {
	const holder = await lockHolder(lock);
	if (holder?.isAlive !== true) return undefined;
	const text = decodeUtf8((await folder.read(READY_FILE)) ?? new Uint8Array());
	const { readReady } = await import("../../doctor/index.ts");
	const ready = readReady(text ?? "");
	return ready?.pid === holder.pid ? ready.listening : undefined;
}

function waysIn(
	listeners: readonly Port[],
): Pick<Placeholders, "explicit" | "implicit"> {
	const portOf = (mode: Port["mode"]): string | undefined => {
		const port = listeners.find((each) => each.mode === mode)?.port;
		return port === 0 ? ANY_FREE_PORT : port?.toString();
	};
	return { explicit: portOf("explicit"), implicit: portOf("implicit") };
}

/** Both the login and the files: the one without the other is of no use to a client. */
function isClearAllowed({ listen, tls }: Settings): boolean {
	return listen.some(({ mode, policy }) => {
		const { control, data } = { ...tls, ...policy };
		return mode === "explicit" && control === "allowed" && data !== "required";
	});
}

async function userOf(folder: Folder): Promise<string> {
	const hasAccounts = await orUndefined(folder.read(ACCOUNTS_FILE));
	if (hasAccounts === undefined) return FIRST_USER;
	const accounts: AccountStore | undefined = await orUndefined(
		openAccounts({ folder }),
	);
	const names = accounts?.list().map(({ name }) => name) ?? [];
	return names.includes(FIRST_USER) ? FIRST_USER : (names[0] ?? FIRST_USER);
}

function orUndefined<T>(work: Promise<T>): Promise<T | undefined> {
	return work.catch(() => undefined);
}
