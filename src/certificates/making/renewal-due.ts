import { DAY_MS, familyOf } from "../../base/index.ts";
import type { CertificateFacts } from "../facts/certificate-facts.ts";
import type { RequestFacts } from "../facts/certificate-request.ts";
import {
	type CertificateName,
	distinctNames,
	formatName,
} from "../facts/names.ts";
import { dateText, distanceText } from "../facts/sentences.ts";

/** What decides whether a certificate is renewed without being asked. {@link StoredCertificate} has all of it. */
export interface RenewalFacts {
	readonly leaf: CertificateFacts | undefined;
	/** See {@link isOwnSelfSigned}. */
	readonly isOwn: boolean;
}

/** Why a certificate is to be renewed now. */
export interface RenewalReason {
	readonly kind: "ends-soon" | "names-changed";
	/** One sentence without a final stop, for the log. */
	readonly text: string;
}

/**
 * Whether this program made the certificate itself, here: only then may it replace it unasked. Four things must come
 * together: it is self-signed and no authority's; its serial and its one purpose are as x509.ts writes them; and a request of the same key
 * lies beside it, which `create` and `renew` leave there and an import never does. So a pair that was imported is not
 * taken for our own, even if another Ocean FTP Server made it. (It is when somebody afterwards asks for `cert csr` with
 * that key here; then at worst it gets new dates, and keeps key and names.)
 */
export function isOwnSelfSigned(
	leaf: CertificateFacts,
	request: Pick<RequestFacts, "spkiSha256"> | undefined,
): boolean {
	return (
		leaf.isSelfIssued &&
		!leaf.isCa &&
		OWN_SERIAL.test(leaf.serial) &&
		leaf.purposes?.join() === "serverAuth" &&
		leaf.subjectKeyId !== undefined &&
		leaf.subjectKeyId === leaf.authorityKeyId &&
		request?.spkiSha256 === leaf.spkiSha256
	);
}

/** Sixteen bytes that begin with the bits 01. */
const OWN_SERIAL = /^[4-7][0-9a-f]{31}$/;

/** However long a certificate lives, its last month is time enough. */
const LAST_DAYS_MS = 30 * DAY_MS;

/**
 * Whether the program's own certificate should be renewed now: when a third of its life is left, or 30 days if that is
 * less, and when the machine has got a name or an address that it lacks.
 *
 * @param machineNames what {@link localNames} gives now; left out, names decide nothing
 * @returns undefined when it should not, and for every certificate that is not the program's own
 */
export function renewalDue(
	{ leaf, isOwn }: RenewalFacts,
	nowMs: number,
	machineNames: readonly CertificateName[] = [],
): RenewalReason | undefined {
	if (leaf === undefined || !isOwn) return undefined;
	const { notBeforeMs, notAfterMs } = leaf;
	const lastMs = Math.min((notAfterMs - notBeforeMs) / 3, LAST_DAYS_MS);
	if (notAfterMs - nowMs <= lastMs) {
		const end = `${dateText(notAfterMs)}, ${distanceText(notAfterMs, nowMs)}`;
		return { kind: "ends-soon", text: `it ends on ${end}` };
	}
	const missing = isForMachine(leaf) ? missingOf(leaf, machineNames) : [];
	if (missing.length === 0) return undefined;
	const names = missing.map(formatName).join(", ");
	return { kind: "names-changed", text: `this machine is now ${names} too` };
}

/**
 * The names for the renewal of a certificate that was made for the machine: what the machine has now, and of the old ones all but
 * addresses, which belong to somebody else by now. For one with chosen names they stay as they are.
 */
export function renewalNames(
	leaf: Pick<CertificateFacts, "names">,
	machineNames: readonly CertificateName[],
): readonly CertificateName[] {
	if (!isForMachine(leaf)) return leaf.names;
	const kept = leaf.names.filter(({ kind }) => kind !== "ip");
	return distinctNames([...machineNames, ...kept]);
}

/**
 * Names that a person chose do not follow the machine. Its own are `localhost` and the host name together; whoever asks
 * for `localhost` alone, for a test say, gets what was asked for, and a request that was sent away stays as it was.
 */
function isForMachine({ names }: Pick<CertificateFacts, "names">): boolean {
	const hosts = names.flatMap(({ kind, value }) =>
		kind === "dns" ? [value] : [],
	);
	return hosts.includes("localhost") && hosts.length > 1;
}

/**
 * IPv6 machines give themselves another passing address every day, so one address that is still right is enough there.
 */
function missingOf(
	{ names }: Pick<CertificateFacts, "names">,
	machineNames: readonly CertificateName[],
): readonly CertificateName[] {
	const has = new Set(names.map(formatName));
	const isIpv6 = ({ kind, value }: CertificateName): boolean =>
		kind === "ip" && familyOf(value) === 6;
	const isThere = (name: CertificateName): boolean => has.has(formatName(name));
	const keepsIpv6 = machineNames.some((name) => isIpv6(name) && isThere(name));
	return machineNames.filter(
		(name) => !isThere(name) && !(keepsIpv6 && isIpv6(name)),
	);
}
