import {
	generatePassword,
	openAccounts,
	type PasswordRules,
} from "../../accounts/index.ts";
import {
	type Folder,
	isInNetwork,
	memoryFolder,
	OperatorError,
	type Secret,
} from "../../base/index.ts";
import type { Settings } from "../../config/index.ts";
import type { Rights } from "../../files/index.ts";
import { jsonLog, type Log, peopleLog } from "../../log/index.ts";
import {
	compileAsUsual,
	scryptHasher,
	systemClock,
} from "../../platform/index.ts";
import {
	checkRoot,
	checkServedFolder,
	createServer,
	DEFAULT_CERTIFICATE,
	type PreparedServer,
	ProblemBoard,
	prepareServer,
	type RunningServer,
	type ServerOptions,
	urlsOf,
} from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData } from "../open-data.ts";
import { PASSWORD_ARGS, readPassword } from "../read-password.ts";
import { stopSignals } from "../serve/stop-signals.ts";
import { shareAnswer } from "./greeting.ts";
import { type ShareEnd, shareEnd } from "./share-end.ts";
import { type ShareWish, shareWish } from "./wish.ts";

const READ: Rights = new Set(["read", "list"]);
/** Who may write may also undo a typo by renaming, but nobody takes anything away. */
const WRITE: Rights = new Set([
	...READ,
	"write",
	"append",
	"rename",
	"mkdir",
] as const);

/** The usual port of those without the right to 21. */
const USUAL_PORT = 2121;

/** `share`: until its end, or a signal. Nothing but uploads is written to the disk. */
export async function runShare(invocation: Invocation): Promise<void> {
	const { files, input, output } = invocation;
	const wish = shareWish(input);
	const root = await shareableFolder(
		files.resolve(input.word("dir") ?? "."),
		invocation,
	);
	const { settings, warnings } = await shareSettings(invocation, root);
	for (const warning of warnings) output.note(warning);
	await checkRoot(root, files);
	if (input.has("dry-run")) {
		const how = wish.mayWrite ? "to read and write" : "to read";
		await output.result({
			lines: [`would share ${root}, ${how}, as user ${wish.user}`],
			document: {
				schema: "oceanftp.share-plan/1",
				folder: root,
				write: wish.mayWrite,
				user: wish.user,
			},
		});
		return;
	}
	const password = await chosenPassword(invocation, {
		user: wish.user,
		minLength: settings.auth.passwordMinLength,
	});
	const end = shareEnd(wish, { log: liveLog(invocation), clock: systemClock });
	try {
		const prepared = await prepareServer({
			settings,
			folder: await accountsInMemory(wish, password),
			dataFolder: undefined,
			process: invocation.process,
			files,
			log: end.log,
			problems: new ProblemBoard(end.log),
		});
		await serve(invocation, { end, password, prepared, settings, wish });
	} finally {
		end.forget();
	}
}

/** The folder by its real path. It must not hold the keys and passwords of a server that somebody runs from here. */
async function shareableFolder(
	folder: string,
	invocation: Invocation,
): Promise<string> {
	const { files } = invocation;
	const data = await chosenData(invocation).catch((failure: unknown) => {
		// Without a place for a data folder there is none that could be exposed.
		if (failure instanceof OperatorError) return undefined;
		throw failure;
	});
	const isThere =
		data !== undefined && (await files.facts(data.path)) !== undefined;
	return await checkServedFolder(
		folder,
		isThere ? data.path : undefined,
		files,
	);
}

/** The defaults, with what the flags say; TLS is not a matter of choice here. */
async function shareSettings(
	invocation: Invocation,
	root: string,
): Promise<{ settings: Settings; warnings: readonly string[] }> {
	const { input, process } = invocation;
	const unset = { ...invocation, process: { ...process, env: {} } };
	const { settings, warnings } = await loadConfig(unset, undefined);
	const hosts = input.values("host");
	const chosen = settings.listen.find(({ mode }) => mode === "explicit")?.port;
	const port = input.value("port") === undefined ? USUAL_PORT : chosen;
	return {
		warnings,
		settings: {
			...settings,
			root,
			listen: (hosts.length === 0 ? [undefined] : hosts).map((host) => ({
				mode: "explicit",
				...(host === undefined ? {} : { host }),
				...(port === undefined ? {} : { port }),
			})),
			tls: {
				...settings.tls,
				certificate: DEFAULT_CERTIFICATE,
				isCertificateChosen: false,
				control: "required",
				data: "required",
				clientAuth: "none",
			},
		},
	};
}

