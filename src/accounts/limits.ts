import { SECOND_MS } from "../base/index.ts";
import type { AccountLimits, AccountPolicy } from "./account.ts";
import type { Declared } from "./account-keys.ts";

/** What a declaration demands about TLS. */
export function policyOf(declared: Declared): AccountPolicy {
	const { closeNotify, sessionResumption } = declared;
	return {
		...(declared.requireTls === true ? { requireTls: true } : {}),
		...(declared.requireDataTls === true ? { dataTls: "required" } : {}),
		...(closeNotify === undefined ? {} : { closeNotify }),
		...(sessionResumption === undefined
			? {}
			: { resumption: sessionResumption }),
		...(declared.requireClientCert === true ? { clientAuth: "required" } : {}),
	};
}

/** The words of a policy from the mildest on. */
const STRICTNESS = ["lenient", "strict", "off", "prefer", "require"] as const;

/** The stricter of both, word by word. */
export function stricter(a: AccountPolicy, b: AccountPolicy): AccountPolicy {
	const closeNotify = strictest(a.closeNotify, b.closeNotify);
	const resumption = strictest(a.resumption, b.resumption);
	return {
		...a,
		...b,
		...(closeNotify === undefined ? {} : { closeNotify }),
		...(resumption === undefined ? {} : { resumption }),
	};
}

function strictest<T extends (typeof STRICTNESS)[number]>(
	a: T | undefined,
	b: T | undefined,
): T | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return STRICTNESS.indexOf(a) < STRICTNESS.indexOf(b) ? b : a;
}

/** The limits of a declaration; what it does not name is not in it. */
export function limitsOf(declared: Declared): AccountLimits {
	return present({
		quotaBytes: declared.quota,
		quotaFiles: declared.quotaFiles,
		dailyUploadBytes: declared.dailyUpload,
		dailyDownloadBytes: declared.dailyDownload,
		sessions: declared.maxSessions,
		sessionsPerAddress: declared.maxSessionsPerAddress,
		idleMs: inMs(declared.idleSeconds),
		stalledMs: inMs(declared.stalledSeconds),
		uploadBytesPerSecond: declared.uploadRate,
		downloadBytesPerSecond: declared.downloadRate,
		largestFileBytes: declared.largestFile,
	});
}

type Limit = keyof AccountLimits;

const LIMITS: readonly Limit[] = [
	"quotaBytes",
	"quotaFiles",
	"dailyUploadBytes",
	"dailyDownloadBytes",
	"sessions",
	"sessionsPerAddress",
	"idleMs",
	"stalledMs",
	"uploadBytesPerSecond",
	"downloadBytesPerSecond",
	"largestFileBytes",
];

/** The smaller of both, limit by limit. */
export function smallerLimits(
	a: AccountLimits,
	b: AccountLimits,
): AccountLimits {
	const limits: { [Name in Limit]?: number } = {};
	for (const name of LIMITS) {
		const least = smaller(a[name], b[name]);
		if (least !== undefined) limits[name] = least;
	}
	return limits;
}

function present(
	limits: {
		readonly [Name in Limit]: number | undefined;
	},
): AccountLimits {
	const said: { [Name in Limit]?: number } = {};
	for (const name of LIMITS) {
		const limit = limits[name];
		if (limit !== undefined) said[name] = limit;
	}
	return said;
}

function inMs(seconds: number | undefined): number | undefined {
	return seconds === undefined ? undefined : seconds * SECOND_MS;
}

/** The smaller of what is said. @example smaller(undefined, 5) === 5 */
export function smaller(
	a: number | undefined,
	b: number | undefined,
): number | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return Math.min(a, b);
}
