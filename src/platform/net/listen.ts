import { createServer, type Server, type Socket } from "node:net";
import process from "node:process";
import type { Endpoint } from "../../base/index.ts";
import { hostPort, OperatorError, plainAddress } from "../../base/index.ts";
import { systemCode } from "../errno.ts";
import { prepareQuickAck } from "./quick-ack.ts";

/** A bound TCP listener. */
export interface TcpListener {
	/** What was bound; `::` is every address, IPv4 too. */
	readonly endpoint: Endpoint;
	/** Takes no more connections; those that are open stay. */
	close(): Promise<void>;
}

/** Where to listen, and who hears of connections. */
export interface ListenRequest {
	/** Undefined: every address of this machine. */
	readonly host: string | undefined;
	/** 0: any free port. */
	readonly port: number;
	readonly onSocket: (socket: Socket) => void;
}

/** Every address, IPv6 and IPv4 alike; on a machine without IPv6 the second is taken. */
const EVERY_ADDRESS = ["::", "0.0.0.0"] as const;

const NO_IPV6: ReadonlySet<string | undefined> = new Set([
	"EAFNOSUPPORT",
	"EADDRNOTAVAIL",
	"EINVAL",
]);

/**
 * Listens for TCP connections.
 *
 * @throws {OperatorError} bind.in-use, bind.no-right, bind.failed
 */
export async function listenTcp(request: ListenRequest): Promise<TcpListener> {
	await prepareQuickAck();
	const hosts = request.host === undefined ? EVERY_ADDRESS : [request.host];
	let failure: unknown;
	for (const host of hosts) {
		try {
			return await listenAt(host, request);
		} catch (caught) {
			failure ??= caught;
			if (!NO_IPV6.has(systemCode(caught))) break;
		}
	}
	const host = request.host ?? "every address";
	throw bindError(failure, host, request.port);
}

function listenAt(
	host: string,
	{ port, onSocket }: ListenRequest,
): Promise<TcpListener> {
	const server = createServer({ allowHalfOpen: true, noDelay: true });
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.on("connection", (socket) => {
			socket.on("error", () => undefined);
			onSocket(socket);
		});
		server.listen({ port, host, backlog: 511 }, () => {
			server.off("error", reject);
			server.on("error", () => undefined);
			const address = server.address();
			if (address === null || typeof address === "string") {
				reject(new Error("the listener has no address"));
				return;
			}
			const endpoint = {
				host: plainAddress(address.address),
				port: address.port,
			};
			resolve({ endpoint, close: () => closeServer(server) });
		});
	});
}

function closeServer(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		// The callback waits for open connections, which are the sessions' business; the port itself is free now.
		resolve();
	});
}

function bindError(
	failure: unknown,
	host: string,
	port: number,
): OperatorError {
	const code = systemCode(failure);
	const at = host.includes(" ")
		? `port ${port} of ${host}`
		: hostPort({ host, port });
	const why = failure instanceof Error ? failure.message : String(failure);
	if (code === "EADDRINUSE") {
		return new OperatorError("bind.in-use", `${at} is in use`, {
			why,
			fix: "stop the program that listens there, or choose other ports with --port and --implicit-port",
			cause: failure,
		});
	}
	if (code === "EACCES" || code === "EPERM") {
		return new OperatorError(
			"bind.no-right",
			`${at} may not be listened on by this user`,
			{
				why,
				fix:
					process.platform === "win32"
						? "choose other ports with --port and --implicit-port: Windows keeps this one for a program or a range of its own (netsh interface ipv4 show excludedportrange protocol=tcp)"
						: "choose ports above 1023 with --port and --implicit-port, or give the right: sudo setcap cap_net_bind_service=+ep on the executable",
				cause: failure,
			},
		);
	}
	return new OperatorError("bind.failed", `${at} cannot be listened on`, {
		why,
		fix: "give one of this machine's addresses to --host",
		cause: failure,
	});
}
