import type { Secret } from "../../base/index.ts";
import type { ImportPlan, ImportWish } from "../../certificates/index.ts";
import { systemClock } from "../../platform/index.ts";
import type { Invocation } from "../command.ts";
import { changeCertificates } from "./open-certificates.ts";
import {
	givenPassphrase,
	newPassphrase,
	withPassphrase,
} from "./passphrase.ts";
import { readNamedFiles } from "./read-files.ts";
import type { FileChanges } from "./recorded-folder.ts";
import {
	certificateDocument,
	certificateRows,
	changeDocument,
	changeRows,
	findingDocuments,
	findingLines,
	table,
} from "./words.ts";

/** `cert import FILE...` */
export async function importCertificate(invocation: Invocation): Promise<void> {
	const { input } = invocation;
	const keyName = input.value("key");
	const [keyFile, ...files] = await readInOrder(
		invocation,
		keyName,
		input.words("file"),
	);
	const name = input.value("name");
	const wish: ImportWish = {
		files,
		...(keyFile === undefined ? {} : { keyFile }),
		...(name === undefined ? {} : { name }),
		force: input.has("force"),
	};
	const given = await givenPassphrase(invocation);
	const encryptWith = input.has("encrypt-key")
		? await newPassphrase(invocation, given)
		: undefined;
	const { value: plan, files: changes } = await withPassphrase(
		invocation,
		given,
		(passphrase) => carryOut(invocation, { wish, passphrase, encryptWith }),
	);
	await report(invocation, plan, changes);
}

/** The key's file first, or undefined in its place. */
async function readInOrder(
	invocation: Invocation,
	keyName: string | undefined,
	names: readonly string[],
): Promise<readonly [ImportWish["keyFile"], ...ImportWish["files"]]> {
	if (keyName === undefined) {
		return [undefined, ...(await readNamedFiles(invocation, names))];
	}
	const [keyFile, ...files] = await readNamedFiles(invocation, [
		keyName,
		...names,
	]);
	return [keyFile, ...files];
}

function carryOut(
	invocation: Invocation,
	parts: {
		readonly wish: ImportWish;
		readonly passphrase: Secret | undefined;
		readonly encryptWith: Secret | undefined;
	},
): Promise<{ readonly value: ImportPlan; readonly files: FileChanges }> {
	const { encryptWith, passphrase, wish } = parts;
	return changeCertificates(invocation, async ({ store }) => {
		const plan = await store.planImport({
			...wish,
			...(passphrase === undefined ? {} : { passphrase }),
			...(encryptWith === undefined ? {} : { encryptKey: encryptWith }),
		});
		await store.carryOut(plan);
		return plan;
	});
}

async function report(
	invocation: Invocation,
	plan: ImportPlan,
	changes: FileChanges,
): Promise<void> {
	const { intermediates, leaf } = plan;
	const chain = intermediates.map(({ subject }) => subject);
	await invocation.output.result({
		lines: [
			...table([
				["name", plan.name],
				...certificateRows(leaf, systemClock.nowMs()),
				["chain", chain.length === 0 ? "none" : chain.join(" <- ")],
				["key from", plan.keyFrom],
				...(plan.completesRequest
					? [["answers", `the open request certs/${plan.name}.csr`] as const]
					: []),
				...changeRows(changes, invocation),
			]),
			...findingLines(plan.findings),
		],
		document: {
			schema: "oceanftp.cert-import/1",
			name: plan.name,
			certificate: certificateDocument(leaf),
			chain: intermediates.map(certificateDocument),
			keyFrom: plan.keyFrom,
			completesRequest: plan.completesRequest,
			...changeDocument(changes, invocation),
			findings: findingDocuments(plan.findings),
		},
	});
}
