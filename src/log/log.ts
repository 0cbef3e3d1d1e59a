import type { ServerEvent } from "./server-event.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where events go. Handed to whoever has something to say; there is no global one. */
export interface Log {
	event(event: ServerEvent): void;
}
