import { roundCredits } from "../accounts/index.ts";
import type { Database } from "./database.ts";
import type { Gatherer } from "./gatherer.ts";

/** The credits of accounts; who was never seen has none. */
export interface CreditLedger {
	balance(account: string): number;
	/** @param change negative when it costs @returns the new balance */
	add(account: string, change: number): number;
	/** Whatever it was before. */
	set(account: string, balance: number): void;
}

const ADD = `
	INSERT INTO credits (account, balance) VALUES (?, ?)
	ON CONFLICT (account) DO UPDATE SET balance = round(balance + excluded.balance, 3)`;

/** @param parts.database the tables must be there */
export function creditLedger({
	database,
	gatherer,
}: {
	readonly database: Database;
	readonly gatherer: Gatherer;
}): CreditLedger {
	const add = database.prepare(ADD);
	const read = database.prepare(
		"SELECT balance FROM credits WHERE account = ?",
	);
	const balances = new Map<string, number>();
	const changes = new Map<string, number>();
	gatherer.add({
		write: () => {
			for (const [account, change] of changes) add.run(account, change);
		},
		written: () => changes.clear(),
	});

	function balance(name: string): number {
		const account = name.toLowerCase();
		const known = balances.get(account);
		if (known !== undefined) return known;
		const row = gatherer.read(() => read.get(account), undefined);
		const found = Number(row?.["balance"] ?? 0);
		balances.set(account, found);
		return found;
	}

	function change(name: string, by: number): number {
		const account = name.toLowerCase();
		const next = roundCredits(balance(account) + by);
		balances.set(account, next);
		changes.set(account, roundCredits((changes.get(account) ?? 0) + by));
		gatherer.wake();
		return next;
	}

	return {
		balance,
		add: change,
		set: (name, to) => {
			change(name, to - balance(name));
		},
	};
}
