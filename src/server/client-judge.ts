import type { ClientIdentity } from "../accounts/index.ts";
import { MIB, OperatorError } from "../base/index.ts";
import {
	type ClientTrust,
	type ClientVerdict,
	checkClientPath,
	readClientCertificate,
	readClientTrust,
} from "../certificates/index.ts";
import type { Settings } from "../config/index.ts";
import {
	type HostFiles,
	signatureCheck,
	systemClock,
} from "../platform/index.ts";

/** Says whose certificate a client shows, and whether somebody vouches for it. */
export interface ClientJudge {
	/** The authorities' PEM, to be named to clients; undefined: none are trusted. */
	readonly caPem: string | undefined;
	/** @param chain DER, the client's own first; none when it showed none */
	identify(chain: readonly Uint8Array[]): Promise<ClientIdentity | undefined>;
	/**
	 * Reads authorities and revocation lists again.
	 *
	 * @returns whether they are other than before
	 * @throws {OperatorError} for bad files; what was read before stays in use
	 */
	refresh(): Promise<boolean>;
}

interface JudgeParts {
	/** Asked at each reading, so that a reload can name other files. */
	tls(): Settings["tls"];
	readonly files: HostFiles;
}

/**
 * Reads what client certificates are judged by.
 *
 * @throws {OperatorError} when a configured file cannot be read, or holds nothing of its kind
 */
export async function openClientJudge(parts: JudgeParts): Promise<ClientJudge> {
	let trust = await readTrust(parts);
	return {
		get caPem() {
			return trust?.caPem;
		},
		identify: (chain) => identify(chain, trust?.trust),
		refresh: async () => {
			const before = trust?.text;
			trust = await readTrust(parts);
			return trust?.text !== before;
		},
	};
}

interface ReadTrust {
	readonly trust: ClientTrust;
	readonly caPem: string;
	/** All that was read, to tell whether it has changed. */
	readonly text: string;
}

async function readTrust({
	files,
	tls,
}: JudgeParts): Promise<ReadTrust | undefined> {
	const { clientCa, clientCrl } = tls();
	if (clientCa === undefined) return undefined;
	const ca = { file: clientCa, bytes: await mustRead(clientCa, files) };
	const crl =
		clientCrl === undefined
			? undefined
			: { file: clientCrl, bytes: await mustRead(clientCrl, files) };
	const trust = await readClientTrust(crl === undefined ? { ca } : { ca, crl });
	const [caPem = "", crlText = ""] = [ca, crl].map((file) =>
		new TextDecoder("latin1").decode(file?.bytes),
	);
	return { trust, caPem, text: `${caPem}\n${crlText}` };
}

/** A bundle of every public authority takes a fifth of that; lists of revoked certificates can be long. */
const MOST_BYTES: number = 64 * MIB;

async function mustRead(path: string, files: HostFiles): Promise<Uint8Array> {
	const bytes = await files.readBytes(path, MOST_BYTES);
	if (bytes !== undefined) return bytes;
	throw new OperatorError("file.no-right", `${path} cannot be read.`, {
		why: "there is no such file",
		fix: "correct [tls] client_ca and client_crl in oceanftp.toml",
	});
}

/** Judged anew at every connection, resumed ones too: what was revoked meanwhile is refused. */
async function identify(
	chain: readonly Uint8Array[],
	trust: ClientTrust | undefined,
): Promise<ClientIdentity | undefined> {
	const [leaf] = chain;
	if (leaf === undefined) return undefined;
	const verdict = await judged(chain, trust);
	const read = await readClientCertificate(leaf).catch(() => undefined);
	// What cannot be read tells nobody apart, and is never trusted.
	if (read === undefined) return undefined;
	const { commonName, names, sha256, subject } = read;
	const common = { commonName, names, sha256, subject };
	return verdict.kind === "trusted"
		? { ...common, isTrusted: true }
		: { ...common, isTrusted: false, why: verdict.why };
}

async function judged(
	chain: readonly Uint8Array[],
	trust: ClientTrust | undefined,
): Promise<ClientVerdict> {
	if (trust === undefined) {
		return { kind: "untrusted", why: "no authority is trusted" };
	}
	return await checkClientPath({
		chain,
		trust,
		nowMs: systemClock.nowMs(),
		signatures: signatureCheck,
	});
}
