export { COMMANDS } from "./commands/index.ts";
export type {
	ChannelRequest,
	ControlListener,
	ControlStream,
	DataConnection,
	DataPort,
	IncomingChannel,
	OutgoingChannel,
	PassiveOffer,
	TlsFacts,
	Waiting,
} from "./ports.ts";
export { DataFailure } from "./ports.ts";
export type { RunningSession } from "./run-session.ts";
export { runSession } from "./run-session.ts";
export type { SessionPolicy, SessionWorld } from "./session.ts";
export type { CommandTable } from "./table.ts";
export { commandTable } from "./table.ts";
