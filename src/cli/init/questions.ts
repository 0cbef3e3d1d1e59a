import {
	accountNameFault,
	generatePassword,
	type PasswordRules,
} from "../../accounts/index.ts";
import { OperatorError } from "../../base/index.ts";
import { formatName, parseNames } from "../../certificates/index.ts";
import { flagFault, settingHelp } from "../../config/index.ts";
import { type DataFolderChoice, FIRST_USER } from "../../server/index.ts";
import { askField, sayHelp } from "../cert/ask-field.ts";
import { namesHere } from "../cert/wish.ts";
import { namesText } from "../cert/words.ts";
import type { Invocation } from "../command.ts";
import { textWidth, wrapped } from "../help/wrap.ts";
import {
	checkPassword,
	type GivenPassword,
	passwordRules,
} from "../read-password.ts";
import type { InitAnswers } from "./wish.ts";

/** Nothing was typed, and the usual thing is meant. */
const USUAL = "usual";

const PASSWORD_HELP =
	"What the user logs in with; what is typed is not shown. Enter makes one, which is shown at the end.";

/** Asks for everything that `init` can be told, one question after the other. */
export async function askAnswers(
	invocation: Invocation,
	choice: DataFolderChoice,
	hasUsers: boolean,
): Promise<InitAnswers> {
	const { process } = invocation;
	const intro = `A server with its data in ${choice.path}. Enter takes what is in brackets, ? explains, Ctrl-C ends; nothing is made before the last answer.`;
	const lines = wrapped(intro, 0, textWidth(process.columns));
	process.writeNote(`${lines.join("\n")}\n\n`);
	const flags = new Map<string, string>();
	const ask = async (
		flag: string,
		label: string,
		setting: string,
	): Promise<void> => {
		const answer = await askField(process, {
			label,
			preset: USUAL,
			help: settingHelp(setting)?.about ?? "",
			read: (text) => {
				const fault = text === USUAL ? undefined : flagFault(flag, text);
				if (fault === undefined) return text;
				throw new OperatorError("usage.invalid", fault);
			},
		});
		if (answer !== USUAL) flags.set(flag, answer);
	};
	await ask("root", "Folder with the users' folders", "root");
	const explicitPort = await askPort(invocation, "Port for explicit TLS");
	const implicitPort = await askPort(
		invocation,
		"Port for implicit TLS, or off",
	);
	await ask(
		"passive-ports",
		"Passive ports, as in 50000-50100",
		"passive.ports",
	);
	await ask("passive-host", "Outside address, behind NAT", "passive.host");
	const names = await askField(process, {
		label: "Names and addresses in the certificate",
		preset: namesText(namesHere(process)),
		help: "Every name and address under which clients connect, separated by commas.",
		read: (text) => parseNames([text]),
	});
	const own = namesHere(process).map(formatName).join();
	const given = names.map(formatName);
	const user = hasUsers ? undefined : await askUser(invocation);
	return {
		flags,
		hosts: [],
		...(explicitPort === undefined || explicitPort === "off"
			? {}
			: { explicitPort }),
		...(implicitPort === undefined ? {} : { implicitPort }),
		certificateNames: given.join() === own ? [] : given,
		user,
		password:
			user === undefined
				? undefined
				: await askPassword(invocation, await passwordRules(invocation, user)),
	};
}

function askPort(
	{ process }: Invocation,
	label: string,
): Promise<number | "off" | undefined> {
	const mayBeOff = label.endsWith("off");
	return askField(process, {
		label,
		preset: USUAL,
		help: mayBeOff
			? "990 (2990 without the right to it). off: no listener with TLS from the first byte."
			: "21 (2121 without the right to it).",
		read: (text) => {
			if (text === USUAL) return undefined;
			if (text === "off" && mayBeOff) return "off";
			if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
			throw new OperatorError("usage.invalid", "a port is 0 to 65535");
		},
	});
}

function askUser({ process }: Invocation): Promise<string> {
	return askField(process, {
		label: "First user",
		preset: FIRST_USER,
		help: "The name to log in with. More users: oceanftp user add NAME.",
		read: (text) => {
			const fault = accountNameFault(text);
			if (fault === undefined) return text;
			throw new OperatorError("usage.invalid", `that is no name: ${fault}`);
		},
	});
}

async function askPassword(
	{ process }: Invocation,
	rules: PasswordRules,
): Promise<GivenPassword> {
	for (;;) {
		const first = await process.askSecret("Password [one is made]: ");
		if (first?.reveal() === "?") {
			sayHelp(process, PASSWORD_HELP);
			continue;
		}
		if (first === undefined || first.reveal() === "") {
			return { password: generatePassword(), isGenerated: true };
		}
		try {
			checkPassword(first, rules);
		} catch (error) {
			if (!(error instanceof OperatorError)) throw error;
			sayHelp(process, [error.message, error.why ?? ""].join("\n"));
			continue;
		}
		const second = await process.askSecret("Once more: ");
		if (first.reveal() === second?.reveal()) {
			return { password: first, isGenerated: false };
		}
		process.writeNote("The two differ.\n");
	}
}
