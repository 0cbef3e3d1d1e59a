import type { Invocation } from "../command.ts";
import { changeCertificates } from "./open-certificates.ts";
import { givenPassphrase, withPassphrase } from "./passphrase.ts";
import { namesFrom, subjectFrom } from "./wish.ts";
import { changeDocument } from "./words.ts";

/** `cert csr NAME` */
export async function showRequest(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const name = input.word("name") ?? "";
	const names = namesFrom(invocation);
	const subject = subjectFrom(invocation);
	const given = await givenPassphrase(invocation);
	const { value: pem, files } = await withPassphrase(
		invocation,
		given,
		(passphrase) =>
			changeCertificates(invocation, ({ store }) =>
				store.request(name, {
					...(names === undefined ? {} : { names }),
					...(subject === undefined ? {} : { subject }),
					...(passphrase === undefined ? {} : { passphrase }),
				}),
			),
	);
	const isNew = files.written.length > 0;
	const verb = input.has("dry-run") ? "would write" : "wrote";
	const file = `certs/${name}.csr`;
	output.note(isNew ? `${verb} ${file}` : `${file}, as it is`);
	await output.result({
		lines: [pem.trimEnd()],
		document: {
			schema: "oceanftp.cert-request/1",
			name,
			file,
			new: isNew,
			pem,
			...changeDocument(files, invocation),
		},
	});
}