async function chosenPassword(
	invocation: Invocation,
	rules: PasswordRules,
): Promise<Secret> {
	const { input } = invocation;
	const isGiven = Object.keys(PASSWORD_ARGS).some(
		(flag) => input.has(flag) || input.value(flag) !== undefined,
	);
	if (!isGiven) return generatePassword();
	return (await readPassword(invocation, async () => rules)).password;
}

async function accountsInMemory(
	wish: ShareWish,
	password: Secret,
): Promise<Folder> {
	const folder = memoryFolder();
	const accounts = await openAccounts({ folder });
	await accounts.add({
		name: wish.user,
		passwordHash: await scryptHasher().hash(password),
		rights: wish.mayWrite ? WRITE : READ,
	});
	return folder;
}

/** Who does what, as it happens. */
function liveLog({ input, output, process }: Invocation): Log {
	const sink = output.isJson ? jsonLog : peopleLog;
	const level = input.has("quiet")
		? "error"
		: output.isVerbose
			? "debug"
			: "info";
	return sink({
		level,
		write: (line) => process.writeNote(`${line}\n`),
		nowMs: systemClock.nowMs,
	});
}

interface Share {
	readonly end: ShareEnd;
	readonly password: Secret;
	readonly prepared: PreparedServer;
	readonly settings: Settings;
	readonly wish: ShareWish;
}

async function serve(invocation: Invocation, share: Share): Promise<void> {
	const { output, process } = invocation;
	const { end, prepared, settings } = share;
	const signals = stopSignals(invocation);
	// The terminal's window was closed.
	const forgetHangUp = process.onReloadSignal(() => end.end("it hung up"));
	try {
		const server = await listen(invocation, share);
		try {
			signals.onSecond(() => server.stopNow());
			await output.result(await answer(invocation, share, server));
			compileAsUsual();
			const reason = await Promise.race([
				end.reached,
				signals.first.then(() => undefined),
			]);
			if (reason !== undefined) output.note(`The share ends: ${reason}.`);
			await server.stop(settings.limits.graceMs);
		} finally {
			server.stopNow();
		}
	} finally {
		forgetHangUp();
		signals.forget();
		prepared.release();
	}
}

/** A port that nobody chose may be another one when it is taken: nobody relies on it. */
async function listen(
	{ input }: Invocation,
	{ end, prepared, wish }: Share,
): Promise<RunningServer> {
	const options = {
		...prepared.options,
		authenticator: end.limited(prepared.options.authenticator),
		gate: withAllowed(prepared.options.gate, wish),
	};
	try {
		return await createServer(options);
	} catch (failure) {
		const isTaken =
			failure instanceof OperatorError && failure.code === "bind.in-use";
		if (!isTaken || input.value("port") !== undefined) throw failure;
		return await createServer({
			...options,
			listeners: options.listeners.map((each) => ({ ...each, port: 0 })),
		});
	}
}

/** Nobody but those of `--allow` comes near; what the gate says otherwise counts too. */
function withAllowed(
	gate: ServerOptions["gate"],
	{ allowed }: ShareWish,
): ServerOptions["gate"] {
	if (allowed.length === 0) return gate;
	return {
		...gate,
		refusal: (address) =>
			allowed.some((network) => isInNetwork(address, network))
				? gate.refusal(address)
				: { why: "the address is not among those of --allow" },
	};
}

async function answer(
	{ process }: Invocation,
	{ password, prepared, settings, wish }: Share,
	server: RunningServer,
): Promise<ReturnType<typeof shareAnswer>> {
	const urls = server.listening.flatMap((each) =>
		urlsOf(each, process.addresses()),
	);
	return shareAnswer({
		folder: settings.root ?? "",
		urls,
		password,
		sha256: prepared.certificate.file.sha256,
		wish,
		nowMs: systemClock.nowMs(),
		qrCode: wish.showsQrCode ? await qrLines(urls[0] ?? "", wish.user) : [],
	});
}

async function qrLines(url: string, user: string): Promise<readonly string[]> {
	const { qrCode } = await import("./qr-code.ts");
	return qrCode(url.replace("://", `://${encodeURIComponent(user)}@`));
}
