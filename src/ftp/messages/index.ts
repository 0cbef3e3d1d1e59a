export type { FixedReply } from "./fixed-replies.ts";
export { FIXED_REPLIES } from "./fixed-replies.ts";
export type {
	Lines,
	MessageBook,
	MessageTexts,
	WelcomeText,
} from "./message-book.ts";
export { messageBook, NO_TEXTS, WELCOME_TEXTS } from "./message-book.ts";
export type {
	Document,
	EntryFault,
	ParsedOverrides,
} from "./parse-overrides.ts";
export { parseFailures, parseReplies } from "./parse-overrides.ts";
export type { Doorstep } from "./say.ts";
export {
	goodbye,
	greeting,
	loginText,
	turnedAway,
	worded,
} from "./say.ts";
export type { MessageFacts, ServerFacts, Tag } from "./tags.ts";
export { TAGS } from "./tags.ts";
export type { Template, UnknownTag } from "./template.ts";
export { fillTemplate, parseTemplate } from "./template.ts";
