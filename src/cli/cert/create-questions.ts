import { OperatorError } from "../../base/index.ts";
import {
	checkCertificateName,
	checkSubject,
	commonNameFor,
	formatName,
	KEY_ALGORITHMS,
	MOST_DAYS,
	parseKeyAlgorithm,
	parseNames,
	type Subject,
} from "../../certificates/index.ts";
import type { Invocation } from "../command.ts";
import { textWidth, wrapped } from "../help/wrap.ts";
import { askField, askYesNo } from "./ask-field.ts";
import type { CreateWish } from "./create.ts";
import type { OpenCertificates } from "./open-certificates.ts";
import { daysFrom, namesHere } from "./wish.ts";
import { namesText, table } from "./words.ts";

/**
 * Asks for everything that `cert create` can be told, one field after the other. What the flags gave is offered
 * as the answer.
 *
 * @returns undefined when the last question is answered with no
 */
export async function askWish(
	invocation: Invocation,
	preset: CreateWish,
	{ store, usage }: OpenCertificates,
): Promise<CreateWish | undefined> {
	const { input, process } = invocation;
	const intro =
		"A new certificate. Enter takes what is in brackets, ? explains a field, Ctrl-C ends.";
	const lines = wrapped(intro, 0, textWidth(process.columns));
	process.writeNote(`${lines.join("\n")}\n\n`);
	const taken = (await store.list()).map((one) => one.name);
	const name = await askField(process, {
		label: "Name",
		preset: freeName(preset.certificate.name, taken),
		help: "What you call it: certs/NAME.key, NAME.csr and NAME.crt are made. Clients never see it. Letters, digits, . _ @ and -.",
		read: (text) => {
			checkCertificateName(text);
			refuseTaken(text, taken, preset.force);
			return text;
		},
	});
	const names = await askField(process, {
		label: "Names and addresses",
		preset: namesText(preset.certificate.names),
		help: "Every name and address under which clients connect, separated by commas. A client compares what it was told to connect to with these, and warns when it is not among them. *.example.com stands for every name one level below. local means this machine's own.",
		read: (text) =>
			text === "local" ? namesHere(process) : parseNames([text]),
	});
	const flags = preset.certificate.subject ?? {};
	const subject = await askSubject(process, {
		...flags,
		commonName: flags.commonName ?? commonNameFor(names) ?? "",
	});
	const algorithm = await askField(process, {
		label: "Key",
		preset: preset.certificate.algorithm,
		help: Object.entries(KEY_ALGORITHMS)
			.map(([key, { about, warning = "" }]) => `${key}: ${about} ${warning}`)
			.join("\n"),
		read: parseKeyAlgorithm,
	});
	const days = await askField(process, {
		label: "Valid for days",
		preset: String(preset.certificate.days),
		help: `How long it is valid from now on, ${MOST_DAYS} days at most: clients on Apple's systems refuse longer ones. An authority decides on its own.`,
		read: daysFrom,
	});
	const encryptKey = await askYesNo(process, {
		label: "Encrypt the key",
		preset: preset.encryptKey,
		help: "With yes the key's file is worth nothing without a passphrase, which the server then asks for at every start. Without, the file is readable by its owner only.",
	});
	const makeDefault =
		usage.chosenBy === undefined &&
		(await askYesNo(process, {
			label: "Make it the default",
			preset: preset.makeDefault || taken.length === 0,
			help: `The default is what the server shows to clients. Now it is ${usage.defaultName}.`,
		}));
	const wish: CreateWish = {
		certificate: { name, names, subject, algorithm, days },
		encryptKey,
		makeDefault,
		force: preset.force,
	};
	process.writeNote(`\n${summary(wish)}\n`);
	const agreed =
		input.has("yes") ||
		(await askYesNo(process, {
			label: "Make it",
			preset: true,
			help: "With no nothing is made.",
		}));
	return agreed ? wish : undefined;
}

interface SubjectQuestion {
	readonly field: keyof Subject;
	readonly label: string;
	readonly help: string;
}

const SUBJECT_QUESTIONS: readonly SubjectQuestion[] = [
	{
		field: "commonName",
		label: "Common name",
		help: "The name in the certificate's title. Clients show it and compare the names above instead. At most 64 characters; never an address.",
	},
	{
		field: "organization",
		label: "Organization",
		help: "Your company or club. Clients show it; some authorities ask for it. May be empty.",
	},
	{
		field: "unit",
		label: "Department",
		help: "A part of the organization. May be empty.",
	},
	{ field: "city", label: "City", help: "May be empty." },
	{
		field: "state",
		label: "State or province",
		help: "Written out, as authorities want it: Bavaria and not BY. May be empty.",
	},
	{
		field: "country",
		label: "Country",
		help: "The code of two letters: DE, FR, US. May be empty.",
	},
	{
		field: "email",
		label: "E-mail",
		help: "A contact for the authority that signs. May be empty.",
	},
];

async function askSubject(
	process: Invocation["process"],
	preset: Subject,
): Promise<Subject> {
	let subject: Subject = {};
	for (const { field, label, help } of SUBJECT_QUESTIONS) {
		const checked = await askField(process, {
			...{ label, help, preset: preset[field] ?? "" },
			read: (text) => checkSubject({ [field]: text }),
		});
		subject = { ...subject, ...checked };
	}
	return subject;
}

function freeName(wanted: string, taken: readonly string[]): string {
	const isFree = !taken.some(
		(name) => name.toLowerCase() === wanted.toLowerCase(),
	);
	return isFree ? wanted : "";
}

function refuseTaken(
	name: string,
	taken: readonly string[],
	force: boolean,
): void {
	const same = taken.find((one) => one.toLowerCase() === name.toLowerCase());
	if (same === undefined || (force && same === name)) return;
	throw new OperatorError(
		"cert.exists",
		`there is a certificate "${same}" already`,
		{ why: "choose another name, or start again with --force" },
	);
}

function summary({ certificate, encryptKey, makeDefault }: CreateWish): string {
	const { algorithm, days, name, names, subject = {} } = certificate;
	const parts = Object.values(subject).join(", ");
	return table([
		["name", `${name}${makeDefault ? " (the default)" : ""}`],
		["for", names.map(formatName).join(", ")],
		["subject", parts === "" ? "none" : parts],
		["key", `${algorithm}${encryptKey ? ", encrypted" : ""}`],
		["days", String(days)],
	]).join("\n");
}
