export type { Command } from "./command.ts";
export { COMMANDS } from "./commands/index.ts";
export { SITE_COMMANDS } from "./commands/site/index.ts";
export type { FailureId } from "./failure-id.ts";
export { FAILURES } from "./failure-id.ts";
export type {
	Document,
	Doorstep,
	EntryFault,
	FixedReply,
	MessageBook,
	MessageFacts,
	MessageTexts,
	ParsedOverrides,
	ServerFacts,
	Tag,
	Template,
	UnknownTag,
	WelcomeText,
} from "./messages/index.ts";
export {
	FIXED_REPLIES,
	fillTemplate,
	messageBook,
	NO_TEXTS,
	parseFailures,
	parseReplies,
	parseTemplate,
	TAGS,
	turnedAway,
	WELCOME_TEXTS,
} from "./messages/index.ts";
export type {
	ChannelRequest,
	ControlListener,
	ControlStream,
	DataConnection,
	DataPort,
	HashAlgorithm,
	Hasher,
	IncomingChannel,
	OutgoingChannel,
	PassiveOffer,
	RunningHash,
	TlsFacts,
	Waiting,
} from "./ports.ts";
export { DataFailure } from "./ports.ts";
export type { RunningSession } from "./run-session.ts";
export { runSession } from "./run-session.ts";
export type { Protection, Session, TransferStatus } from "./session.ts";
export type {
	AccountView,
	LoginRefusal,
	OpenedAccount,
	SessionPolicy,
	SessionWorld,
} from "./session-world.ts";
export type { CommandTable } from "./table.ts";
export { commandTable } from "./table.ts";
export type {
	Traffic,
	TrafficMeter,
	TrafficRefusal,
	TransferDirection,
} from "./traffic.ts";
export { FREE_METER, FREE_TRAFFIC } from "./traffic.ts";
