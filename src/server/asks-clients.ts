import type { Account } from "../accounts/index.ts";
import type { Settings } from "../config/index.ts";
import type { HostFiles } from "../platform/index.ts";
import type { ClientJudge } from "./client-judge.ts";

/** Whether clients are asked for certificates of their own, at any listener. */
export function asksClients({
	listen,
	tls,
}: Pick<Settings, "tls" | "listen">): boolean {
	return [tls, ...listen.map(({ policy }) => policy)].some(
		(each) => (each?.clientAuth ?? "none") !== "none",
	);
}

/** Whether one of the accounts can use a certificate: without the question no client would show any. */
export function wantCertificates(
	accounts: readonly Pick<Account, "certificateRules" | "policy">[],
): boolean {
	return accounts.some(
		({ certificateRules, policy }) =>
			policy.clientAuth === "required" || certificateRules.length > 0,
	);
}

/** What {@link lazyClientJudge} stands on. */
export interface LazyJudgeParts {
	/** Whether clients are asked at this moment. */
	asks(): boolean;
	tls(): Settings["tls"];
	readonly files: HostFiles;
}

/**
 * A judge that is loaded, with the authorities that it trusts, when clients begin to be asked: few servers do.
 *
 * @throws {OperatorError} when clients are asked already, and a configured file is no good
 */
export async function lazyClientJudge(
	parts: LazyJudgeParts,
): Promise<ClientJudge> {
	let opened: ClientJudge | undefined;
	const open = async (): Promise<ClientJudge> => {
		if (opened !== undefined) return opened;
		const { openClientJudge } = await import("./client-judge.ts");
		opened = await openClientJudge(parts);
		return opened;
	};
	if (parts.asks()) await open();
	return {
		get caPem() {
			return opened?.caPem;
		},
		identify: async (chain) =>
			chain.length === 0 ? undefined : await (await open()).identify(chain),
		refresh: async () => {
			if (!parts.asks()) return false;
			if (opened !== undefined) return await opened.refresh();
			return (await open()).caPem !== undefined;
		},
	};
}
