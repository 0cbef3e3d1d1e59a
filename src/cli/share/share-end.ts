import type { Authenticator } from "../../accounts/index.ts";
import type { Clock } from "../../base/index.ts";
import type { Log, ServerEvent } from "../../log/index.ts";
import type { ShareWish } from "./wish.ts";

/** Watches a share until there is a reason for its end. */
export interface ShareEnd {
	/** Resolves with the reason, as a sentence. */
	readonly reached: Promise<string>;
	/** Ends it for a reason of somebody else's. */
	end(reason: string): void;
	/** Writes to the log, and notices who comes, moves files and goes. */
	readonly log: Log;
	/** Lets in no more than are allowed. */
	limited(authenticator: Authenticator): Authenticator;
	/** Takes the timer back. */
	forget(): void;
}

/**
 * The end of a share by its wish: `--for`, `--once` and `--max-logins`.
 *
 * With `--once` it comes when a session goes that has moved a whole file. With `--max-logins` it comes when all who could
 * log in have logged in and are gone.
 */
export function shareEnd(
	wish: Pick<ShareWish, "forMs" | "once" | "mostLogins">,
	parts: { readonly log: Log; readonly clock: Clock },
): ShareEnd {
	const { forMs, mostLogins, once } = wish;
	const { promise, resolve } = Promise.withResolvers<string>();
	const cancel =
		forMs === undefined
			? (): void => undefined
			: parts.clock.after(forMs, () => resolve("the time is over"));
	const served = new Set<string>();
	const members = new Set<string>();
	let logins = 0;
	let arrived = 0;

	const notice = (event: ServerEvent): void => {
		if (event.kind === "login") {
			arrived++;
			members.add(event.session);
		}
		if (event.kind === "transfer" && isWholeFile(event)) {
			served.add(event.session);
		}
		if (event.kind !== "disconnected") return;
		members.delete(event.session);
		if (once && served.has(event.session)) resolve("a file has been moved");
		if (arrived === mostLogins && members.size === 0) {
			resolve("all logins are used up");
		}
	};
	return {
		reached: promise,
		end: resolve,
		forget: cancel,
		log: {
			event: (event) => {
				parts.log.event(event);
				notice(event);
			},
		},
		limited: (authenticator) => ({
			// Certificates of clients are not asked for here.
			recognise: () => undefined,
			authenticate: async (name, password, identity) => {
				const account = await authenticator.authenticate(
					name,
					password,
					identity,
				);
				if (account === undefined) return undefined;
				if (mostLogins !== undefined && logins >= mostLogins) return undefined;
				logins++;
				return account;
			},
		}),
	};
}

function isWholeFile(
	event: Extract<ServerEvent, { kind: "transfer" }>,
): boolean {
	return event.result === "complete" && event.direction !== "listing";
}
