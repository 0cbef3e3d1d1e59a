import { utf8 } from "../base/index.ts";
import { turnedAway } from "../ftp/index.ts";
import type { AcceptedControl } from "../platform/index.ts";
import { systemClock } from "../platform/index.ts";
import type { BoundSocket } from "./listener-set.ts";

/** Why a connection is not let in, in the words of the built-in reply. */
export type Refusal = Parameters<typeof turnedAway>[1];

/** What an administrator's words for it may speak of. */
type Facts = Omit<
	Parameters<typeof turnedAway>[0],
	"local" | "remote" | "nowMs"
>;

/** Answers 421 and closes; on an implicit port nothing can be said without a handshake. Never fails. */
export async function turnAway(
	control: AcceptedControl["control"],
	mode: BoundSocket["mode"],
	{ facts, ...refusal }: Refusal & { readonly facts: Facts },
): Promise<void> {
	if (mode === "implicit") {
		control.destroy();
		return;
	}
	try {
		control.listen({ input: () => undefined, ended: () => undefined });
		const { local, remote } = control;
		const nowMs = systemClock.nowMs();
		const said = await turnedAway({ ...facts, local, remote, nowMs }, refusal);
		await control.send(utf8(said));
		await control.close();
	} catch {
		control.destroy();
	}
}
