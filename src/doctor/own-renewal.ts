import {
	type CertificateStore,
	openCertificateStore,
	renewalDue,
	type StoredCertificate,
} from "../certificates/index.ts";
import { keyMaterial } from "../platform/index.ts";
import {
	renewOwnCertificates,
	whileCertificatesLocked,
} from "../server/index.ts";
import type { Mend } from "./check.ts";
import type { Setup } from "./setup.ts";

/** What this program made itself it may renew, with the same key. */
export function renewal(
	name: string,
	stored: StoredCertificate | undefined,
	setup: Setup,
): Mend | undefined {
	const { data, nowMs } = setup;
	if (stored === undefined || data.kind !== "open") return undefined;
	if (renewalDue(stored, nowMs()) === undefined) return undefined;
	return {
		act: `renew the certificate ${name} with the same key`,
		run: () => renewOwn(setup, data),
	};
}

/** Renews all that are due, as a start of the server does. @throws {Error} when one could not be */
export async function renewOwn(
	{ files, nowMs, passphrase, process }: Setup,
	{ folder, path }: Extract<Setup["data"], { kind: "open" }>,
): Promise<void> {
	const problems: string[] = [];
	await whileCertificatesLocked({ dataFolder: path, files }, async () => {
		const store: CertificateStore = await openCertificateStore({
			folder,
			keys: keyMaterial,
			nowMs,
		});
		await renewOwnCertificates({
			store,
			machine: () => ({
				hostname: process.hostname(),
				addresses: process.addresses().map(({ address }) => address),
			}),
			log: {
				event: (event) => {
					if (event.kind === "problem") problems.push(event.what);
				},
			},
			nowMs,
			passphrase,
		});
	});
	if (problems.length > 0) throw new Error(problems.join("; "));
}
