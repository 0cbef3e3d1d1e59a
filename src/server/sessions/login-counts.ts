import type { Account } from "../../accounts/index.ts";
import type { Settings } from "../../config/index.ts";
import type { LoginRefusal } from "../../ftp/index.ts";

/** A login that counts until it is let go, once. */
export interface CountedLogin {
	release(): void;
}

/** What the counts are held against. */
export type LoginLimits = Pick<Settings["limits"], "users" | "perAccount">;

/** Counts who is logged in: all, by account, and by account and address. */
export class LoginCounts {
	readonly #byAccount = new Map<string, Map<string, number>>();
	#all = 0;

	get all(): number {
		return this.#all;
	}

	/** The sessions of one account. */
	of(name: string): number {
		return sum(this.#byAccount.get(name) ?? new Map());
	}

	/** Lets a login in and counts it at once, so that two at the same moment do not both take the last place. */
	admit(
		{ name, limits }: Pick<Account, "name" | "limits">,
		from: string,
		server: LoginLimits,
	): CountedLogin | LoginRefusal {
		const addresses = this.#byAccount.get(name) ?? new Map<string, number>();
		const own = sum(addresses);
		const here = addresses.get(from) ?? 0;
		if (server.users !== undefined && this.#all >= server.users) {
			return tooMany("on this server", `[limits] users = ${server.users}`);
		}
		const most = least(limits.sessions, server.perAccount);
		if (most !== undefined && own >= most) {
			return tooMany("of this account", `max_sessions of ${name} is ${most}`);
		}
		const mostHere = limits.sessionsPerAddress;
		if (mostHere !== undefined && here >= mostHere) {
			const why = `max_sessions_per_address of ${name} is ${mostHere}`;
			return tooMany("of this account from your address", why);
		}
		this.#all += 1;
		this.#byAccount.set(name, addresses.set(from, here + 1));
		return { release: () => this.#release(name, from) };
	}

	#release(name: string, from: string): void {
		const addresses = this.#byAccount.get(name);
		const left = (addresses?.get(from) ?? 0) - 1;
		this.#all -= 1;
		if (left > 0) addresses?.set(from, left);
		else addresses?.delete(from);
		if (addresses?.size === 0) this.#byAccount.delete(name);
	}
}

function sum(counts: ReadonlyMap<string, number>): number {
	return [...counts.values()].reduce((all, each) => all + each, 0);
}

function tooMany(whose: string, why: string): LoginRefusal {
	const sentence = `Too many sessions ${whose}; try again later.`;
	return { code: 421, sentence, why, failure: "tooManySessions" };
}

/** The smaller of two limits, either of which may be absent. */
export function least(
	a: number | undefined,
	b: number | undefined,
): number | undefined {
	if (a === undefined) return b;
	return b === undefined ? a : Math.min(a, b);
}
