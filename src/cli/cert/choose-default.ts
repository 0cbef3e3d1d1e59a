import type { Invocation } from "../command.ts";
import { refuseOutranked } from "./certificate-usage.ts";
import { changeCertificates } from "./open-certificates.ts";
import { givenPassphrase, withPassphrase } from "./passphrase.ts";
import { changeDocument } from "./words.ts";

/** `cert default NAME` */
export async function chooseDefault(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const name = input.word("name") ?? "";
	const given = await givenPassphrase(invocation);
	const { value: before, files } = await withPassphrase(
		invocation,
		given,
		(passphrase) =>
			changeCertificates(invocation, async (certificates) => {
				const { store, usage } = certificates;
				await store.read(name, passphrase === undefined ? {} : { passphrase });
				refuseOutranked(certificates, name);
				await store.setDefault(
					name,
					passphrase === undefined ? {} : { passphrase },
				);
				return usage.defaultName;
			}),
	);
	const verb = input.has("dry-run") ? "would be" : "is";
	const change = before === name ? "" : `, in place of ${before}`;
	await output.result({
		lines: [`${name} ${verb} the default${change}`],
		document: {
			schema: "oceanftp.cert-default/1",
			name,
			before,
			...changeDocument(files, invocation),
		},
	});
}
