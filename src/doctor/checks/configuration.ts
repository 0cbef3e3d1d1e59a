import { OperatorError } from "../../base/index.ts";
import { type Check, type Finding, failure, ok, warn } from "../check.ts";
import { unlessClosed } from "../needs.ts";
import type { Setup } from "../setup.ts";

/** Whether oceanftp.toml and what outranks it can be read. */
export const CONFIG: Check = {
	id: "config",
	title: "configuration",
	run: async ({ config }) => {
		if (config instanceof OperatorError) return [failure(config)];
		const { path, warnings } = config;
		const found =
			path === undefined
				? "there is no oceanftp.toml, so every setting has its default"
				: `${path} is in order`;
		return [ok(found), ...warnings.map((warning) => warn(warning))];
	},
};

/** Whether accounts.toml can be read, and somebody may log in. */
export const ACCOUNTS: Check = {
	id: "accounts",
	title: "accounts",
	run: (setup) => unlessClosed(setup, () => accountFindings(setup)),
};

function accountFindings({ accounts, nowMs }: Setup): readonly Finding[] {
	if (accounts instanceof OperatorError) return [failure(accounts)];
	const all = accounts.list();
	const enabled = all.filter(
		(each) => each.enabled && (each.expiresMs ?? Infinity) > nowMs(),
	).length;
	if (all.length === 0) {
		return [ok("there are no users yet; the first start makes one")];
	}
	if (enabled > 0) return [ok(`${enabled} of ${all.length} users may log in`)];
	return [
		warn("nobody can log in: every user is disabled or has expired", {
			fix: "oceanftp user enable NAME",
		}),
	];
}

/** Whether what the server keeps between starts can be read. */
export const STATE: Check = {
	id: "state",
	title: "state.json",
	run: (setup) =>
		unlessClosed(setup, () => {
			const { state } = setup;
			if (state instanceof OperatorError) return [failure(state)];
			return [
				ok(
					state === undefined
						? "there is no state.json yet; the first start makes it"
						: "state.json is in order",
				),
			];
		}),
};
