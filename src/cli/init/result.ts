import type { Secret } from "../../base/index.ts";
import { type CertificateName, formatName } from "../../certificates/index.ts";
import type { DataFolderChoice } from "../../server/index.ts";
import { namesText } from "../cert/words.ts";
import type { Invocation } from "../command.ts";
import type { Answer } from "../output.ts";
import type { ConfigStep } from "./config-step.ts";
import type { InitWish } from "./wish.ts";

/** One thing that a server needs. */
export interface Step {
	readonly what: "data folder" | "configuration" | "certificate" | "user";
	readonly name: string;
	/** It was made just now, or would be. */
	readonly isNew: boolean;
}

/** What `init` did, or would do. */
export interface InitResult {
	readonly data: DataFolderChoice;
	readonly config: ConfigStep;
	readonly steps: readonly Step[];
	/** Names that were asked for and that the certificate which is there does not have. */
	readonly lacking: readonly CertificateName[];
	/** The user that was made; a password that nobody typed is shown once, or lies in a file. */
	readonly login:
		| {
				readonly user: string;
				readonly password?: Secret;
				readonly passwordAt?: string;
		  }
		| undefined;
}

/** In both forms. */
export function answerFor(
	{ input, process }: Invocation,
	result: InitResult,
	{ certificateNames = [] }: Pick<InitWish, "certificateNames">,
): Answer {
	const isDry = input.has("dry-run");
	const { config, data, lacking, login, steps } = result;
	const certificate = steps.find(({ what }) => what === "certificate")?.name;
	// A password in a file is shown where a person looks on, as at a first start.
	const isShown = login?.passwordAt === undefined || process.isTerminal.stdout;
	const password = isShown ? login?.password?.reveal() : undefined;
	const passwordAt = isShown ? undefined : login?.passwordAt;
	return {
		lines: [
			...steps.map(
				({ isNew, name, what }) =>
					`${(isNew ? (isDry ? "would make" : "made") : "there already").padEnd(14)} ${what} ${name}`,
			),
			...(password === undefined ? [] : [`password       ${password}`]),
			...(passwordAt === undefined ? [] : [`password       in ${passwordAt}`]),
			...(lacking.length === 0
				? []
				: [
						"",
						`The certificate ${certificate} stays as it is, without ${namesText(lacking)}. For one that has all of them:`,
						"",
						`oceanftp cert create ${certificate} --force --san ${namesText(certificateNames).replaceAll(", ", ",")}`,
					]),
			...(config.toAdd.length === 0
				? []
				: [
						"",
						`${config.path} is yours and stays as it is. To have what was asked for, add:`,
						"",
						...config.toAdd,
					]),
			...(isDry && config.text !== undefined
				? [
						"",
						`${config.path} would be:`,
						"",
						...config.text.trimEnd().split("\n"),
					]
				: []),
		],
		document: {
			schema: "oceanftp.init/1",
			dryRun: isDry,
			data: data.path,
			made: steps.filter(({ isNew }) => isNew).map(fact),
			present: steps.filter(({ isNew }) => !isNew).map(fact),
			config: {
				path: config.path,
				text: isDry ? (config.text ?? null) : null,
				toAdd: config.toAdd,
			},
			certificateLacks: lacking.map(formatName),
			user: login?.user ?? null,
			password: password ?? null,
			passwordAt: passwordAt ?? null,
		},
	};
}

function fact({ name, what }: Step): Readonly<Record<string, string>> {
	return { what, name };
}
