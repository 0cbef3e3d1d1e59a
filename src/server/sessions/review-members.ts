import {
	type Account,
	recognises,
	rightsAt,
	sameEffect,
} from "../../accounts/index.ts";
import type { Right } from "../../files/index.ts";
import type {
	AccountView,
	SessionPolicy,
	TransferStatus,
} from "../../ftp/index.ts";
import type { Log } from "../../log/index.ts";
import { addressRefusal } from "./account-opener.ts";
import type { MemberSession } from "./session-registry.ts";

/** What a review stands on. */
export interface ReviewParts {
	members(): readonly MemberSession[];
	find(name: string): Account | undefined;
	/** @throws {Error} when the account's home cannot be opened */
	viewOf(account: Account, policy: SessionPolicy): Promise<AccountView>;
	nowMs(): number;
	readonly log: Log;
}

/**
 * Holds open sessions against the accounts of the moment: who may no longer be in goes, the transfers that are no longer
 * allowed end, and the rest goes on under the new rules.
 *
 * @param which `all`: also those whose account is as it was, because it is to be seen otherwise
 */
export async function reviewMembers(
	parts: ReviewParts,
	which: "changed" | "all",
): Promise<void> {
	const waiting: Promise<void>[] = [];
	for (const member of parts.members()) {
		const account = parts.find(member.account.name);
		const why = reasonToLeave(member, account, parts.nowMs());
		if (why !== undefined || account === undefined) {
			member.kick(why ?? CLOSED);
			continue;
		}
		if (which === "changed" && sameEffect(member.account, account)) continue;
		// Side by side: one disk that does not answer must not keep the change from the others.
		waiting.push(changeMember(parts, member));
	}
	await Promise.all(waiting);
}

const CLOSED = "This account was closed by the administrator.";

/** Why somebody who is in could not come in now. */
function reasonToLeave(
	{ client, from, protection }: MemberSession,
	account: Account | undefined,
	nowMs: number,
): string | undefined {
	if (account?.enabled !== true) return CLOSED;
	if ((account.expiresMs ?? Number.POSITIVE_INFINITY) <= nowMs) {
		return "This account has expired.";
	}
	if (addressRefusal(account, from) !== undefined) return CLOSED;
	const { policy } = account;
	if (policy.requireTls === true && protection.control === "clear") {
		return "This account needs TLS from now on.";
	}
	const isKnown =
		client !== undefined &&
		(client.isTrusted || recognises(account.certificateRules, client));
	return policy.clientAuth === "required" && !isKnown
		? "This account needs a client certificate from now on."
		: undefined;
}

async function changeMember(
	parts: ReviewParts,
	member: MemberSession,
): Promise<void> {
	const { name } = member.account;
	try {
		let account = parts.find(name);
		while (account !== undefined) {
			// Before the disk is asked, which may take its time.
			if (mustStop(member, account)) {
				member.stopTransfer("the account was changed");
			}
			const view = await parts.viewOf(account, member.policy);
			const now = parts.find(name);
			if (now === account) {
				member.change(account, view);
				return;
			}
			account = now;
		}
		// Whoever took it away ends the session.
	} catch (failure) {
		const why = failure instanceof Error ? failure.message : String(failure);
		const what = `the home of ${name} cannot be opened: ${why}`;
		parts.log.event({ kind: "problem", what });
		member.kick("This account was changed by the administrator.");
	}
}

/** What a transfer needs where its file is. An upload may have begun by either right: losing one is enough to end it. */
const NEEDS: Readonly<Record<TransferStatus["kind"], readonly Right[]>> = {
	upload: ["write", "append"],
	download: ["read"],
	hash: ["read"],
	listing: ["list"],
};

/** Whether the running transfer would not be let through now. One that is still in its checks is always ended: they read the old account. */
function mustStop(
	{ account: before, protection, transfer }: MemberSession,
	after: Account,
): boolean {
	if (transfer === undefined) return !sameEffect(before, after);
	const { kind, path } = transfer;
	const [had, has] = [rightsAt(before, path), rightsAt(after, path)];
	const lost = NEEDS[kind].find((right) => had.has(right) && !has.has(right));
	if (lost !== undefined) return true;
	const isClear = kind !== "hash" && protection.data === "clear";
	if (isClear && after.policy.dataTls === "required") return true;
	return placesOf(before) !== placesOf(after);
}

/** Where an account's files are on the disk. */
function placesOf({ home, mounts }: Account): string {
	return JSON.stringify([
		home,
		mounts.map(({ folder, path }) => [path, folder]),
	]);
}
