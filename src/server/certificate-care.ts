import type { Secret } from "../base/index.ts";
import {
	type CertificateFile,
	type CertificateStore,
	distanceText,
	expiryWarning,
	type LocalMachine,
	localNames,
	renewalDue,
	renewalNames,
} from "../certificates/index.ts";
import type { Log } from "../log/index.ts";
import { CERTIFICATE_DAYS } from "./first-start.ts";

/** What is cared for. */
export interface CareParts {
	readonly store: CertificateStore;
	/** Asked anew each time: addresses come and go. */
	readonly machine: () => LocalMachine;
	readonly log: Log;
	readonly nowMs: () => number;
	/** Opens keys that are encrypted. */
	readonly passphrase: Secret | undefined;
}

/**
 * Renews the certificates that this program made itself, with the same key, before they end or when the machine's
 * names have changed. What somebody imported is never touched. A renewal that fails is told, and tried again the next time.
 *
 * @returns the names of those that were renewed
 */
export async function renewOwnCertificates(
	parts: CareParts,
): Promise<readonly string[]> {
	const { log, machine, nowMs, passphrase, store } = parts;
	const names = localNames(machine());
	const renewed: string[] = [];
	for (const stored of await store.listPublic()) {
		const { leaf, name } = stored;
		const reason = renewalDue(stored, nowMs(), names);
		if (leaf === undefined || reason === undefined) continue;
		try {
			await store.renew(name, {
				days: CERTIFICATE_DAYS,
				names: renewalNames(leaf, names),
				...(passphrase === undefined ? {} : { passphrase }),
			});
			renewed.push(name);
			log.event({ kind: "renewed", name, why: reason.text });
		} catch (failure) {
			const why = failure instanceof Error ? failure.message : String(failure);
			log.event({
				kind: "problem",
				what: `certificate ${name} could not be renewed: ${why}`,
				fix: `oceanftp cert renew ${name}`,
			});
		}
	}
	return renewed;
}

/** Tells when a certificate comes near its end: once for each stage, 30, 14, 7 and 1 days before. */
export class ExpiryWatch {
	readonly #told = new Map<string, number>();

	/** @returns a sentence when there is something new to say */
	warning(file: CertificateFile, nowMs: number): string | undefined {
		const { name, notAfterMs, notBeforeMs, sha256 } = file;
		const stage = expiryWarning(notBeforeMs, notAfterMs, nowMs);
		const isTold = this.#told.get(sha256) === stage;
		if (stage === undefined || isTold) return undefined;
		this.#told.set(sha256, stage);
		const date = new Date(notAfterMs).toISOString().slice(0, 10);
		if (stage === 0) return `certificate ${name} has ended on ${date}`;
		return `certificate ${name} ends on ${date}, ${distanceText(notAfterMs, nowMs)}`;
	}
}
