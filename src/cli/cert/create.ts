import { OperatorError, type Secret } from "../../base/index.ts";
import {
	type CertificateWish,
	checkCertificateName,
	KEY_ALGORITHMS,
	MOST_DAYS,
	parseKeyAlgorithm,
} from "../../certificates/index.ts";
import { systemClock } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import { mayAsk } from "../read-secret.ts";
import { refuseOutranked } from "./certificate-usage.ts";
import { changeCertificates, readCertificates } from "./open-certificates.ts";
import { givenPassphrase, newPassphrase } from "./passphrase.ts";
import { daysFrom, namesFrom, namesHere, subjectFrom } from "./wish.ts";
import {
	certificateDocument,
	certificateRows,
	changeDocument,
	changeRows,
	table,
} from "./words.ts";

/** All that `cert create` is to do. */
export interface CreateWish {
	readonly certificate: CertificateWish;
	readonly encryptKey: boolean;
	readonly makeDefault: boolean;
	readonly force: boolean;
}

/** `cert create NAME` */
export async function createCertificate(invocation: Invocation): Promise<void> {
	const wish = await wishFrom(invocation);
	if (wish === undefined) {
		invocation.output.note("Nothing was made.");
		return;
	}
	const { certificate, encryptKey, force, makeDefault } = wish;
	const { name, algorithm } = certificate;
	const { warning } = KEY_ALGORITHMS[algorithm];
	if (warning !== undefined) invocation.output.note(`warning: ${warning}`);
	const given = await givenPassphrase(invocation);
	const passphrase = await passphraseFor(invocation, encryptKey, given);
	const { value: made, files } = await changeCertificates(
		invocation,
		async (certificates) => {
			if (makeDefault) refuseOutranked(certificates, name);
			const { store } = certificates;
			const file = await store.create({
				...certificate,
				force,
				...(passphrase === undefined ? {} : { encryptKey: passphrase }),
			});
			const opening = passphrase === undefined ? {} : { passphrase };
			if (makeDefault) await store.setDefault(name, opening);
			return file;
		},
	);
	await invocation.output.result({
		lines: table([
			["name", name],
			...certificateRows(made.leaf, systemClock.nowMs()),
			...changeRows(files, invocation),
		]),
		document: {
			schema: "oceanftp.cert/1",
			name,
			default: makeDefault,
			keyEncrypted: encryptKey,
			certificate: certificateDocument(made.leaf),
			...changeDocument(files, invocation),
			warnings: warning === undefined ? [] : [warning],
		},
	});
}

async function passphraseFor(
	invocation: Invocation,
	encryptKey: boolean,
	given: Secret | undefined,
): Promise<Secret | undefined> {
	if (encryptKey) return newPassphrase(invocation, given);
	if (given === undefined) return undefined;
	throw new OperatorError(
		"usage.invalid",
		"A passphrase was given, but the key is not to be encrypted.",
		{ fix: "add --encrypt-key, or leave the passphrase out" },
	);
}

/** From the flags, or by asking when the name is missing. @returns undefined when the person changed their mind */
async function wishFrom(
	invocation: Invocation,
): Promise<CreateWish | undefined> {
	const { input, output } = invocation;
	const name = input.word("name");
	if (name !== undefined) {
		checkCertificateName(name);
		return wishFromFlags(invocation, name);
	}
	if (output.isJson || !mayAsk(invocation)) {
		throw new OperatorError("usage.missing", "NAME is missing.", {
			why: "there is no terminal to ask for it, or --no-input was given",
			fix: "oceanftp cert create NAME",
		});
	}
	const { askWish } = await import("./create-questions.ts");
	return askWish(
		invocation,
		wishFromFlags(invocation, "default"),
		await readCertificates(invocation),
	);
}

function wishFromFlags(invocation: Invocation, name: string): CreateWish {
	const { input, process } = invocation;
	const subject = subjectFrom(invocation);
	const days = input.value("days");
	return {
		certificate: {
			name,
			names: namesFrom(invocation) ?? namesHere(process),
			...(subject === undefined ? {} : { subject }),
			algorithm: parseKeyAlgorithm(input.value("key") ?? "ecdsa-p256"),
			days: days === undefined ? MOST_DAYS : daysFrom(days),
		},
		encryptKey: input.has("encrypt-key"),
		makeDefault: input.has("default"),
		force: input.has("force"),
	};
}
