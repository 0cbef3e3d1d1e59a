import { connect, type Socket } from "node:net";
import {
	checkServerIdentity,
	type DetailedPeerCertificate,
	getCACertificates,
	connect as secureConnect,
	type TLSSocket,
} from "node:tls";
import {
	type Endpoint,
	hostPort,
	isAddress,
	OperatorError,
} from "../../base/index.ts";
import {
	codeOf,
	noTls,
	otherWay,
	refusedAuth,
	unreachable,
} from "./peer-failures.ts";
import { ReplyReader } from "./reply-reader.ts";
import { happens } from "./socket-event.ts";

/** Which server to ask. */
export interface PeerRequest extends Endpoint {
	/** `after-auth`: explicit FTP over TLS, where AUTH TLS comes first (RFC 4217 §4). */
	readonly tls: "at-once" | "after-auth";
	/** For all of it. */
	readonly limitMs: number;
}

/** What a server shows. */
export interface PeerCertificate {
	/** DER, the leaf first. */
	readonly certificates: readonly Uint8Array[];
	/** @example "TLSv1.3" */
	readonly version: string;
	readonly cipher: string;
	/** Whether the host that was asked is among the certificate's names. */
	readonly coversHost: boolean;
	/** `trusted` by the system's own list of authorities, or why not. */
	readonly trust: string;
}

/**
 * Asks a server for its certificate, as a client that trusts nobody: nothing but the handshake is said, whatever the
 * server shows.
 *
 * @throws {OperatorError} peer.unreachable, peer.no-tls
 */
export async function peerCertificate(
	request: PeerRequest,
): Promise<PeerCertificate> {
	const { host, port, limitMs } = request;
	const socket = connect({ host, port });
	let stage = "be reached";
	const late = setTimeout(() => {
		const failure = new OperatorError(
			"peer.unreachable",
			`${hostPort(request)} did not ${stage} within ${limitMs / 1000} seconds.`,
			otherWay(request),
		);
		socket.destroy(failure);
	}, limitMs);
	// Errors reach whoever waits; one that comes while nobody does must not end the process.
	socket.on("error", () => undefined);
	try {
		await happens(socket, "connect").catch((error: unknown) => {
			throw unreachable(request, error);
		});
		if (request.tls === "after-auth") {
			stage = "answer as FTP servers do";
			await authTls(socket, request);
		}
		stage = "finish the TLS handshake";
		return await handshake(socket, request);
	} finally {
		clearTimeout(late);
		socket.destroy();
	}
}

async function handshake(
	socket: Socket,
	request: PeerRequest,
): Promise<PeerCertificate> {
	const { host } = request;
	const authorities = trustedHere();
	const secure = secureConnect({
		socket,
		// Looked at, not relied on: trust and name are reported, and nothing else is sent.
		rejectUnauthorized: false,
		checkServerIdentity: () => undefined,
		minVersion: "TLSv1",
		...(authorities.length === 0 ? {} : { ca: authorities }),
		...(isAddress(host) ? {} : { servername: host }),
	});
	secure.on("error", () => undefined);
	try {
		await Promise.race([
			happens(secure, "secureConnect"),
			happens(socket, "close"),
		]).catch((error: unknown) => {
			throw noTls(request, error);
		});
		const leaf = secure.getPeerCertificate(true);
		if (leaf?.raw === undefined) {
			throw noTls(request, new Error("it shows no certificate"));
		}
		return {
			certificates: chainOf(leaf, secure.authorized),
			version: secure.getProtocol() ?? "TLS",
			cipher: secure.getCipher()?.name ?? "unknown",
			coversHost: checkServerIdentity(host, leaf) === undefined,
			trust: trustOf(secure),
		};
	} finally {
		secure.destroy();
	}
}

/** The system's authorities, and those that the administrator added by NODE_EXTRA_CA_CERTS. */
function trustedHere(): string[] {
	return [
		...new Set([
			...getCACertificates("system"),
			...getCACertificates("default"),
		]),
	];
}

/** As sent, as far as can be told: of a chain that could be verified, the runtimes add the root, which is taken off again. */
function chainOf(
	leaf: DetailedPeerCertificate,
	isVerified: boolean,
): readonly Uint8Array[] {
	const found = new Map<string, Uint8Array>();
	let current: DetailedPeerCertificate | undefined = leaf;
	let isRootLast = false;
	while (current?.raw !== undefined && !found.has(current.fingerprint256)) {
		found.set(current.fingerprint256, new Uint8Array(current.raw));
		const issuer: DetailedPeerCertificate | undefined =
			current.issuerCertificate;
		isRootLast = issuer?.fingerprint256 === current.fingerprint256;
		current = issuer;
	}
	const all = [...found.values()];
	return isVerified && isRootLast && all.length > 1 ? all.slice(0, -1) : all;
}

const REASONS: Readonly<Record<string, string>> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: "it is self-signed",
	SELF_SIGNED_CERT_IN_CHAIN: "its root is not in the system's list",
	UNABLE_TO_GET_ISSUER_CERT:
		"the certificate of an issuer is missing in its chain",
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
		"its issuer is not in the system's list, and no chain leads there",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE:
		"its issuer is not in the system's list, and no chain leads there",
	CERT_HAS_EXPIRED: "it has expired",
	CERT_NOT_YET_VALID: "it is not valid yet",
};

function trustOf(secure: TLSSocket): string {
	if (secure.authorized) return "trusted";
	const error: unknown = secure.authorizationError;
	const code = codeOf(error) || String(error);
	return REASONS[code] ?? code;
}

/** Reads the greeting and asks for TLS. @see RFC 4217 §4.1 */
async function authTls(socket: Socket, request: PeerRequest): Promise<void> {
	const reader = new ReplyReader(socket);
	try {
		const greeting = await reader.reply();
		if (!greeting.startsWith("220")) throw refusedAuth(request, greeting);
		socket.write("AUTH TLS\r\n");
		const answer = await reader.reply();
		if (!answer.startsWith("234")) throw refusedAuth(request, answer);
		if (!reader.isEmpty) {
			throw noTls(request, new Error("it sent more behind its 234"));
		}
	} catch (error) {
		throw error instanceof OperatorError ? error : noTls(request, error);
	} finally {
		reader.stop();
	}
}
