import type { Account } from "../../accounts/index.ts";
import { isInNetwork, type Network } from "../../base/index.ts";
import type { Settings } from "../../config/index.ts";
import type { AccountFiles } from "../../files/index.ts";
import type {
	AccountView,
	LoginRefusal,
	OpenedAccount,
	SessionPolicy,
	Traffic,
} from "../../ftp/index.ts";
import { FREE_TRAFFIC } from "../../ftp/index.ts";
import type { LoginCounts } from "./login-counts.ts";
import { accountPolicy } from "./session-policy.ts";

/** What the opening of accounts stands on. */
export interface OpenerParts {
	/** The files that an account sees; its home is made when it is missing. */
	openHome(account: Account): Promise<AccountFiles>;
	/** Absent: nobody's traffic is counted or limited. */
	readonly trafficOf?: ((account: Account) => Traffic) | undefined;
	readonly counts: LoginCounts;
}

/** Where an account logs in. */
export interface LoginSite {
	readonly from: string;
	readonly policy: SessionPolicy;
	readonly limits: Settings["limits"];
}

/** Lets an account in that has proved itself, or says which rule keeps it out. @throws {Error} when its home cannot be opened */
export async function openAccount(
	parts: OpenerParts,
	account: Account,
	site: LoginSite,
): Promise<OpenedAccount | LoginRefusal> {
	const refusal = addressRefusal(account, site.from);
	if (refusal !== undefined) return refusal;
	const login = parts.counts.admit(account, site.from, site.limits);
	if ("code" in login) return login;
	try {
		return {
			...(await accountView(parts, account, site.policy)),
			close: () => login.release(),
		};
	} catch (failure) {
		login.release();
		throw failure;
	}
}

/** What an account sees; for somebody who is in already and whose account has changed it counts as it did. */
export async function accountView(
	{ openHome, trafficOf }: Omit<OpenerParts, "counts">,
	account: Account,
	policy: SessionPolicy,
): Promise<AccountView> {
	const files = await openHome(account);
	return {
		files,
		start: files.start,
		traffic: trafficOf?.(account) ?? FREE_TRAFFIC,
		policy: accountPolicy(account, policy),
	};
}

/** Safe addresses beat blocked ones. To the client it looks like a wrong password: which accounts exist is not its business. */
export function addressRefusal(
	{ access, name }: Pick<Account, "access" | "name">,
	from: string,
): LoginRefusal | undefined {
	const isIn = (networks: readonly Network[]): boolean =>
		networks.some((network) => isInNetwork(from, network));
	if (isIn(access.safe) || !isIn(access.blocked)) return undefined;
	return {
		code: 530,
		sentence: "Wrong name or password.",
		why: `${from} is among the blocked addresses of ${name}`,
	};
}
