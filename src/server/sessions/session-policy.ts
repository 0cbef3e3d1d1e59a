import type { Account } from "../../accounts/index.ts";
import type { Settings } from "../../config/index.ts";
import type { SessionPolicy } from "../../ftp/index.ts";
import { least } from "./login-counts.ts";

type TlsRules = NonNullable<Settings["listen"][number]["policy"]>;

/** What a listener demands of its sessions: the server's settings, and its own where it has some. */
export function listenerPolicy(
	{ active, files, limits, name, tls }: Settings,
	own: TlsRules,
): SessionPolicy {
	const rules = { ...tls, ...own };
	return {
		serverName: name,
		tls: rules.control,
		dataTls: rules.data,
		resumption: rules.sessionResumption,
		closeNotify: rules.closeNotify,
		clientAuth: rules.clientAuth,
		allowsClearing: tls.ccc,
		lenientPbsz: tls.lenientPbsz,
		allowsActive: active.enabled,
		convertsText: files.convertText,
		idleMs: limits.idleMs,
		loginMs: limits.loginMs,
		stalledMs: limits.stalledMs,
		loginFailures: limits.loginFailures,
	};
}

/**
 * Where an account's rules differ from those of the listener: TLS rules are the account's own word, except that an account
 * cannot be laxer about who may log in and about data in clear than the listener is.
 */
export function accountPolicy(
	{ limits, policy }: Pick<Account, "limits" | "policy">,
	server: Pick<SessionPolicy, "idleMs" | "stalledMs">,
): Partial<SessionPolicy> {
	const idleMs = least(limits.idleMs, server.idleMs);
	const stalledMs = least(limits.stalledMs, server.stalledMs);
	return {
		...(policy.requireTls === true ? { tls: "required" } : {}),
		...(policy.dataTls === undefined ? {} : { dataTls: policy.dataTls }),
		...(policy.closeNotify === undefined
			? {}
			: { closeNotify: policy.closeNotify }),
		...(policy.resumption === undefined
			? {}
			: { resumption: policy.resumption }),
		...(policy.clientAuth === undefined
			? {}
			: { clientAuth: policy.clientAuth }),
		...(idleMs === undefined ? {} : { idleMs }),
		...(stalledMs === undefined ? {} : { stalledMs }),
	};
}

/** What an account demands before its password is asked for. */
export function accountDemands(
	account: Pick<Account, "policy"> | undefined,
): Pick<Partial<SessionPolicy>, "tls" | "clientAuth"> {
	const { clientAuth, requireTls } = account?.policy ?? {};
	return {
		...(requireTls === true ? { tls: "required" } : {}),
		...(clientAuth === undefined ? {} : { clientAuth }),
	};
}
