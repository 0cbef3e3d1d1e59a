import type { ServerEvent } from "./server-event.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where events go. Handed to whoever has something to say; there is no global one. */
export interface Log {
	event(event: ServerEvent): void;
	/**
	 * Whether it does anything with events of a kind, so that those that come by the thousand, commands and replies, need not be made
	 * for nobody. Absent: it hears all. Always answered alike.
	 */
	hears?(kind: ServerEvent["kind"]): boolean;
}
