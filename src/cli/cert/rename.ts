import type { Invocation } from "../command.ts";
import { changeCertificates } from "./open-certificates.ts";
import { changeDocument, changeRows, table } from "./words.ts";

/** `cert rename FROM TO` */
export async function renameCertificate(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const from = input.word("from") ?? "";
	const to = input.word("to") ?? "";
	const { files } = await changeCertificates(invocation, ({ store }) =>
		store.rename(from, to),
	);
	await output.result({
		lines: table(changeRows(files, invocation)),
		document: {
			schema: "oceanftp.cert-rename/1",
			from,
			to,
			...changeDocument(files, invocation),
		},
	});
}
