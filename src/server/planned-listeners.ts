import type { ListenSetting, Settings } from "../config/index.ts";
import type { ServerState } from "./server-state.ts";

/** A listener to be bound. */
export interface PlannedListener {
	readonly mode: "explicit" | "implicit";
	/** Undefined: every address of this machine, IPv4 and IPv6. */
	readonly host: string | undefined;
	/** 0: any free port. */
	readonly port: number;
	/** To be tried instead when `port` needs a right that this user lacks (EACCES), and in no other case. */
	readonly fallbackPort?: number;
	/** The certificate that is shown here; absent: the default one. */
	readonly certificate?: string;
	/** TLS rules of this listener, where they differ from the server's. */
	readonly policy?: ListenSetting["policy"];
	/** Somebody chose the port: it is not remembered for later starts. */
	readonly isPortChosen: boolean;
}

/** The usual ports, and those for users who may not have them. */
export const USUAL_PORTS = {
	explicit: { port: 21, fallbackPort: 2121 },
	implicit: { port: 990, fallbackPort: 2990 },
} as const;

/**
 * What to bind. A port that nobody chose is the one of the first start; only on that very first start may it
 * be the fallback. Later the ports never move silently.
 *
 * @param state without ports, or undefined, on the first start
 */
export function plannedListeners(
	settings: Pick<Settings, "listen">,
	state: ServerState | undefined,
): readonly PlannedListener[] {
	return settings.listen.map(({ mode, host, port, certificate, policy }) => {
		const common = {
			mode,
			host,
			...(certificate === undefined ? {} : { certificate }),
			...(policy === undefined ? {} : { policy }),
		};
		if (port !== undefined) return { ...common, port, isPortChosen: true };
		const usual = USUAL_PORTS[mode];
		const kept = state?.ports;
		if (kept === undefined) {
			return { ...common, ...usual, isPortChosen: false };
		}
		return { ...common, port: kept[mode] ?? usual.port, isPortChosen: false };
	});
}

/** The ports to keep for later starts: what was bound where nobody chose. */
export function portsToKeep(
	planned: readonly PlannedListener[],
	bound: readonly { readonly mode: "explicit" | "implicit"; port: number }[],
): NonNullable<ServerState["ports"]> {
	const kept: { explicit?: number; implicit?: number } = {};
	for (const mode of ["explicit", "implicit"] as const) {
		const isFree = planned.some(
			(each) => each.mode === mode && !each.isPortChosen,
		);
		const usual = USUAL_PORTS[mode];
		const port = bound.find(
			(each) =>
				each.mode === mode &&
				(each.port === usual.port || each.port === usual.fallbackPort),
		)?.port;
		if (isFree && port !== undefined) kept[mode] = port;
	}
	return kept;
}
