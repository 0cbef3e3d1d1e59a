import { type ErrorCode, OperatorError, type Secret } from "../base/index.ts";
import type {
	CertificateFile,
	CertificateStore,
} from "../certificates/index.ts";
import type { Settings } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import { checkContext, HONOURS_TLS_CHOICE } from "../platform/index.ts";
import type {
	CertificateQuestion,
	ContextSpec,
	ServedCertificate,
	ServedCertificates,
	TlsVersion,
} from "../tls/index.ts";
import {
	chooseCertificate,
	contextSpec,
	hasCertificateFor,
} from "../tls/index.ts";
import { ExpiryWatch } from "./certificate-care.ts";
import type { ClientJudge } from "./client-judge.ts";
import type { ProblemBoard } from "./problem-board.ts";

/** The certificates that the server shows, kept as they are in the store. */
export interface CertificateKeeper {
	/** The default one of the moment. */
	readonly main: CertificateFile;
	/** All that clients can be shown, the default one among them. */
	readonly all: readonly CertificateFile[];
	specFor(question: CertificateQuestion): ContextSpec;
	/** Whether one of the certificates was made for this host. */
	covers(host: string): boolean;
	/**
	 * Reads the store again. What changed is shown to new connections, on both channels; sessions keep what they began
	 * with. What cannot be used is told to the log once, and what was shown before stays in use.
	 */
	refresh(): Promise<void>;
	/** Other settings from the next {@link refresh} on. */
	change(settings: KeeperSettings): void;
}

/** What the settings say about certificates. */
export type KeeperSettings = Pick<Settings, "tls" | "listen">;

/** What a keeper is made of. */
export interface KeeperParts {
	readonly store: CertificateStore;
	readonly settings: KeeperSettings;
	/** The name of the default certificate at this moment. */
	readonly defaultName: () => Promise<string>;
	readonly log: Log;
	/** Where certificates are told of that cannot be used. */
	readonly problems: ProblemBoard;
	readonly nowMs: () => number;
	/** Whom clients are to name as the authority behind their own certificates. */
	readonly clients: Pick<ClientJudge, "caPem">;
	/** Whether a client that comes now is asked for a certificate of its own. */
	readonly asksClients: () => boolean;
	/** For keys that are encrypted. */
	readonly passphrase: Secret | undefined;
}

/**
 * Loads the certificates that are needed, and those that clients may ask for by name.
 *
 * @throws {OperatorError} what loading can throw, for the default one and those of listeners
 */
export async function openCertificateKeeper(
	parts: KeeperParts,
): Promise<CertificateKeeper> {
	const keeper = new Keeper(parts, await parts.defaultName());
	await keeper.load();
	return keeper;
}

/**
 * A file in the store that nobody needs may wait for its key, its authority or its passphrase, or be past its time. These
 * say that somebody has put something there that can never work.
 */
const FAULTS: ReadonlySet<ErrorCode> = new Set([
	"cert.key-mismatch",
	"cert.unreadable",
	"cert.weak",
	"key.unreadable",
	"key.perm",
]);

class Keeper implements CertificateKeeper {
	readonly #parts: KeeperParts;
	#settings: KeeperSettings;
	readonly #expiry = new ExpiryWatch();
	#served: ServedCertificates;
	/** The certificates that stand on the board. */
	readonly #bad = new Set<string>();

	constructor(parts: KeeperParts, defaultName: string) {
		this.#parts = parts;
		this.#settings = parts.settings;
		this.#served = { byName: new Map(), defaultName };
	}

