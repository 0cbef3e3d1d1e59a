import type { IpFamily } from "../base/index.ts";
import type { PassiveOffer } from "./ports.ts";
import { DataFailure } from "./ports.ts";
import type { Outcome } from "./reply.ts";
import { answer } from "./reply.ts";
import type { Session } from "./session.ts";

/** Opens a passive port for the session, in place of an older one, and words the reply. */
export async function offerPassive(
	session: Session,
	family: IpFamily,
	word: (offer: PassiveOffer) => Outcome,
): Promise<Outcome> {
	session.planData({ kind: "none" });
	try {
		const offer = await session.world.dataPort.offer(family);
		session.planData({ kind: "passive", offer });
		return word(offer);
	} catch (failure) {
		if (!(failure instanceof DataFailure)) throw failure;
		session.world.log({
			kind: "warning",
			...session.label,
			what: failure.message,
			fix: "widen [passive] ports, or see what holds them",
		});
		return answer(425, "No passive port is free; try again later.");
	}
}
