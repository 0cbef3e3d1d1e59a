import { DataFailure } from "./ports.ts";
import type { Outcome } from "./reply.ts";
import { answer } from "./reply.ts";
import type { Session } from "./session.ts";

/**
 * Opens a passive port for the session, in place of an older one.
 *
 * @param word finds out what else the reply tells, and puts it into words once the port is known
 */
export async function offerPassive(
	session: Session,
	word: () => Promise<(port: number) => Outcome>,
): Promise<Outcome> {
	session.planData({ kind: "none" });
	try {
		const outcomeFor = await word();
		const offer = await session.world.dataPort.offer();
		session.planData({ kind: "passive", offer });
		return outcomeFor(offer.port);
	} catch (failure) {
		if (!(failure instanceof DataFailure)) throw failure;
		session.world.log({
			kind: "warning",
			...session.label,
			what: failure.message,
			fix: "see [passive] ports and host in the settings",
		});
		return answer(425, "No passive port is free; try again later.");
	}
}