	get main(): CertificateFile {
		return chooseCertificate(this.#served, {
			listener: undefined,
			serverName: undefined,
		}).file;
	}

	get all(): readonly CertificateFile[] {
		return [...this.#served.byName.values()].map(({ file }) => file);
	}

	change(settings: KeeperSettings): void {
		this.#settings = settings;
	}

	specFor(question: CertificateQuestion): ContextSpec {
		const { spec } = chooseCertificate(this.#served, question);
		return this.#parts.asksClients() ? spec : unasking(spec);
	}

	covers(host: string): boolean {
		return hasCertificateFor(this.#served, host);
	}

	/** The first time: what is needed must be usable. */
	async load(): Promise<void> {
		const { defaultName } = this.#served;
		const byName = new Map<string, ServedCertificate>();
		for (const name of this.#needed(defaultName)) {
			byName.set(name, await this.#read(name));
		}
		this.#served = { defaultName, byName };
		await this.#look(defaultName, byName);
	}

	async refresh(): Promise<void> {
		await this.#look(await this.#parts.defaultName(), new Map());
	}

	/** @param fresh what was read just now, and need not be read again */
	async #look(
		defaultName: string,
		fresh: ReadonlyMap<string, ServedCertificate>,
	): Promise<void> {
		this.#tellOfIgnoredChoice();
		const needed = this.#needed(defaultName);
		const names = new Set([...needed, ...(await this.#parts.store.names())]);
		const byName = new Map<string, ServedCertificate>();
		for (const name of names) {
			const served =
				fresh.get(name) ?? (await this.#renewed(name, needed.has(name)));
			if (served !== undefined) byName.set(name, served);
		}
		for (const name of this.#bad) if (!names.has(name)) this.#solve(name);
		// A new default that cannot be used does not take the old one out of use.
		const before = this.#served;
		const usable = byName.has(defaultName) ? defaultName : before.defaultName;
		const kept = before.byName.get(usable);
		if (!byName.has(usable) && kept !== undefined) byName.set(usable, kept);
		this.#served = { byName, defaultName: usable };
		this.#warnOfEnds();
		if (usable === before.defaultName) return;
		const what = `the default certificate, now ${usable}`;
		this.#parts.log.event({ kind: "reloaded", what });
		this.#tell(this.main);
	}

	/** Who chose ciphers must know when others are offered. */
	#tellOfIgnoredChoice(): void {
		const { problems } = this.#parts;
		const { ciphers, curves } = this.#settings.tls;
		const isUsual = ciphers === undefined && curves === undefined;
		if (HONOURS_TLS_CHOICE || isUsual) problems.solve("tls choice");
		else {
			problems.report("tls choice", {
				what: "[tls] ciphers and curves are not applied: Deno offers its own",
				fix: "run the oceanftp executable, or leave them out",
			});
		}
	}

	/** Sentences about certificates near their end; each is told once for each stage. */
	#warnOfEnds(): void {
		const { log, nowMs } = this.#parts;
		for (const { file } of this.#served.byName.values()) {
			const what = this.#expiry.warning(file, nowMs());
			const fix = `oceanftp cert renew ${file.name}`;
			if (what !== undefined) log.event({ kind: "expiring", what, fix });
		}
	}

	#needed(defaultName: string): Set<string> {
		const own = this.#settings.listen.map(({ certificate }) => certificate);
		return new Set([defaultName, ...own.filter((name) => name !== undefined)]);
	}

	/** The certificate as it is stored now; the one before when nothing changed or the new one is no good. */
	async #renewed(
		name: string,
		isNeeded: boolean,
	): Promise<ServedCertificate | undefined> {
		const before = this.#served.byName.get(name);
		try {
			const now = await this.#read(name);
			this.#solve(name);
			if (before === undefined) return now;
			const isSame =
				before.spec.certificatePem === now.spec.certificatePem &&
				before.spec.keyPem.reveal() === now.spec.keyPem.reveal();
			if (!isSame) this.#tell(now.file);
			return now;
		} catch (failure) {
			const isFault =
				failure instanceof OperatorError && FAULTS.has(failure.code);
			if (isNeeded || before !== undefined || isFault) {
				this.#complain(name, failure);
			} else this.#solve(name);
			return before;
		}
	}

	async #read(name: string): Promise<ServedCertificate> {
		const { clients, passphrase, store } = this.#parts;
		const settings = this.#settings;
		const file = await store.load(
			name,
			passphrase === undefined ? {} : { passphrase },
		);
		const minVersion: TlsVersion =
			settings.tls.minVersion === "1.3" ? "TLSv1.3" : "TLSv1.2";
		const { ciphers, curves } = settings.tls;
		const spec = contextSpec({
			certificate: file,
			minVersion,
			ciphers,
			curves,
			client: { caPem: clients.caPem },
		});
		const isUsual = ciphers === undefined && curves === undefined;
		if (!isUsual) checkContext(spec);
		return { file, spec };
	}

	#tell({ name, notAfterMs, sha256 }: CertificateFile): void {
		this.#parts.log.event({ kind: "certificate", name, sha256, notAfterMs });
	}

	#solve(name: string): void {
		this.#bad.delete(name);
		this.#parts.problems.solve(`certificate ${name}`);
	}

	#complain(name: string, failure: unknown): void {
		const why = failure instanceof Error ? failure.message : String(failure);
		const before = this.#served.byName.has(name)
			? "; the one that was loaded before stays in use"
			: "";
		this.#bad.add(name);
		this.#parts.problems.report(`certificate ${name}`, {
			what: `certificate ${name} cannot be used: ${why}${before}`,
			why: failure instanceof OperatorError ? (failure.why ?? null) : null,
			code: failure instanceof OperatorError ? failure.code : null,
			fix: `oceanftp cert check ${name}`,
		});
	}
}

const withoutQuestion = new WeakMap<ContextSpec, ContextSpec>();

/** The same for clients that are asked for no certificate; one object for one spec, as whether it can be used is found out once for each. */
function unasking(spec: ContextSpec): ContextSpec {
	const before = withoutQuestion.get(spec);
	if (before !== undefined) return before;
	const made = { ...spec, asksClient: false, clientCaPem: undefined };
	withoutQuestion.set(spec, made);
	return made;
}
