import { familyOf, hostPort, isLoopback } from "../base/index.ts";
import type { SettingFault, SettingPath } from "./faults.ts";
import type { RawSettings } from "./schema.ts";
import { ratioOf } from "./tables/credits.ts";
import { type ListenSetting, listenSettings } from "./tables/listen.ts";
import { portRange } from "./tables/passive.ts";

/** Settings that are each well formed, and cannot be meant together. */
export interface CrossFault
	extends Pick<SettingFault, "sentence" | "why" | "fix"> {
	/** The setting to point at. */
	readonly path: SettingPath;
}

/** The ports of listeners that name none: the usual ones, and those for users who may not have them. */
const UNNAMED_PORTS = {
	explicit: [21, 2121],
	implicit: [990, 2990],
} as const;

/**
 * What contradicts each other among valid settings.
 *
 * @param listen the listeners that count, when flags have changed those of the file
 */
export function crossFaults(
	raw: RawSettings,
	listen: readonly ListenSetting[] = listenSettings(raw.listen),
): readonly CrossFault[] {
	return [
		...creditFaults(raw),
		...banFaults(raw),
		...metricsFaults(raw),
		...listenerFaults(listen),
		...passiveFaults(raw, listen),
		...metricsPortFaults(raw, listen),
	];
}

/** What is allowed, and probably not what was meant. */
export function crossWarnings(raw: RawSettings): readonly string[] {
	const { access, limits, tls } = raw;
	const nobody = access.default === "deny" && access.safe.length === 0;
	return [
		...(nobody
			? [
					'access.default is "deny" and access.safe is empty: nobody can connect',
				]
			: []),
		...(limits.users !== undefined && limits.users > limits.connections
			? [
					`limits.users (${limits.users}) is never reached: limits.connections is ${limits.connections}`,
				]
			: []),
		...(tls.client_crl !== undefined && tls.client_ca === undefined
			? [
					"tls.client_crl has no effect without tls.client_ca, which says whom to trust",
				]
			: []),
		...(tls.client_ca !== undefined && !asksForCertificates(raw)
			? [
					'tls.client_ca has no effect while tls.client_auth is "none": no client is asked for a certificate',
				]
			: []),
	];
}

function asksForCertificates({ listen, tls }: RawSettings): boolean {
	return [tls.client_auth, ...(listen ?? []).map((each) => each.client_auth)]
		.filter((auth) => auth !== undefined)
		.some((auth) => auth !== "none");
}

function creditFaults({ credits }: RawSettings): readonly CrossFault[] {
	const { download, enabled, ratio: text, upload } = credits;
	const ratio = text === undefined ? undefined : ratioOf(text);
	if (ratio === undefined) {
		if (!enabled || (upload ?? 0) !== 0 || (download ?? 0) !== 0) return [];
		return [
			{
				path: ["credits", "enabled"],
				sentence: "credits.enabled needs rates",
				why: "nothing says what an upload earns and a download costs",
				fix: 'add ratio = "1:3", or upload and download, to [credits]',
			},
		];
	}
	const wanted = { upload: ratio.downloaded, download: -ratio.uploaded };
	return (["upload", "download"] as const).flatMap((key) => {
		const given = credits[key];
		if (given === undefined || given === wanted[key]) return [];
		return [
			{
				path: ["credits", key],
				sentence: `credits.${key} and credits.ratio contradict each other`,
				why: `a ratio of ${text} means ${key} = ${wanted[key]}, and ${key} is ${given}`,
				fix: "leave one of them out",
			},
		];
	});
}

function banFaults({ auth }: RawSettings): readonly CrossFault[] {
	if (auth.ban_longest_seconds >= auth.ban_seconds) return [];
	return [
		{
			path: ["auth", "ban_longest_seconds"],
			sentence: "auth.ban_longest_seconds must be auth.ban_seconds or more",
			why: `the first ban lasts ${auth.ban_seconds} seconds, the longest ${auth.ban_longest_seconds}`,
			fix: "correct auth.ban_longest_seconds or auth.ban_seconds",
		},
	];
}

function metricsFaults({ metrics }: RawSettings): readonly CrossFault[] {
	if (metrics.public || isLoopback(metrics.host)) return [];
	return [
		{
			path: ["metrics", "host"],
			sentence: "metrics.host must be a loopback address",
			why: `${metrics.host} can be reached by others, and the figures have no password`,
			fix: 'write host = "127.0.0.1", or allow it with public = true in [metrics]',
		},
	];
}

/** Two listeners on one address and port: the second could not be bound. */
function listenerFaults(
	listen: readonly ListenSetting[],
): readonly CrossFault[] {
	return listen.flatMap((each, index) => {
		const port = portOf(each);
		const same = listen
			.slice(0, index)
			.findIndex((other) => portOf(other) === port && overlaps(each, other));
		if (port === 0 || same === -1) return [];
		return [
			{
				path: ["listen", index],
				sentence: `[[listen]] ${index + 1} takes an address and port that [[listen]] ${same + 1} has`,
				why: `both are ${where(each)}`,
				fix: "give one of them another port or host, or remove it",
			},
		];
	});
}

function passiveFaults(
	{ passive }: RawSettings,
	listen: readonly ListenSetting[],
): readonly CrossFault[] {
	const range =
		passive.ports === undefined ? undefined : portRange(passive.ports);
	if (range === undefined) return [];
	const taken = listen
		.flatMap((each) =>
			each.port === undefined ? UNNAMED_PORTS[each.mode] : [each.port],
		)
		.filter((port) => port >= range.first && port <= range.last);
	if (taken.length === 0) return [];
	return [
		{
			path: ["passive", "ports"],
			sentence: `passive.ports holds a port that the server listens on: ${[...new Set(taken)].join(", ")}`,
			why: `the range is ${passive.ports}`,
			fix: "choose a range above, such as 50000-50100",
		},
	];
}

function metricsPortFaults(
	{ metrics, passive }: RawSettings,
	listen: readonly ListenSetting[],
): readonly CrossFault[] {
	if (!metrics.enabled || metrics.port === 0) return [];
	const range =
		passive.ports === undefined ? undefined : portRange(passive.ports);
	const isPassive =
		range !== undefined &&
		metrics.port >= range.first &&
		metrics.port <= range.last;
	const isListener = listen.some(
		(each) => portOf(each) === metrics.port && overlaps(each, metrics),
	);
	if (!isPassive && !isListener) return [];
	return [
		{
			path: ["metrics", "port"],
			sentence: `metrics.port ${metrics.port} is wanted for something else`,
			why: isListener ? "a [[listen]] has it" : "it is one of passive.ports",
			fix: "give metrics another port",
		},
	];
}

function portOf({ mode, port }: ListenSetting): number {
	return port ?? UNNAMED_PORTS[mode][0];
}

function overlaps(
	one: { readonly host?: string },
	other: { readonly host?: string },
): boolean {
	if (one.host === undefined || other.host === undefined) return true;
	if (one.host.toLowerCase() === other.host.toLowerCase()) return true;
	const isSameFamily = familyOf(one.host) === familyOf(other.host);
	return isSameFamily && (isAny(one.host) || isAny(other.host));
}

function isAny(host: string): boolean {
	return host === "0.0.0.0" || /^[0:]+$/.test(host);
}

function where(listener: ListenSetting): string {
	const port = portOf(listener);
	return listener.host === undefined
		? `port ${port} of every address`
		: hostPort({ host: listener.host, port });
}
