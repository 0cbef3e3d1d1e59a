export type { Check, Finding, Mend, Verdict } from "./check.ts";
export { CHECKS } from "./checks/index.ts";
export type { Examined, ExamineOptions } from "./examine.ts";
export { examine, worst } from "./examine.ts";
export type {
	ClientConnection,
	ClientHello,
	ClientListener,
	ClientSession,
	ClientSockets,
	ClientTls,
	Ending,
} from "./ftps/client-sockets.ts";
export { readReady } from "./ready-server.ts";
export type { DoctorParts, FoundConfig, Setup } from "./setup.ts";
