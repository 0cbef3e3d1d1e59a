import type { Settings } from "../config/index.ts";

/** Why a connection is refused, and the setting that says so. */
export interface Refusal {
	readonly sentence: string;
	readonly setting: string;
}

/** A connection that was let in; it must be let go once. */
export interface Admission {
	/** From now on it does not count among the strangers of its address. */
	loggedIn(): void;
	release(): void;
}

type Limits = Pick<
	Settings["limits"],
	"connections" | "perAddress" | "notLoggedInPerAddress"
>;

/** Counts connections: all, by address, and by address those that have not logged in. */
export class ConnectionLimits {
	#limits: Limits;
	readonly #byAddress = new Map<string, number>();
	readonly #strangers = new Map<string, number>();
	#total = 0;

	constructor(limits: Limits) {
		this.#limits = limits;
	}

	/** Other limits from now on; who is in stays in. */
	change(limits: Limits): void {
		this.#limits = limits;
	}

	/** Lets a connection in, or says why not. */
	admit(host: string): Admission | Refusal {
		const refusal = this.#refusal(host);
		if (refusal !== undefined) return refusal;
		this.#total += 1;
		count(this.#byAddress, host, 1);
		count(this.#strangers, host, 1);
		let isStranger = true;
		const loggedIn = (): void => {
			if (isStranger) count(this.#strangers, host, -1);
			isStranger = false;
		};
		return {
			loggedIn,
			release: () => {
				loggedIn();
				this.#total -= 1;
				count(this.#byAddress, host, -1);
			},
		};
	}

	#refusal(host: string): Refusal | undefined {
		const { connections, perAddress, notLoggedInPerAddress } = this.#limits;
		if (this.#total >= connections) {
			return {
				sentence: "Too many connections; try again later.",
				setting: `[limits] connections = ${connections}`,
			};
		}
		if ((this.#byAddress.get(host) ?? 0) >= perAddress) {
			return {
				sentence: "Too many connections from your address.",
				setting: `[limits] per_address = ${perAddress}`,
			};
		}
		if ((this.#strangers.get(host) ?? 0) >= notLoggedInPerAddress) {
			return {
				sentence: "Too many connections from your address wait to log in.",
				setting: `[limits] not_logged_in_per_address = ${notLoggedInPerAddress}`,
			};
		}
		return undefined;
	}
}

function count(map: Map<string, number>, key: string, change: number): void {
	const value = (map.get(key) ?? 0) + change;
	if (value <= 0) map.delete(key);
	else map.set(key, value);
}
