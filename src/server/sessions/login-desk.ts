import type {
	Account,
	AccountStore,
	Authenticator,
} from "../../accounts/index.ts";
import type { Settings } from "../../config/index.ts";
import type { SessionPolicy, SessionWorld } from "../../ftp/index.ts";
import type { Log } from "../../log/index.ts";
import { systemClock } from "../../platform/index.ts";
import type { AddressGate } from "../address-gate.ts";
import {
	addressRefusal,
	type OpenerParts,
	openAccount,
} from "./account-opener.ts";
import { accountDemands } from "./session-policy.ts";

/** What letting people in stands on, for all sessions. */
export interface LoginDeskParts {
	readonly accounts: Pick<AccountStore, "find">;
	readonly authenticator: Authenticator;
	readonly gate: AddressGate;
	/** Undefined: users may not change their passwords themselves. */
	readonly changePassword: SessionWorld["changePassword"];
	readonly log: Log;
	opener(): OpenerParts;
	limits(): Settings["limits"];
	/** An account is another than when it was looked up: the sessions are to be looked through. */
	accountsChanged(): void;
	/** An address is banned now: so are the sessions from there. */
	gateChanged(): void;
}

/** A session in which somebody wants to log in. */
export interface Visitor {
	readonly session: string;
	/** The address. */
	readonly from: string;
	readonly policy: SessionPolicy;
	/** Called when somebody is in. */
	loggedIn(): void;
}

/** The part of a session's world that knows names and passwords. */
export type LoginDesk = Pick<
	SessionWorld,
	"authenticate" | "recognise" | "demandsOf" | "openAccount" | "changePassword"
>;

/** Lets people in: by password, certificate, rules, bans and counts. */
export function loginDesk(
	{ accounts, authenticator, changePassword, gate, ...parts }: LoginDeskParts,
	{ from, loggedIn, policy, session }: Visitor,
): LoginDesk {
	/** A wrong password: counted, and answered the later the more there were. */
	async function failed(name: string): Promise<void> {
		const { delayMs, isBanned } = gate.failed(from, name);
		if (isBanned) parts.gateChanged();
		await new Promise<void>((resolve) => {
			systemClock.after(delayMs, resolve);
		});
	}

	function whyShut(account: Account): string | undefined {
		const refusal = addressRefusal(account, from);
		if (refusal !== undefined) return refusal.why;
		return gate.isShut(account.name) ? `${account.name} is banned` : undefined;
	}

	return {
		authenticate: async (name, password, client) => {
			const account = await authenticator.authenticate(name, password, client);
			// Not before the password was looked at: the answer must take as long, and say as little, as any other.
			const why = account && whyShut(account);
			if (account !== undefined && why === undefined) {
				gate.succeeded(from, name);
				return account;
			}
			if (why !== undefined) {
				const what = `the password was right, but ${why}`;
				parts.log.event({ kind: "warning", session, remote: from, what });
			}
			await failed(name);
			return undefined;
		},
		recognise: (name, client) => {
			const account = authenticator.recognise(name, client);
			const isShut = account !== undefined && gate.isShut(account.name);
			return isShut ? undefined : account;
		},
		demandsOf: (name) => accountDemands(accounts.find(name)),
		openAccount: async (account) => {
			const site = { from, policy, limits: parts.limits() };
			const opened = await openAccount(parts.opener(), account, site);
			if ("code" in opened) return opened;
			loggedIn();
			// Whoever changed it meanwhile told the sessions that were open then, and this one was not among them yet.
			const isOther = accounts.find(account.name) !== account;
			if (isOther) systemClock.after(0, parts.accountsChanged);
			return opened;
		},
		...(changePassword === undefined
			? {}
			: {
					changePassword: async (account, change) => {
						const outcome = await changePassword(account, change);
						// Guessing is guessing, also from within a session that somebody left open.
						if (outcome.kind === "wrongPassword") await failed(account.name);
						return outcome;
					},
				}),
	};
}
