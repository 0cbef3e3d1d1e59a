import { OperatorError } from "../../base/index.ts";
import { clientSockets } from "../../platform/index.ts";
import type { Resumption, TlsVersion } from "../../tls/index.ts";
import { bad, type Check, type Finding, ok, skip } from "../check.ts";
import { roundTrip, type TripFacts } from "../ftps/round-trip.ts";
import { withConfig } from "../needs.ts";
import type { FoundConfig, Setup } from "../setup.ts";
import {
	startTrialServer,
	type TrialPlace,
	type TrialServer,
	trialDifferences,
} from "../trial-server.ts";

/** One way to use FTP over TLS. */
interface Trip {
	readonly mode: "explicit" | "implicit";
	readonly way: "passive" | "active";
	readonly version: TlsVersion;
}

const TRIPS: readonly Trip[] = (["explicit", "implicit"] as const).flatMap(
	(mode) =>
		(["passive", "active"] as const).flatMap((way) =>
			(["TLSv1.2", "TLSv1.3"] as const).map((version) => ({
				mode,
				way,
				version,
			})),
		),
);

/** For one round trip; on loopback it takes tens of milliseconds, on a slow stick that is busy seconds. */
const TRIP_MS = 15_000;

/** Crosses several TLS records; as much as random bytes are given at once. */
const CONTENT_BYTES = 65_536;

/**
 * A row for each way: log in, upload, list, download, compare, delete, by a client of our own that trusts nothing but
 * the certificate of the store, against the real server on loopback.
 */
export const ROUND_TRIPS: readonly Check[] = TRIPS.map((trip) => ({
	id: `round-trip.${trip.mode}.${trip.way}.${trip.version === "TLSv1.2" ? "tls12" : "tls13"}`,
	title: titleOf(trip),
	isSlow: true,
	run: (setup) => withConfig(setup, (config) => tryTrip(trip, setup, config)),
}));

function titleOf({ mode, version, way }: Trip): string {
	return `${mode} FTPS, ${way}, ${version.replace("TLSv", "TLS ")}`;
}

async function tryTrip(
	trip: Trip,
	setup: Setup,
	config: FoundConfig,
): Promise<readonly Finding[]> {
	const { settings } = config;
	const title = titleOf(trip);
	if (!settings.listen.some(({ mode }) => mode === trip.mode)) {
		return [skip(`${title}: no ${trip.mode} listener is configured`)];
	}
	if (trip.way === "active" && !settings.active.enabled) {
		return [skip(`${title}: [active] enabled = false`)];
	}
	let server: TrialServer;
	try {
		server = await startTrialServer(setup, config);
	} catch (error) {
		if (!(error instanceof OperatorError)) throw error;
		return [
			skip(
				`${title}: no server to try could be started: ${error.message} [${error.code}]`,
			),
		];
	}
	try {
		const places = server.places.filter(({ mode }) => mode === trip.mode);
		const found: Finding[] = [];
		for (const place of places) {
			found.push(await tripFinding(trip, place, { server, config, setup }));
		}
		return found;
	} finally {
		server.stop();
	}
}

async function tripFinding(
	trip: Trip,
	place: TrialPlace,
	{
		config,
		server,
		setup,
	}: {
		readonly server: TrialServer;
		readonly config: FoundConfig;
		readonly setup: Setup;
	},
): Promise<Finding> {
	const { minVersion } = config.settings.tls;
	const title = `${titleOf(trip)}, certificate ${place.certificate.name}`;
	const isRefused = minVersion === "1.3" && trip.version === "TLSv1.2";
	const control = new AbortController();
	const timer = setTimeout(
		() => control.abort(new Error(`no answer within ${TRIP_MS / 1000} s`)),
		TRIP_MS,
	);
	const startMs = performance.now();
	try {
		const facts = await roundTrip({
			target: {
				...place,
				version: trip.version,
				sha256: place.certificate.sha256,
			},
			way: trip.way,
			login: server.login,
			content: crypto.getRandomValues(new Uint8Array(CONTENT_BYTES)),
			sockets: clientSockets,
			signal: control.signal,
		});
		if (isRefused) {
			return bad(`${title} works, though [tls] min_version says 1.3`);
		}
		const resumption = resumptionFault(facts, place.resumption);
		if (resumption !== undefined) {
			return bad(`${title}: ${resumption}`, { why: runtimeText(setup) });
		}
		const ms = Math.round(performance.now() - startMs);
		const without = trialDifferences(config.settings).map(
			(each) => `; ${each}`,
		);
		return ok(
			`${title}: upload, listing, download and delete in ${ms} ms, ${facts.resumed} of ${facts.dataConnections} data connections resumed${without.join("")}`,
		);
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		if (isRefused) {
			return ok(`${title}: refused, as [tls] min_version = "1.3" says`);
		}
		const [last] = server.complaints().slice(-1);
		return bad(`${title}: the round trip failed`, {
			why: last === undefined ? why : `${why}\nthe server says: ${last}`,
			fix: "oceanftp serve --log-level debug shows what happens",
		});
	} finally {
		clearTimeout(timer);
		// Whatever is still open goes now.
		control.abort(new Error("the round trip is over"));
	}
}

function resumptionFault(
	{ dataConnections, resumed }: TripFacts,
	policy: Resumption,
): string | undefined {
	if (policy === "off" || resumed === dataConnections) return undefined;
	return `${resumed} of ${dataConnections} data connections resumed the TLS session, with [tls] session_resumption = "${policy}"`;
}

function runtimeText({ process }: Setup): string {
	const { name, version } = process.runtime;
	return `this is ${name} ${version}`;
}
