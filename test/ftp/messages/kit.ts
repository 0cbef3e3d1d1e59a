import type { MessageFacts } from "../../../src/ftp/index.ts";

/** Facts of a session in which alice is logged in. */
export const FACTS: MessageFacts = {
	serverName: "Ocean",
	verbs: ["USER", "PASS", "QUIT"],
	siteVerbs: ["CHMOD", "WHO"],
	nowMs: new Date(2026, 0, 2, 3, 4, 5).getTime(),
	idleMs: 900_000,
	serverAddress: "192.0.2.1",
	clientAddress: "2001:db8::7",
	user: "alice",
	folder: "/photos",
	reply: "Done.",
	server: {
		users: 3,
		mostUsers: 200,
		accountSessions: 2,
		credits: { balance: 11.5, uploadPerKib: 3, downloadPerKib: -1 },
	},
	freeBytes: async () => 1_610_612_736,
};

/** Facts of a stranger's session, where little is known. */
export const FEW_FACTS: MessageFacts = {
	...FACTS,
	user: undefined,
	server: undefined,
	freeBytes: async () => undefined,
};
