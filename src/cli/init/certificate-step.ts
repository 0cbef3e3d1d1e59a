import {
	type CertificateName,
	type CertificateStore,
	formatName,
} from "../../certificates/index.ts";
import {
	type DataFolderChoice,
	DEFAULT_CERTIFICATE,
	ensureCertificate,
} from "../../server/index.ts";
import {
	changeCertificates,
	readCertificates,
} from "../cert/open-certificates.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import type { ConfigStep } from "./config-step.ts";
import type { InitWish } from "./wish.ts";

/** The certificate that would be shown to clients, and what was asked for that it lacks. */
export async function plannedCertificate(
	invocation: Invocation,
	{ config, wish }: { readonly config: ConfigStep; readonly wish: InitWish },
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

/** Makes the default certificate when it is missing. */
export async function makeCertificate(
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
				machine: () => ({
					hostname: process.hostname(),
					addresses: process.addresses().map((each) => each.address),
				}),
				...(names === undefined ? {} : { names }),
			});
			return { name, isNew, lacking: await lackingNames(store, name, wish) };
		},
	);
	return value;
}
