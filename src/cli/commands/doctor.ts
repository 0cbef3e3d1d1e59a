import type { CommandDef } from "citty";
import { PASSPHRASE_ARGS } from "../cert/passphrase.ts";
import { command } from "../command.ts";

export const doctor: CommandDef = command({
	name: "doctor",
	about: "Look for what is wrong, and say the remedy.",
	details: [
		"Looks at the configuration, the data folder, certificates, clock, ports, the passive range and address, users' folders, the service, and makes whole FTPS round trips through a server of this configuration on loopback. Nothing is changed, and no user's files are touched.",
		"Each line begins with ok, warn, FAIL, or skip for what could not be looked at. The exit status is 0 when nothing warns or fails, 10 otherwise.",
		"--fix puts right what is safe: modes of secret files, missing folders, a lock that a dead server left, and certificates of its own that have ended, with the same key. With --dry-run it says what it would do.",
	],
	examples: [
		["oceanftp doctor", "Look everything over."],
		["oceanftp doctor --fix", "Mend what can be mended safely."],
	],
	args: {
		fix: {
			type: "boolean",
			description: "Put right what can be, and say what was done.",
		},
		...PASSPHRASE_ARGS,
	},
	run: async (invocation) =>
		(await import("../doctor/run-doctor.ts")).runDoctor(invocation),
});
