import type { SessionRegistry } from "./session-registry.ts";

const LOOK_MS = 1_000;

/** Tells the sessions as they are now, and again once a second when something about them is other than before. */
export function watchSessions(
	registry: Pick<SessionRegistry, "views">,
	clock: { after(ms: number, callback: () => void): () => void },
	tell: (view: unknown) => void,
): () => void {
	let last: string | undefined;
	let cancel = (): void => undefined;
	const look = (): void => {
		const sessions = registry.views();
		const text = JSON.stringify(sessions);
		if (text !== last) tell({ sessions });
		last = text;
		cancel = clock.after(LOOK_MS, look);
	};
	look();
	return () => cancel();
}
