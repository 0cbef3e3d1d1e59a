import { type Folder, OperatorError } from "../../base/index.ts";
import { DEFAULT_CERTIFICATE, readState } from "../../server/index.ts";
import type { Invocation } from "../command.ts";
import { loadConfig } from "../load-config.ts";
import { chosenData } from "../open-data.ts";

/** Which certificates the server shows, by the configuration and what is kept in state.json. */
export interface CertificateUsage {
	/** The one that is shown where nothing else is said. */
	readonly defaultName: string;
	/** The line, variable or file that chose the default; undefined when it is only kept in state.json. */
	readonly chosenBy: string | undefined;
	/** The certificates that listeners have as their own, each with the line that says so. */
	readonly ofListeners: ReadonlyMap<string, string>;
}

/**
 * What the configuration and state.json say.
 *
 * @param options.isConfigOptional a fault in the configuration is told, and state.json believed
 * @throws {OperatorError} for a configuration that cannot be read
 */
export async function usageOf(
	invocation: Invocation,
	folder: Folder,
	{ isConfigOptional }: { readonly isConfigOptional?: true },
): Promise<CertificateUsage> {
	const kept = (await readState(folder))?.certificate ?? DEFAULT_CERTIFICATE;
	try {
		const data = await chosenData(invocation);
		const { settings, origins } = await loadConfig(invocation, data);
		const listens = origins.get("listen") ?? "the configuration";
		const ofListeners = new Map(
			settings.listen.flatMap(({ certificate }) =>
				certificate === undefined
					? []
					: [[certificate, `${listens} [[listen]] certificate`] as const],
			),
		);
		const { certificate, isCertificateChosen } = settings.tls;
		const chosenBy = origins.get("tls.certificate") ?? "the configuration";
		return isCertificateChosen
			? { defaultName: certificate, chosenBy, ofListeners }
			: { defaultName: kept, chosenBy: undefined, ofListeners };
	} catch (error) {
		const isMendable = error instanceof OperatorError;
		if (!isMendable || isConfigOptional !== true) throw error;
		invocation.output.note(`The configuration is not read: ${error.message}`);
		return {
			defaultName: kept,
			chosenBy: undefined,
			ofListeners: new Map(),
		};
	}
}

/** Makes sure that a certificate may become the default. @throws {OperatorError} config.outranks when the configuration names another */
export function refuseOutranked(
	{ usage }: { readonly usage: CertificateUsage },
	name: string,
): void {
	const { chosenBy, defaultName } = usage;
	if (chosenBy === undefined || defaultName === name) return;
	throw new OperatorError(
		"config.outranks",
		`${name} cannot be made the default: the configuration names ${defaultName}.`,
		{
			why: `${chosenBy} says certificate = "${defaultName}"`,
			fix: `write certificate = "${name}" there, or take the line out`,
		},
	);
}
