import { OperatorError } from "../../base/index.ts";
import {
	type CheckResult,
	distanceText,
	SOON_MS,
	type StoredCertificate,
} from "../../certificates/index.ts";
import { DEFAULT_CERTIFICATE } from "../../server/index.ts";
import {
	bad,
	type Check,
	type Finding,
	failure,
	ok,
	skip,
	warn,
} from "../check.ts";
import { unlessClosed } from "../needs.ts";
import { renewal } from "../own-renewal.ts";
import type { FoundConfig, Setup } from "../setup.ts";
import { shownNames } from "../shown-certificates.ts";

/** Every certificate of the store: pair, chain, dates, strength, modes. */
export const CERTIFICATES: Check = {
	id: "certificates",
	title: "certificates",
	run: (setup) => unlessClosed(setup, () => storeFindings(setup)),
};

async function storeFindings(setup: Setup): Promise<readonly Finding[]> {
	const { certificates, passphrase } = setup;
	if (certificates instanceof OperatorError) return [failure(certificates)];
	const opening = passphrase === undefined ? {} : { passphrase };
	const results = await certificates.check({ withinMs: SOON_MS, ...opening });
	const stored = await certificates.list();
	const shown = shownNames(setup);
	const missing = await missingOnes(shown, stored, setup);
	const each = results.flatMap((result) => {
		const found = stored.find(({ name }) => name === result.name);
		return findingsFor(result, found, { setup, shown });
	});
	if (missing.length + each.length > 0) return [...missing, ...each];
	return [ok("there are none yet")];
}

async function missingOnes(
	shown: ReadonlySet<string> | undefined,
	stored: readonly StoredCertificate[],
	{ certificates, config }: Setup,
): Promise<readonly Finding[]> {
	const missing = [...(shown ?? [])].filter(
		(name) => !stored.some((each) => each.name === name),
	);
	const found: Finding[] = [];
	for (const name of missing) {
		const isMade = name === DEFAULT_CERTIFICATE && !isChosen(config);
		if (isMade) {
			found.push(ok(`there is no certificate ${name} yet; a start makes it`));
			continue;
		}
		found.push(await notThere(name, certificates));
	}
	return found;
}

function isChosen(config: FoundConfig | OperatorError): boolean {
	return (
		!(config instanceof OperatorError) &&
		config.settings.tls.isCertificateChosen
	);
}

/** The store's own error for a name that is not there says what is. */
async function notThere(
	name: string,
	certificates: Setup["certificates"],
): Promise<Finding> {
	if (certificates instanceof OperatorError) return failure(certificates);
	const error = await certificates.load(name).then(
		() => undefined,
		(caught: unknown) => caught,
	);
	return error instanceof OperatorError
		? failure(error)
		: bad(`the configuration names the certificate ${name}, which is missing`);
}

function findingsFor(
	{ findings, name, problem }: CheckResult,
	stored: StoredCertificate | undefined,
	{
		setup,
		shown,
	}: {
		readonly setup: Setup;
		readonly shown: ReadonlySet<string> | undefined;
	},
): readonly Finding[] {
	const mend = renewal(name, stored, setup);
	const mending = mend === undefined ? {} : { mend };
	if (problem?.code === "cert.key-encrypted") {
		return [
			skip(
				`${name}: its key is encrypted; add --passphrase-file FILE to look at the pair`,
			),
		];
	}
	if (problem?.code === "cert.not-found") {
		return [ok(`${name}: its request waits for the authority's answer`)];
	}
	if (problem !== undefined) {
		const found = failure(problem, mending);
		if (shown?.has(name) !== false) return [found];
		return [{ ...found, verdict: "warn" }];
	}
	const warnings = findings
		.filter(({ level }) => level === "warning")
		.map(({ code, text }) =>
			warn(`${name}: ${text} [${code}]`, {
				fix:
					code === "cert.expires-soon"
						? `oceanftp cert renew ${name}`
						: `oceanftp help ${code}`,
				...mending,
			}),
		);
	if (warnings.length > 0) return warnings;
	const leaf = stored?.leaf;
	const ends =
		leaf === undefined
			? ""
			: `, ends ${distanceText(leaf.notAfterMs, setup.nowMs())}`;
	const key = leaf === undefined ? "" : `, ${leaf.key.description}`;
	return [ok(`${name}: pair, chain and dates are right${key}${ends}`)];
}
