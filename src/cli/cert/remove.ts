import { askYes } from "../ask-yes.ts";
import type { Invocation } from "../command.ts";
import { changeCertificates } from "./open-certificates.ts";
import { changeDocument, changeRows, table } from "./words.ts";

/** `cert remove NAME`: all files go to the archive. */
export async function removeCertificate(invocation: Invocation): Promise<void> {
	const { input, output } = invocation;
	const name = input.word("name") ?? "";
	await refuseUnremovable(invocation, name);
	if (!(await askYes(invocation, `Remove the certificate ${name}`))) {
		output.note("Nothing was removed.");
		return;
	}
	const { files } = await changeCertificates(invocation, ({ store }) =>
		store.remove(name),
	);
	await output.result({
		lines: table(changeRows(files, invocation)),
		document: {
			schema: "oceanftp.cert-remove/1",
			name,
			...changeDocument(files, invocation),
		},
	});
}

/** Nobody should be asked for a yes that cannot be carried out: the removal is tried on a copy first. */
async function refuseUnremovable(
	invocation: Invocation,
	name: string,
): Promise<void> {
	const { input } = invocation;
	const rehearsal: Invocation = {
		...invocation,
		input: { ...input, has: (flag) => flag === "dry-run" || input.has(flag) },
	};
	await changeCertificates(rehearsal, ({ store }) => store.remove(name));
}
