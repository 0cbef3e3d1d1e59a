import { OperatorError } from "../../base/index.ts";
import {
	type CertificateFacts,
	type KeyAlgorithm,
	MOST_DAYS,
	type PublicKeyFacts,
	parseKeyAlgorithm,
	type Renewal,
	type RenewOptions,
} from "../../certificates/index.ts";
import { systemClock } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import {
	changeCertificates,
	type OpenCertificates,
} from "./open-certificates.ts";
import { givenPassphrase, withPassphrase } from "./passphrase.ts";
import { daysFrom, namesFrom } from "./wish.ts";
import {
	certificateDocument,
	changeDocument,
	changeRows,
	table,
	whenText,
} from "./words.ts";

/** `cert renew NAME` */
export async function renewCertificate(invocation: Invocation): Promise<void> {
	const { input } = invocation;
	if (input.value("key") !== undefined && !input.has("new-key")) {
		throw new OperatorError("usage.invalid", "--key is for a new key.", {
			why: "without --new-key the key stays as it is",
			fix: "add --new-key, or leave --key out",
		});
	}
	const name = input.word("name") ?? "";
	const given = await givenPassphrase(invocation);
	const { value, files } = await withPassphrase(
		invocation,
		given,
		(passphrase) =>
			changeCertificates(invocation, async (certificates) => {
				const { store } = certificates;
				const options = await optionsFrom(invocation, certificates, name);
				const opening = passphrase === undefined ? {} : { passphrase };
				const renewal = await store.renew(name, { ...options, ...opening });
				return { renewal, leaf: await leafOf(certificates, name) };
			}),
	);
	const { leaf, renewal } = value;
	await invocation.output.result({
		lines: [
			...table(changeRows(files, invocation)),
			doneText(renewal, name, leaf?.notAfterMs ?? 0),
		],
		document: {
			schema: "oceanftp.cert-renew/1",
			name,
			done: renewal.kind,
			request: renewal.kind === "requested" ? renewal.file : null,
			certificate: leaf === undefined ? null : certificateDocument(leaf),
			...changeDocument(files, invocation),
		},
	});
}

async function optionsFrom(
	invocation: Invocation,
	certificates: OpenCertificates,
	name: string,
): Promise<RenewOptions> {
	const { input } = invocation;
	const names = namesFrom(invocation);
	const days = input.value("days");
	const wanted = input.value("key");
	const leaf = await leafOf(certificates, name);
	const newKey =
		wanted === undefined ? likeKey(leaf?.key) : parseKeyAlgorithm(wanted);
	return {
		days: days === undefined ? MOST_DAYS : daysFrom(days),
		...(names === undefined ? {} : { names }),
		...(input.has("new-key") ? { newKey } : {}),
	};
}

async function leafOf(
	{ store }: OpenCertificates,
	name: string,
): Promise<CertificateFacts | undefined> {
	return (await store.list()).find((one) => one.name === name)?.leaf;
}

/** The same kind of key once more; a kind that is not made gives way to the usual one. */
function likeKey(key: PublicKeyFacts | undefined): KeyAlgorithm {
	if (key?.kind === "ed25519") return "ed25519";
	if (key?.curve === "P-384") return "ecdsa-p384";
	if (key?.kind !== "rsa") return "ecdsa-p256";
	const bits = key.bits ?? 0;
	if (bits > 3072) return "rsa-4096";
	return bits > 2048 ? "rsa-3072" : "rsa-2048";
}

function doneText(renewal: Renewal, name: string, notAfterMs: number): string {
	const end = whenText(notAfterMs, systemClock.nowMs());
	return renewal.kind === "renewed"
		? `${name} now ends on ${end}`
		: `${name} is signed by an authority: send ${renewal.file} there and import the answer. Until then the old certificate goes on; it ends on ${end}`;
}
