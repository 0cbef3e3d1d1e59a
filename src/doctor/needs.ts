import { OperatorError } from "../base/index.ts";
import { type Finding, skip } from "./check.ts";
import type { FoundConfig, FoundData, Setup } from "./setup.ts";

/** Findings of a check, now or later. */
type Findings = readonly Finding[] | Promise<readonly Finding[]>;

/** For checks that need the configuration. */
export async function withConfig(
	{ config }: Setup,
	look: (config: FoundConfig) => Findings,
): Promise<readonly Finding[]> {
	if (config instanceof OperatorError) {
		return [skip("not looked at: the configuration cannot be read")];
	}
	return await look(config);
}

/** For checks to which a data folder that is missing is as good as an empty one; one that is closed is neither. */
export async function unlessClosed(
	{ data }: Setup,
	look: () => Findings,
): Promise<readonly Finding[]> {
	if (data.kind !== "unusable") return await look();
	return [skip(`not looked at: ${data.path} may not be used`)];
}

/** For checks that need a data folder that is there and may be used. */
export async function withData(
	{ data }: Setup,
	look: (data: FoundData & { readonly kind: "open" }) => Findings,
): Promise<readonly Finding[]> {
	if (data.kind === "open") return await look(data);
	const why =
		data.kind === "missing"
			? `there is no ${data.path} yet`
			: `${data.path} may not be used`;
	return [skip(`not looked at: ${why}`)];
}
