import { openAccounts } from "../accounts/index.ts";
import { memoryFolder } from "../base/index.ts";
import { openCertificateStore } from "../certificates/index.ts";
import { diskFolder, keyMaterial, systemClock } from "../platform/index.ts";
import {
	asksClients,
	checkRoot,
	checkServedFolder,
	DEFAULT_CERTIFICATE,
	defaultCertificate,
	FIRST_USER,
	lazyClientJudge,
	loadMessages,
	needsRoot,
	openDataFolder,
	ProblemBoard,
	plannedListeners,
	readState,
	servedRoot,
	wantCertificates,
} from "../server/index.ts";
import { givenPassphrase, withPassphrase } from "./cert/passphrase.ts";
import type { Invocation } from "./command.ts";
import { loadConfig } from "./load-config.ts";
import { chosenData } from "./open-data.ts";

/** `serve --check`: loads everything that a start would load, makes and binds nothing, and says what a start would do. */
export async function checkServe(invocation: Invocation): Promise<void> {
	const { files, input, output } = invocation;
	const choice = input.has("ephemeral")
		? undefined
		: await chosenData(invocation);
	const { settings, warnings, path } = await loadConfig(invocation, choice);
	for (const warning of warnings) output.note(warning);
	const exists =
		choice !== undefined && (await files.facts(choice.path)) !== undefined;
	const place =
		exists && choice !== undefined
			? await openDataFolder(choice, invocation)
			: undefined;
	// What a missing data folder would hold after its first start is what an empty one in memory holds now.
	const folder =
		place === undefined ? memoryFolder() : diskFolder(place.realPath);
	const root = servedRoot({ settings, dataFolder: choice?.path, files });
	if (root === undefined) throw needsRoot();
	await checkServedFolder(root, choice?.path, files);
	if (settings.root !== undefined) await checkRoot(root, files);
	const state = await readState(folder);
	const accounts = (await openAccounts({ folder })).list();
	const certificate = defaultCertificate(settings, state);
	const store = await openCertificateStore({
		folder,
		keys: keyMaterial,
		nowMs: systemClock.nowMs,
	});
	const isNewCertificate =
		!settings.tls.isCertificateChosen &&
		certificate === DEFAULT_CERTIFICATE &&
		!(await store.list()).some((each) => each.name === certificate);
	const passphrase = await givenPassphrase(invocation);
	const load = (name: string): Promise<unknown> =>
		withPassphrase(invocation, passphrase, (typed) =>
			store.load(name, typed === undefined ? {} : { passphrase: typed }),
		);
	if (!isNewCertificate) await load(certificate);
	const listeners = plannedListeners(settings, state);
	for (const { certificate: own } of listeners) {
		if (own !== undefined) await load(own);
	}
	await lazyClientJudge({
		asks: () => asksClients(settings) || wantCertificates(accounts),
		tls: () => settings.tls,
		files,
	});
	const problems = new ProblemBoard({ event: () => undefined });
	await loadMessages({
		folder,
		width: () => settings.messages.width,
		problems,
	});
	for (const { what } of problems.all) output.note(`warning: ${what}`);
	const wouldMake = [
		...(choice !== undefined && !exists ? ["the data folder"] : []),
		...(isNewCertificate ? [`the certificate ${certificate}`] : []),
		...(accounts.length === 0 ? [`the user ${FIRST_USER}`] : []),
	];
	await output.result({
		lines: [
			`data         ${choice === undefined ? "none: nothing is kept" : `${choice.path}, because ${choice.why}`}`,
			`config       ${path ?? "none: defaults"}`,
			`files        ${root}`,
			`certificate  ${certificate}`,
			`users        ${accounts.length}`,
			...listeners.map(
				({ host, mode, port, fallbackPort }) =>
					`would listen ${mode}, ${host ?? "every address"}, port ${port}${fallbackPort === undefined ? "" : ` (or ${fallbackPort} without the right to it)`}`,
			),
			...(wouldMake.length === 0
				? []
				: [`would make   ${wouldMake.join(", ")}`]),
			"Everything is in order.",
		],
		document: {
			schema: "oceanftp.check/1",
			data: choice?.path ?? null,
			config: path ?? null,
			files: root,
			certificate,
			users: accounts.length,
			listen: listeners.map(({ mode, host, port, fallbackPort }) => ({
				mode,
				host: host ?? null,
				port,
				fallbackPort: fallbackPort ?? null,
			})),
			wouldMake,
		},
	});
}
