import { optionalText } from "../argument.ts";
import type { Command } from "../command.ts";
import { defineCommand } from "../command.ts";
import { answer } from "../reply.ts";

/** Verbs that RFCs define and this server does not do, with where they are defined. */
const VERBS: Readonly<Record<string, string>> = {
	SMNT: "RFC 959 §4.1.1",
	ADAT: "RFC 2228 §3",
	MIC: "RFC 2228 §3",
	CONF: "RFC 2228 §3",
	ENC: "RFC 2228 §3",
	LPRT: "RFC 1639 §2",
	LPSV: "RFC 1639 §2",
	MFCT: "draft-somers-ftp-mfxx-04",
};

/** 502 tells a client that its command is right and not to be had; 500 would say that it made a mistake (RFC 959 §4.2). */
export const MISSING: readonly Command[] = Object.entries(VERBS).map(
	([verb, rfc]) =>
		defineCommand({
			verb,
			rfc,
			syntax: verb,
			help: "Not done by this server.",
			open: true,
			missing: true,
			secret: true,
			argument: optionalText,
			run: () => answer(502, "This server does not do that."),
		}),
);
